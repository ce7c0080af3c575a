"""The admin site: what a campus is made of can be changed; what happened can only be read."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from scheduling.admin import campus, people, record

# One door: the admin site's own sign-in page would not be throttled.
admin.site.login = secure_admin_login(admin.site.login)

__all__ = ["campus", "people", "record"]
