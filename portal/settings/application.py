"""What Django is made of here: apps, middleware, templates, language."""

from __future__ import annotations

from django.contrib.messages import constants as message_levels

from portal.settings.base import BASE_DIR

INSTALLED_APPS = [
    "scheduling",
    "portal.apps.AdminSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "huey.contrib.djhuey",
]

MIDDLEWARE = [
    "portal.health.HealthMiddleware",
    "portal.middleware.BrowserPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.CompressionMiddleware",
    "portal.middleware.ContentPolicyMiddleware",
    "portal.middleware.ClientAddressMiddleware",
    "portal.middleware.RequestIdMiddleware",
    "portal.middleware.Utf8Middleware",
    "portal.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "scheduling.views.errors.WholeFormMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "scheduling.access.middleware.AccessMiddleware",
    "portal.middleware.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "scheduling.views.card_number_watch.CardNumberMiddleware",
    "scheduling.views.errors.MethodNotAllowedMiddleware",
    "scheduling.views.errors.NotTheirsMiddleware",
    "scheduling.views.no_role.NoRoleMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "scheduling.templatetags.cached_parts",
                "scheduling.templatetags.isolation",
                "scheduling.templatetags.row_parts",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scheduling.views.page_context.page_context",
            ],
        },
    },
]

# The classes that a notice has in our style sheet.
MESSAGE_TAGS = {
    message_levels.SUCCESS: "ok",
    message_levels.WARNING: "warn",
    message_levels.ERROR: "bad",
}
FORM_RENDERER = "scheduling.forms.field_group.FormRenderer"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
