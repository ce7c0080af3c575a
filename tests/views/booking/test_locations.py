"""The locations that the form offers, by the kind that an administrator entered."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.models import Location
from tests.support.booking_form import booking, session_path
from tests.support.client import Desk
from tests.support.html import words


def offered(desk: Desk, form: str) -> str:
    """The page without its bar, which offers every place."""
    return desk.get(form).text.partition("<main")[2]


def test_the_desk_offers_and_warns_by_the_kind_that_the_institution_entered(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    form, preview = (f"{session_path(where)}schedule/{more}" for more in ("?type=vtc", "preview/"))
    Location.objects.filter(name="Duluth Testing Center").update(kind="")
    page, plain = offered(desk, form), words(desk.post(preview, booking(session_type="vtc")))
    Location.objects.filter(name="Duluth Testing Center").update(kind="testing-center")

    assert ("Duluth Testing Center" in page, "Boston Harbor" in page) == (True, False)
    assert "Duluth Testing Center" not in offered(desk, form)
    warning = (
        "Duluth Testing Center is not a location for “Virtual Test Center”. Check the location."
    )
    assert warning not in plain
    assert warning in desk.post(preview, booking(session_type="vtc")).text
    assert desk.post(form, booking(session_type="vtc")).status_code == 302
