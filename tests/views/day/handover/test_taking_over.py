"""Who comes next is led to a signed handover, and another person takes it over once."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

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


def signed_ago(signed: Handover, hours: int, **otherwise: object) -> Handover:
    """Another one like it, of somebody's who is gone."""
    at = timezone.now() - timedelta(hours=hours)
    facts = {name: getattr(signed, name) for name in ("institution", "location_sid", "time_zone")}
    facts |= {"day": at.date(), "sheet": signed.sheet, "event_number": signed.event_number}
    facts |= {"signed_at": at, "signed_by_name": "Al Gone", "form_id": uuid4()}
    return Handover.objects.create(**facts | otherwise)


def test_over_a_weekend_a_handover_waits_until_a_newer_one_of_the_place_was_taken_over(
    second_desk: Desk, signed: Handover
) -> None:
    friday, elsewhere = signed_ago(signed, 63), signed_ago(signed, 63, location_sid="")
    signed_ago(signed, 8 * 24)  # too long ago
    Handover.objects.filter(pk=signed.pk).delete()
    assert waiting(second_desk) == {friday.pk, elsewhere.pk}
    later = signed_ago(signed, 50)
    assert waiting(second_desk) == {friday.pk, elsewhere.pk, later.pk}
    second_desk.post(f"/handover/{later.pk}/taken-over/", {})
    assert waiting(second_desk) == {elsewhere.pk}


def test_a_handover_waits_behind_however_many_newer_ones(
    second_desk: Desk, signed: Handover
) -> None:
    taken = {"taken_over_at": timezone.now(), "taken_over_by_name": "Bo Here"}
    for _ in range(21):
        signed_ago(signed, 0, **taken)
    Handover.objects.filter(pk=signed.pk).update(signed_at=timezone.now() - timedelta(hours=40))
    assert waiting(second_desk) == {signed.pk}
    assert "Only the newest 20 are listed." in words(page(second_desk))
    Handover.objects.exclude(pk=signed.pk).update(taken_over_at=None)
    assert len(waiting(second_desk)) == 20
    assert "Older ones are not taken over yet, too." in words(page(second_desk))


def waiting(desk: Desk) -> set[int]:
    """Which handovers the page says are not taken over yet."""
    found = re.findall(
        r"Handover (\d+) \([^)]*\), signed [^.]*? is not taken over", words(page(desk))
    )
    return {int(one) for one in found}


def test_where_no_place_is_kept_what_waits_at_any_place_stands_above_the_choice(
    desk: Desk, second_desk: Desk, signed: Handover
) -> None:
    named = f"Handover {signed.pk} (Duluth Testing Center), signed"
    chooser = second_desk.get("/handover/", params={"install": "all"})
    assert "For which location?" in words(chooser)
    assert named in plain_text(chooser.text)
    assert f'href="/handover/{signed.pk}/"' in chooser.text
    assert named not in plain_text(desk.get("/handover/", params={"install": "all"}).text)
