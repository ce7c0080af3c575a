"""The practice institutions have a location for every type that demands one."""

from __future__ import annotations

from scheduling.institutions import catalogue
from scheduling.models import Institution
from scheduling.session_types.registry import SESSION_TYPES


def test_each_practice_institution_has_a_place_for_every_type_that_demands_one(
    institution: Institution,
) -> None:
    demanding = [one for one in SESSION_TYPES.values() if "proctor_location_sid" in one.must()]
    for institution in Institution.objects.all():
        kinds = [place.kind for place in catalogue.locations(institution)]
        assert [one.label for one in demanding if not any(one.fits(kind) for kind in kinds)] == []
