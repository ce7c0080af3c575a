"""The answer that a server means, and whether it is certain where it ended: else the next request
on its connection may be given what is left of it.
"""

from __future__ import annotations

import http.client
from http import HTTPStatus

MOST_BEFORE = 100  # answers ahead of one
_MEANS_ANOTHER_PROTOCOL = HTTPStatus.SWITCHING_PROTOCOLS
# Nothing follows them, or should: whatever does is not told from the next answer.
_WITHOUT_A_BODY = frozenset(
    {_MEANS_ANOTHER_PROTOCOL, HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
)


class FinalAnswer(http.client.HTTPResponse):
    """An answer behind whatever the server said before it; its connection is closed where another
    one might be read out of its rest.
    """

    def begin(self) -> None:
        super().begin()
        self.will_close = self.will_close or not self._has_a_certain_end()

    def _read_status(self) -> tuple[str, int, str]:
        """The first status line that is no 1xx: any of those may come ahead of it (RFC 9110 §15.2),
        but for the one behind which no HTTP comes. The library reads over 100 alone.
        """
        for _ in range(MOST_BEFORE):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if status >= HTTPStatus.OK or status == _MEANS_ANOTHER_PROTOCOL:
                return version, status, reason
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException("nothing but answers ahead of an answer")

    def _has_a_certain_end(self) -> bool:
        """By one length, or by its last chunk: of two that say otherwise nobody knows which holds
        (RFC 9112 §6.3).
        """
        told = [self.headers.get_all(name, []) for name in ("Content-Length", "Transfer-Encoding")]
        return self.status not in _WITHOUT_A_BODY and sum(map(len, told)) == 1
