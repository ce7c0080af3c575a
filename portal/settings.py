"""Every setting of the portal. The only place that reads the environment.

With `DEBUG` off, a missing or weak secret stops the start and names its variable.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import environ
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured

from portal.environment import Variables
from portal.file_protection import open_to_others, protect_new_files, stored_beside
from portal.huey_import import import_huey
from portal.practice_ports import DEFAULTS
from scheduling.card_payment.publishable_keys import key_fault
from scheduling.time_zones import zone_data

protect_new_files()
zone_data.use_newest()  # before anything looks at a clock

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")
read = Variables(env.ENVIRON)

DEBUG = read.switch("DEBUG", False)
PRACTICE = read.switch("PRACTICE", DEBUG)
PRACTICE_SECRET = "practice-only-secret-key-never-for-a-real-install-0123456789"
PRACTICE_FIELD_KEY = "cHJhY3RpY2Utb25seS1maWVsZC1rZXktMzItYnl0ZXM="


def _secret_key() -> str:
    key: str = env.str("SECRET_KEY", default=PRACTICE_SECRET if DEBUG else "")
    if not DEBUG and (len(key) < 50 or len(set(key)) < 10 or key == PRACTICE_SECRET):
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or weak: set it to at least 50 random characters."
        )
    return key


def _field_encryption_keys() -> list[str]:
    keys = env.list("FIELD_ENCRYPTION_KEYS", default=[PRACTICE_FIELD_KEY] if DEBUG else [])
    if not keys or (not DEBUG and PRACTICE_FIELD_KEY in keys):
        raise ImproperlyConfigured(
            "FIELD_ENCRYPTION_KEYS is missing: set it to one or more Fernet keys, the first one"
            " encrypts."
        )
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise ImproperlyConfigured(
                "FIELD_ENCRYPTION_KEYS holds a value that is no Fernet key."
            ) from error
    return keys


def secret_from_environment(name: str) -> str:
    """A secret that a command is told the variable of; empty where it is not set."""
    return env.str(name, default="")


def _secret_key_fallbacks() -> list[str]:
    """Keys of before, which sign nothing new: people stay signed in when the key is changed."""
    keys: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
    if not DEBUG and any(len(key) < 50 or key == PRACTICE_SECRET for key in keys):
        raise ImproperlyConfigured(
            "SECRET_KEY_FALLBACKS holds a weak key: list only keys that SECRET_KEY had, with"
            " commas between."
        )
    return keys


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = _secret_key_fallbacks()
FIELD_ENCRYPTION_KEYS = _field_encryption_keys()
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else []
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Serving
WEB_WORKERS = read.whole("WEB_WORKERS", 2, least=1)
WEB_THREADS = read.whole("WEB_THREADS", 16, least=1)


def practice_ports() -> dict[str, int]:
    """The portal's and the stand-in's ports for `make run`, by the variable that chooses each.

    Raises:
        ValueError: one of them is no number.
    """
    return {
        "PORT": env.int("PORT", default=DEFAULTS["PORT"]),
        "SANDBOX_PORT": env.int("SANDBOX_PORT", default=DEFAULTS["SANDBOX_PORT"]),
    }


# The provider
API_TIMEOUT = read.number("API_TIMEOUT", 20.0, is_zero_fine=False)
# Who may set an institution's address must not be able to send its token anywhere.
API_HOSTS = [
    host.strip().lower()
    for host in env.list(
        "API_HOSTS", default=["api.smarterproctoring.com", "api.smarterservices.com"]
    )
]
API_CA_BUNDLE = env.str("API_CA_BUNDLE", default="")
PAGE_PATIENCE = read.number("PAGE_PATIENCE", 1.2)
# Requests a minute at one institution for lists and sessions read ahead, which nobody waits for.
BACKGROUND_REQUESTS = read.number("BACKGROUND_REQUESTS", 45.0, is_zero_fine=False)
# Seconds from the start within which a worker that was never heard of is not missed yet.
WORKER_GRACE = read.number("WORKER_GRACE", 60.0)
READ_AHEAD_DAYS = read.whole("READ_AHEAD_DAYS", 14)
READ_BACK_PAUSES = read.numbers(
    "READ_BACK_PAUSES", [1.0, 3.0, 10.0, 20.0, 40.0, 60.0, 120.0, 300.0]
)
READ_BACK_QUIET = read.number("READ_BACK_QUIET", 30.0)
READ_BACK_GIVE_UP = read.number("READ_BACK_GIVE_UP", 3600.0)


def _publishable_key() -> str:
    """The key of institutions that have none of their own; a secret one must never reach a page."""
    key: str = env.str("STRIPE_PUBLISHABLE_KEY", default="").strip()
    if fault := key_fault(key):
        raise ImproperlyConfigured(f"STRIPE_PUBLISHABLE_KEY is not usable. {fault}")
    return key


def _stripe_js_url() -> str:
    """Where browsers get Stripe.js from, of the release train that the pages were tried with."""
    url: str = env.str("STRIPE_JS_URL", default="https://js.stripe.com/endive/stripe.js").strip()
    if not re.fullmatch(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9._/-]*", url):
        raise ImproperlyConfigured(
            "STRIPE_JS_URL is no plain https:// address, such as"
            " https://js.stripe.com/endive/stripe.js."
        )
    return url


STRIPE_PUBLISHABLE_KEY = _publishable_key()
STRIPE_JS_URL = _stripe_js_url()

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
    "csp.middleware.CSPMiddleware",
    "portal.middleware.ClientAddressMiddleware",
    "portal.middleware.RequestIdMiddleware",
    "portal.middleware.Utf8Middleware",
    "portal.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
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
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["scheduling.templatetags.isolation"],
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

# SQLite: measured with four writers, only IMMEDIATE with WAL never answered "database is locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,  # seconds that a person waits for a busy storage before being told
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA"
        " cache_size=-16000;"
    ),
}
DATABASES = {"default": read.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": read.whole("CONN_MAX_AGE", 600),
    "CONN_HEALTH_CHECKS": True,
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "portal.sqlite"
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
else:
    DATABASES["default"]["ENGINE"] = "portal.postgresql"
# How long a page waits for a PostgreSQL that says nothing; 0 for ever.
DATABASE_TIMEOUT = read.whole("DATABASE_TIMEOUT", 30)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What must outlive the database's trouble, and the queue's own file.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
with suppress(OSError):  # a disk that is full, or not there yet: `/readyz` tells
    VAR_DIR.mkdir(parents=True, exist_ok=True)
# Where the log's head is noted each hour; better on another disk than the database.
ANCHORS_FILE = Path(env.str("ANCHORS_FILE", default=str(VAR_DIR / "anchors.txt")))
# What its lines are keyed with; without any, a key is derived from SECRET_KEY.
ANCHORS_KEYS = env.list("ANCHORS_KEYS", default=[])
ANCHOR_EVERY_EVENTS = env.int("ANCHOR_EVERY_EVENTS", default=500)
# Where the codes are sent besides: addresses, host:port or a socket's path, a folder.
ANCHORS_EMAIL = env.list("ANCHORS_EMAIL", default=[])
ANCHORS_SYSLOG = env.str("ANCHORS_SYSLOG", default="")
ANCHORS_FOLDER = env.str("ANCHORS_FOLDER", default="")
# After how many days personal values are erased, per kind; 0 keeps them. Drafts 14 at most.
RETENTION_SESSIONS_DAYS = env.int("RETENTION_SESSIONS_DAYS", default=0)
RETENTION_WORDS_DAYS = env.int("RETENTION_WORDS_DAYS", default=0)
RETENTION_SIGN_INS_DAYS = env.int("RETENTION_SIGN_INS_DAYS", default=0)
RETENTION_DRAFTS_DAYS = env.int("RETENTION_DRAFTS_DAYS", default=14)
# The mail server for the codes; EMAIL_TIMEOUT keeps one that hangs from holding up the worker.
_mail = env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = (
    _mail[name] for name in ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT")
)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = (_mail.get(f"EMAIL_USE_{way}", False) for way in ("TLS", "SSL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="proctor-desk@localhost")
REDIS_URL = env.str("REDIS_URL", default="")
HUEY = {"name": "portal", "immediate": False, "results": False, "utc": True}
if REDIS_URL:
    # So that a queue that hangs holds up neither a page nor the worker's threads for long.
    _bounded = "" if "socket_timeout" in REDIS_URL else "socket_timeout=5&socket_connect_timeout=5"
    _joined = f"{REDIS_URL}{'&' if '?' in REDIS_URL else '?'}{_bounded}".rstrip("?&")
    HUEY |= {"huey_class": "huey.RedisHuey", "connection": {"url": _joined}}
else:
    HUEY |= {
        "huey_class": "portal.queue_file.QueueFile",
        "connection": {"filename": str(VAR_DIR / "queue.sqlite3")},
    }
import_huey(with_redis=bool(REDIS_URL))
from huey.serializer import SignedSerializer  # noqa: E402  only after the line above

# A message is pickled, so what was not signed here is never read: whoever can write to the queue
# could else run code in the worker.
HUEY["serializer"] = SignedSerializer(secret=SECRET_KEY, salt="portal.queue")

# Sign-in
AUTHENTICATION_BACKENDS = ["scheduling.access.session_backend.Backend"]
SESSION_ENGINE = "scheduling.access.session_backend"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.allauth_adapter.StaffAccountAdapter"
ACCOUNT_FORMS = {
    "login": "scheduling.forms.accounts.SignInForm",
    "change_password": "scheduling.forms.accounts.OwnPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_RATE_LIMITS = False  # ours are in scheduling/access/sign_in_limits.py
SESSION_COOKIE_AGE = read.whole("SESSION_COOKIE_AGE", 12 * 3600, least=60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "scheduling.views.sign_in.form_expired"

# Browsers
SECURE_COOKIES = read.switch("SECURE_COOKIES", not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
# A browser takes such a name only from this very host, over https, for all of its paths.
_HOST = "__Host-" if SECURE_COOKIES else ""
KNOWN_COMPUTER_COOKIE = f"{_HOST}desk-known"
if SECURE_COOKIES:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST}desk-session", f"{_HOST}desk-csrf"
SECURE_SSL_REDIRECT = read.switch("SECURE_SSL_REDIRECT", SECURE_COOKIES and not DEBUG)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_COOKIES
BEHIND_TLS_PROXY = read.switch("BEHIND_TLS_PROXY", False)
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of our own write into X-Forwarded-For. With none the header is whatever the
# client likes.
TRUSTED_PROXIES = read.whole("TRUSTED_PROXIES", 1 if BEHIND_TLS_PROXY else 0)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000  # a rescue of 400 sessions has two each
FILE_UPLOAD_HANDLERS = ["portal.uploads.BoundedUploadHandler"]
# By the page that asks for a file; no other takes any. A little more than the form says itself.
LARGEST_UPLOADS = {"/audit/case/check/": 61 * 1024 * 1024}

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
with suppress(OSError):
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG

DEFAULT_EXCEPTION_REPORTER_FILTER = "portal.error_reports.NoVariables"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"calendars": {"()": "portal.log_filters.WithoutCalendarAddresses"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {  # those that tell the path of a request
        name: {"filters": ["calendars"]} for name in ("django.request", "django.security.csrf")
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
}


def _refuse_open_files() -> None:
    """Keys and learners' names are not for every account of the machine."""
    files = [BASE_DIR / ".env", *(VAR_DIR / name for name in ("queue.sqlite3", "outcomes.spool"))]
    if DATABASES["default"]["ENGINE"] == "portal.sqlite":
        files += stored_beside(Path(str(DATABASES["default"]["NAME"])))
    if found := open_to_others(files):
        names = " ".join(str(file) for file in found)
        raise ImproperlyConfigured(
            f"Others on this machine can read what is for the portal alone: run chmod o-rwx {names}"
        )


if not (DEBUG or PRACTICE):  # `make run` puts them right by itself
    _refuse_open_files()
