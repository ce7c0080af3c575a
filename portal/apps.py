"""App configuration of Django's admin: which admin site it serves."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class AdminSiteConfig(AdminConfig):
    """Django's admin app with the portal's own site."""

    default_site = "scheduling.admin.site.PortalSite"
