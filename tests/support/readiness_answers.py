"""What the portal answers of itself at `/readyz`."""

from __future__ import annotations

import requests

from tests.support.portal_server import Portal


def readyz(portal: Portal, query: str = "") -> tuple[int, str]:
    answer = requests.get(f"{portal.url}/readyz{query}", timeout=30)
    return answer.status_code, answer.content.decode()
