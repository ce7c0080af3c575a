"""Stand-in for Stripe.js: the script, and the page of each of its fields, as a browser asks for
them. No digit of a card ever comes here.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from portal.sandbox.answers import Reply
from portal.sandbox.practice_codes import CARDS

FOLDER = Path(__file__).with_name("stripe")
PREFIX = "/stripe/"
_KINDS = {"stripe.js": "text/javascript", "card-field.html": "text/html"}


@cache
def file_of(name: str) -> tuple[bytes, str] | None:
    """A file's bytes and its content type; None for a name that is none of them."""
    if name not in _KINDS:
        return None
    text = (FOLDER / name).read_text(encoding="utf-8")
    cards = {number: (token, second) for number, (token, second, _) in CARDS.items()}
    text = text.replace("{/*CARDS*/}", json.dumps(cards))
    return text.encode(), f"{_KINDS[name]}; charset=utf-8"


def answer(path: str) -> Reply | None:
    """What a browser gets at the path; None where that is the API's business."""
    found = file_of(path.removeprefix(PREFIX)) if path.startswith(PREFIX) else None
    return Reply(body=found[0], content_type=found[1]) if found else None
