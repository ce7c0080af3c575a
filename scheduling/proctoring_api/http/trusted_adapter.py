"""An adapter of `requests` that trusts nobody without checking: certificates and host names always,
no proxy and no second try. It is used without a session: there are no cookies or redirects.
"""

from __future__ import annotations

import ssl
from typing import Any

import certifi
import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import BaseHTTPResponse, HTTPConnectionPool
from urllib3.util.retry import Retry

from scheduling.proctoring_api.http.connections import POOLS

POOL_SIZE = 64
NEVER = Retry(
    total=0, connect=0, read=False, redirect=0, status=0, other=0, respect_retry_after_header=False
)


class TrustedAdapter(HTTPAdapter):
    """One TLS context for all connections; building one from the bundle for each costs more than
    the call itself.
    """

    def __init__(self, ca_bundle: str) -> None:
        self._context = tls_context(ca_bundle)
        super().__init__(
            pool_connections=4, pool_maxsize=POOL_SIZE, max_retries=NEVER, pool_block=False
        )

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, *_: Any, **__: Any
    ) -> HTTPConnectionPool:
        """By the address alone: nothing that is said of proxies or certificates counts."""
        pool: HTTPConnectionPool = self.poolmanager.connection_from_url(request.url)
        return pool

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        """Never a proxy's: the path alone."""
        return request.path_url

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context checks certificate and host name of every connection; there is no way to
        switch it off.
        """

    def build_response(
        self, request: requests.PreparedRequest, answer: BaseHTTPResponse
    ) -> requests.Response:
        """What is read of an answer, without a jar for its cookies."""
        response = requests.Response()
        response.status_code, response.raw = answer.status, answer
        response.headers = CaseInsensitiveDict(answer.headers)
        return response


def tls_context(ca_bundle: str) -> ssl.SSLContext:
    """Certificates and host names are checked against `ca_bundle` (PEM file; "" for certifi's), TLS
    1.2 at least.
    """
    context = ssl.create_default_context(cafile=ca_bundle or certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
