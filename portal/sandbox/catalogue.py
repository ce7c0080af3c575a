"""The stand-in's catalogue: the places, tokens, vouchers and kinds of trouble that a person or a
loader of practice data may want to know.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from html import escape
from typing import Any

from portal.sandbox import practice_institutions, tokens
from portal.sandbox.dispatcher import StandIn
from portal.sandbox.faults import KINDS, parameters
from portal.sandbox.model import Install
from portal.sandbox.practice_codes import CANCELLATIONS, CARD_TOKENS, CARDS, MOVES, VOUCHERS


def catalogue(stand_in: StandIn) -> dict[str, Any]:
    """Everything fixed, by name, as JSON."""
    return {
        "token": tokens.PRACTICE_TOKEN,
        "client_credentials": {
            "token_path": "/oidc/token",
            "client_id": tokens.CLIENT_ID,
            "client_secret": tokens.CLIENT_SECRET,
        },
        "installs": [_install(install) for install in stand_in.state.installs.values()],
        "proctor_types": [asdict(kind) for kind in practice_institutions.PROCTOR_TYPES.values()],
        "vouchers": [{"code": code, "does": does} for code, (does, _) in VOUCHERS.items()],
        "moves": [{"minute": minute, "does": does} for minute, (does, _) in MOVES.items()],
        "cancellations": [
            {"word": word, "does": does} for word, (does, _) in CANCELLATIONS.items()
        ],
        "card_tokens": [{"token": token, "does": does} for token, (does, _) in CARD_TOKENS.items()],
        "troubles": [
            {
                "kind": name,
                "does": " ".join((function.__doc__ or "").split()),
                "params": parameters(name),
            }
            for name, function in KINDS.items()
        ],
    }


def page(stand_in: StandIn) -> bytes:
    """The same for a person, as a plain HTML page."""
    facts = catalogue(stand_in)
    vouchers = [(v["code"], v["does"]) for v in facts["vouchers"]]
    moves = [(m["minute"], m["does"]) for m in facts["moves"]]
    reasons = [(c["word"], c["does"]) for c in facts["cancellations"]]
    cards = [(c["token"], c["does"]) for c in facts["card_tokens"]]
    plastic = [(" ".join(re.findall("....", one)), does) for one, (_, _, does) in CARDS.items()]
    kinds = [(t["kind"], t["does"]) for t in facts["troubles"]]
    installs = [
        (i["sid"], f"{i['name']}, {i['sessions']} exam sessions") for i in facts["installs"]
    ]
    body = (
        "<h1>Practice provider</h1><p>This is a stand-in for the proctoring provider. Nothing here"
        " is real: no learner, no booking, no money. As make run starts it, it keeps what happened"
        " in a file (--data); without one it forgets everything when it stops.</p>"
        + _table("Installs", installs)
        + _table("Voucher codes: type one of these as the voucher to see what happens", vouchers)
        + _table("Card tokens", cards)
        + _table("Moves: begin the new time so many minutes past the hour", moves)
        + _table("Cancellations: type one of these words into the reason", reasons)
        + _table("Cards: type one of these into the card fields", plastic)
        + _table("Trouble for tests: POST /_control/trouble", kinds)
        + '<p><a href="/openapi.json">The contract</a> · <a href="/_control/catalogue">All this as'
        ' JSON</a>  · <a href="/_control/ledger">What arrived</a></p>'
    )
    return _PAGE.format(body=body).encode()


_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Practice'
    ' provider</title><meta name="viewport" content="width=device-width"><style>body{{font:14px/1.5'
    " system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light"
    " dark}}th,td{{text-align:left;padding:.25rem 1rem .25rem 0;vertical-align:top}}th{{font:13px"
    " ui-monospace,monospace;white-space:nowrap}}</style></head><body>{body}</body></html>"
)


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f'<tr><th scope="row">{escape(a)}</th><td>{escape(b)}</td></tr>' for a, b in rows
    )
    return f"<h2>{escape(title)}</h2><table>{cells}</table>"


def _install(install: Install) -> dict[str, Any]:
    return {
        "sid": install.sid,
        "name": install.name,
        "currency": install.currency,
        "time_zone": install.time_zone,
        "sessions": len(install.sessions),
        "locations": [asdict(place) for place in install.places.values()],
        "instructor_entries": [asdict(entry) for entry in install.instructors.values()],
        "message_threads": [asdict(thread) for thread in install.threads.values()],
        "policy_versions": [asdict(version) for version in install.policy_versions.values()],
        "prices": [
            {
                "session_type": name,
                "up_to_minutes": minutes,
                "amount": amount,
                "currency": install.currency,
            }
            for name, minutes, amount in practice_institutions.PRICES.get(install.sid, [])
        ],
    }
