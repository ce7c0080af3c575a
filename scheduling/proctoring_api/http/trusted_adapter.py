"""A session of `requests` that trusts nobody without checking: certificates and host names always,
no proxy, cookie, redirect or second try of its own.
"""

from __future__ import annotations

import ssl
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import certifi
import requests
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from urllib3.util.retry import Retry

from scheduling.proctoring_api.http.connections import POOLS

POOL_SIZE = 64
NEVER = Retry(
    total=0, connect=0, read=False, redirect=0, status=0, other=0, respect_retry_after_header=False
)


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None:
        even with redirects off, `requests` would read a redirect's body, without any limit.
        """


class _Adapter(HTTPAdapter):
    """One TLS context for all connections; building one from the bundle for each costs more than
    the call itself.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(
            pool_connections=4, pool_maxsize=POOL_SIZE, max_retries=NEVER, pool_block=False
        )

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context checks certificate and host name of every connection; there is no way to
        switch it off.
        """


def tls_context(ca_bundle: str) -> ssl.SSLContext:
    """Certificates and host names are checked against `ca_bundle` (PEM file; "" for certifi's), TLS
    1.2 at least.
    """
    context = ssl.create_default_context(cafile=ca_bundle or certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def new_session(ca_bundle: str) -> requests.Session:
    context = tls_context(ca_bundle)
    session = _Session()
    session.trust_env = False
    session.verify = ca_bundle or certifi.where()
    session.cookies = RequestsCookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(context))
    return session
