"""What browsers are told to keep: cookies, https, the content policy, what pages may not use."""

from __future__ import annotations

from csp.constants import NONE, SELF

from portal.settings.base import DEBUG, PRACTICE, read

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
# A preloaded domain stays so for all of its hosts, in every browser: that is not a portal's to ask.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if not (SECURE_COOKIES or PRACTICE):
    # One of ours names the variable that all of these follow from.
    SILENCED_SYSTEM_CHECKS += [f"security.W0{of}" for of in ("04", "08", "10", "11", "12", "16")]
BEHIND_TLS_PROXY = read.switch("BEHIND_TLS_PROXY", False)
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of our own write into X-Forwarded-For. With none the header is whatever the
# client likes.
TRUSTED_PROXIES = read.whole("TRUSTED_PROXIES", 1 if BEHIND_TLS_PROXY else 0, most=20)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What no page of ours uses; copying is what buttons beside texts do.
_UNUSED = (
    *("accelerometer", "autoplay", "camera", "display-capture", "fullscreen"),
    *("geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment"),
    *("picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
BROWSER_POLICIES = {
    "Permissions-Policy": ", ".join(f"{one}=()" for one in _UNUSED),
    "Cross-Origin-Resource-Policy": "same-origin",
}
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
