"""Every address of the portal."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from portal.health import healthz, readyz

# What allauth has for staff; the sign-in page is in `scheduling.urls`. Accounts, addresses and
# forgotten passwords are an administrator's work.
STAFF = [
    path("logout/", account.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("inactive/", account.account_inactive, name="account_inactive"),
]

handler400 = "scheduling.views.errors.bad_request"
handler403 = "scheduling.views.errors.permission_denied"
handler500 = "scheduling.views.errors.server_error"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include(STAFF)),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("", include("scheduling.urls")),
]
