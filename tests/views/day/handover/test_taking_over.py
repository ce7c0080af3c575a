"""Who comes next is led to a signed handover, and another person takes it over once."""

from __future__ import annotations

from scheduling.models import AuditEvent, Handover
from tests.support.client import Desk
from tests.support.handover_page import page, sign
from tests.support.html import plain_text, words


def test_who_comes_next_is_led_to_what_was_signed_until_it_is_taken_over(
    desk: Desk, second_desk: Desk, signed: Handover
) -> None:
    waits = f"Handover {signed.pk} (Duluth Testing Center), signed"
    assert waits in plain_text(page(second_desk).text)
    assert waits not in plain_text(page(desk).text)  # their own
    assert f'href="/handover/{signed.pk}/"' in page(second_desk, location="").text
    second_desk.post(f"/handover/{signed.pk}/taken-over/", {})
    assert waits not in plain_text(page(second_desk).text)


def test_another_person_takes_over_once_and_that_is_in_the_log(
    desk: Desk, second_desk: Desk, administrator: Desk, signed: Handover
) -> None:
    path = f"/handover/{signed.pk}/"
    assert "Take over as" not in words(desk.get(path))
    desk.post(f"{path}taken-over/", {})
    signed.refresh_from_db()
    assert signed.taken_over_at is None
    assert "Take over as" in words(second_desk.get(path))
    for taker in (second_desk, administrator):
        assert taker.post(f"{path}taken-over/", {}).status_code == 302
    [event] = AuditEvent.objects.filter(kind="handover_taken")
    signed.refresh_from_db()
    assert (signed.taken_over_by_name, signed.taken_over_event) == (event.actor_name, event.number)
    assert "took over from Ana Ruiz at Duluth Testing Center" in event.sentence
    assert f"Taken over by {event.actor_name}" in words(desk.get(path))


def test_what_is_not_taken_over_is_named_to_who_comes_next_though_they_signed_since(
    desk: Desk, second_desk: Desk, signed: Handover
) -> None:
    sign(second_desk, page(second_desk))
    waits = f"Handover {signed.pk} (Duluth Testing Center), signed"
    assert waits in plain_text(page(second_desk).text)
    newer = Handover.objects.latest("pk")
    assert f"Handover {newer.pk} (Duluth Testing Center), signed" in plain_text(page(desk).text)
