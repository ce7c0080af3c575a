"""Accounts, passwords, and how long somebody stays signed in."""

from __future__ import annotations

from portal.settings.base import read

AUTHENTICATION_BACKENDS = ["scheduling.access.session_backend.Backend"]
SESSION_ENGINE = "scheduling.access.session_backend"
SHORTEST_PASSWORD = 12  # characters
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": SHORTEST_PASSWORD},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.allauth_adapter.StaffAccountAdapter"
ACCOUNT_FORMS = {
    "login": "scheduling.forms.sign_in.SignInForm",
    "change_password": "scheduling.forms.own_password.OwnPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_RATE_LIMITS = False  # ours are in scheduling/access/wrong_password_limits.py
SESSION_COOKIE_AGE = read.whole("SESSION_COOKIE_AGE", 12 * 3600, least=60, most=366 * 86_400)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "scheduling.views.lapsed_sign_in.form_expired"
