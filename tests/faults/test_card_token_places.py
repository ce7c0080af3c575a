"""A card token stands in the body of one request, and nowhere that anybody could read it later."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.views.debug import ExceptionReporter

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, StoredDraft
from scheduling.models.encryption import opened
from tests.support.booking_form import booking, form_path
from tests.support.client import Desk
from tests.support.drafts import keep, word_of
from tests.support.html import form_on
from tests.support.outcomes import posts

TOKEN = "tok_practice_visa_nowhere_else_ab12"
PAID = {"amount": "25", "currency": "USD", "card_token": TOKEN, "card_last_four": "4242"}


@pytest.mark.faults(49)
@pytest.mark.parametrize("typed", ["card_token notes", "notes"])
def test_a_draft_has_neither_the_token_nor_its_digits(
    desk: Desk, sandbox: Sandbox, on_disk: Callable[[], bytes], typed: str
) -> None:
    path = form_path(sandbox.needs_proctor()[0])
    assert keep(desk, word_of(desk, path), typed, notes="Ramp", **PAID).status_code == 204
    [sealed] = StoredDraft.objects.values_list("contents", flat=True)
    kept = opened(sealed)
    assert [one in kept for one in ("Ramp", TOKEN, "4242")] == [True, False, False]
    back = desk.get(path)
    assert form_on(back)["notes"] == "Ramp"
    assert (TOKEN in back.text, TOKEN.encode() in on_disk()) == (False, False)


@pytest.mark.faults(49)
def test_an_error_report_has_no_token_in_what_was_posted_nor_in_what_the_program_held(
    desk: Desk,
    sandbox: Sandbox,
    on_disk: Callable[[], bytes],
    caplog: pytest.LogCaptureFixture,
    settings: Any,
) -> None:
    """A setting that can't be one breaks the request after its token was read."""
    settings.API_TIMEOUT, settings.ADMINS = "none", [("Ana", "ana@example.test")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    caplog.set_level(logging.DEBUG)
    where = sandbox.needs_proctor()[0]
    answer = desk.post(form_path(where), booking(**PAID))
    assert (answer.status_code, posts(sandbox), Attempt.objects.count()) == (500, 0, 0)

    [record] = [one for one in caplog.records if one.name == "django.request" and one.exc_info]
    report = ExceptionReporter(record.request, *record.exc_info)
    told = {
        "page": answer.text,
        "log": caplog.text,
        "mail": str([one.message() for one in mail.outbox]),
        "report": report.get_traceback_html(),
        "report in text": report.get_traceback_text(),
    }
    assert "unsupported type for timedelta" in told["report"]
    assert "SimpleLazyObject" not in told["report"]  # nor any other variable
    assert len(mail.outbox) == 1
    assert [name for name, text in told.items() if TOKEN in text] == []
    assert TOKEN.encode() not in on_disk()
