"""What an institution knows by name: locations, instructor entries, policies, proctor types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from scheduling.audit.name_edges import place_with_edges
from scheduling.models import Institution, sql_statements
from scheduling.models.columns.kept_columns import zone_read
from scheduling.models.session_status import folded

# By an institution's number and a name: `location_called`, or one that reads less often.
LocationCalled = Callable[[int, str], tuple[str, str, str]]
# Only a place with walls has a clock on one: nobody means the zone of an online partner's
# computers.
WALL_CLOCK = "CASE WHEN kind = 'online' THEN '' ELSE time_zone END"
LOCATION = (
    f"SELECT name, {WALL_CLOCK} FROM scheduling_location WHERE institution_id = %s AND pl_sid = %s"
)
OF_ALL = f"SELECT pl_sid, name, {WALL_CLOCK} FROM scheduling_location WHERE institution_id = %s"
CLOCKS_OF_MANY = f"SELECT institution_id, {WALL_CLOCK} FROM scheduling_location"
OF_MANY = "SELECT institution_id, pl_sid, name FROM scheduling_location"
ADDRESS = (
    "SELECT address FROM scheduling_location"
    " WHERE institution_id = %s AND pl_sid = %s AND kind <> 'online'"
)
IN_USE = """SELECT name, is_active FROM scheduling_location
  WHERE institution_id = %s AND pl_sid = %s"""
# The last name under which a location was seen that nobody lists here any more.
SEEN_AS = """SELECT location_name FROM scheduling_examsession
  WHERE institution_id = %s AND location_sid = %s AND location_name <> ''
  ORDER BY id DESC LIMIT 1"""
KIND = "SELECT kind FROM scheduling_location WHERE institution_id = %s AND pl_sid = %s"
ENTRY = "SELECT name FROM scheduling_instructorentry WHERE institution_id = %s AND cp_sid = %s"
# A SID names one thing; one that is listed here is ours, whoever else lists it.
ELSEWHERE = """SELECT 1 FROM {table} WHERE {column} = %s AND institution_id <> %s
  AND NOT EXISTS (SELECT 1 FROM {table} WHERE {column} = %s AND institution_id = %s)
  LIMIT 1"""
# By what a SID begins with: where institutions list what has it.
LISTED_IN = {
    "PL": ELSEWHERE.format(table="scheduling_location", column="pl_sid"),
    "CP": ELSEWHERE.format(table="scheduling_instructorentry", column="cp_sid"),
    "CV": ELSEWHERE.format(table="scheduling_policyversion", column="cv_sid"),
}
# A slot or a policy that SmarterProctoring has shown at a session here is ours as well.
SHOWN_HERE = """SELECT 1 FROM scheduling_examsession
  WHERE institution_id = %s AND arranged LIKE %s LIMIT 1"""
OFFERED = "SELECT {} FROM {} WHERE institution_id = %s AND is_active ORDER BY name"


@dataclass(frozen=True, slots=True)
class NamedSid:
    """A SID with the name people know it by, as a form offers it; `kind` is a location's
    (`Location.Kind`), '' where nobody said.
    """

    sid: str
    label: str
    time_zone: str = ""
    detail: str = ""
    kind: str = ""


def locations(institution: Institution) -> list[NamedSid]:
    """Locations that are offered, with the zone their wall clocks show."""
    columns = f"pl_sid, name, {WALL_CLOCK}, address, kind"
    found = sql_statements.rows(OFFERED.format(columns, "scheduling_location"), institution.pk)
    return [
        NamedSid(sid, name, zone_read(zone), address, kind)
        for sid, name, zone, address, kind in found
    ]


def is_of_another(institution: Institution, sid: str) -> bool:
    """Whether the SID of a location, an instructor's slot or a policy is known here as another
    institution's alone.
    """
    listed = LISTED_IN.get(sid[:2])
    if not listed or not sql_statements.rows(listed, *(sid, institution.pk) * 2):
        return False
    shown = () if sid.startswith("PL") else (institution.pk, f"%{sid}%")
    return not (shown and sql_statements.rows(SHOWN_HERE, *shown))


def locations_by_institution(institutions: Sequence[Institution]) -> dict[int, list[NamedSid]]:
    """The locations that each institution offers, SID and name, by its number."""
    keys = [one.pk for one in institutions]
    found: dict[int, list[NamedSid]] = {pk: [] for pk in keys}
    where = f"institution_id IN {sql_statements.marks(keys)} AND is_active ORDER BY name"
    for pk, sid, name in sql_statements.rows(f"{OF_MANY} WHERE {where}", *keys) if keys else ():
        found[pk].append(NamedSid(sid, name))
    return found


def clocks(institutions: Sequence[Institution]) -> list[str]:
    """The zone of each location that these institutions offer: its own, or else that of its
    institution, by which whoever sits elsewhere goes.
    """
    own = {one.pk: one.time_zone for one in institutions}
    where = f"institution_id IN {sql_statements.marks(own)} AND is_active ORDER BY id"
    rows = sql_statements.rows(f"{CLOCKS_OF_MANY} WHERE {where}", *own) if own else ()
    return [zone_read(zone) or own[pk] for pk, zone in rows]


def names_of_location(institutions: Sequence[Institution], sid: str) -> dict[int, str]:
    """What a location is called, offered or not, by the number of each institution that has it:
    who was booked there before it was withdrawn comes all the same.
    """
    keys = [one.pk for one in institutions]
    if not (keys and sid and sid.isprintable()):  # PostgreSQL takes no NUL
        return {}
    where = f"institution_id IN {sql_statements.marks(keys)} AND pl_sid = %s"
    found = sql_statements.rows(f"{OF_MANY} WHERE {where}", *keys, sid)
    return {pk: name for pk, _, name in found}


def instructor_entries(institution: Institution) -> list[NamedSid]:
    return _named(OFFERED.format("cp_sid, name", "scheduling_instructorentry"), institution.pk)


def policy_versions(institution: Institution) -> list[NamedSid]:
    return _named(OFFERED.format("cv_sid, name", "scheduling_policyversion"), institution.pk)


def proctor_types() -> list[NamedSid]:
    return _named(
        'SELECT ts_sid, name FROM scheduling_proctortype WHERE is_active ORDER BY "where", name'
    )


def _named(sql: str, *values: object) -> list[NamedSid]:
    return [NamedSid(*row) for row in sql_statements.rows(sql, *values)]


def location(institution_pk: int, sid: str) -> tuple[str, str]:
    """Name and wall clock's zone of a location, offered or not;
    two empty strings for one that nobody entered.
    """
    name, zone = next(iter(sql_statements.rows(LOCATION, institution_pk, sid)), ("", ""))
    return name, zone_read(zone)


def location_called(institution_pk: int, name: str) -> tuple[str, str, str]:
    """SID, name and wall clock's zone of the one location of this name, offered or not, by
    whichever capitals and blanks; empty strings where none or several are called so.
    """
    return _only_one_called(name, sql_statements.rows(OF_ALL, institution_pk))


def locations_called() -> LocationCalled:
    """`location_called` for many names: the locations of each institution are read once."""
    known = cache(partial(sql_statements.rows, OF_ALL))
    return lambda institution_pk, name: _only_one_called(name, known(institution_pk))


def _only_one_called(name: str, known: Iterable[Sequence[str]]) -> tuple[str, str, str]:
    found = [row for row in known if folded(row[1]) == folded(name)]
    pl_sid, called, zone = found[0] if len(found) == 1 else ("", "", "")
    return pl_sid, called, zone_read(zone)


def kind_of_location(institution: Institution, sid: str) -> str:
    """What kind of place it is (`Location.Kind`); '' where nobody said."""
    return next((one for (one,) in sql_statements.rows(KIND, institution.pk, sid)), "")


def is_retired(institution: Institution, sid: str) -> bool:
    """Whether a location that is known here is no longer offered."""
    return any(not is_active for _, is_active in sql_statements.rows(IN_USE, institution.pk, sid))


def address(institution: Institution, sid: str) -> str:
    """The street address of a location; '' for one that has none here, also one online."""
    return next((one for (one,) in sql_statements.rows(ADDRESS, institution.pk, sid)), "")


def entry_name(institution: Institution, sid: str) -> str:
    """What people call an instructor's entry; one that nobody named is called by its SID."""
    return next((one for (one,) in sql_statements.rows(ENTRY, institution.pk, sid)), sid)


def location_name(institution: Institution, sid: str) -> str:
    """What people call a location; one that nobody named is called by its SID."""
    return location(institution.pk, sid)[0] or sid


def name_of(institution: Institution, sid: str) -> str:
    """What people call a location, an instructor's entry, a proctor type or a policy by its SID."""
    if sid.startswith("CP"):
        return entry_name(institution, sid)
    if not sid.startswith(("TS", "CV")):
        return location_name(institution, sid)
    known = proctor_types() if sid.startswith("TS") else policy_versions(institution)
    return next((one.label for one in known if one.sid == sid), sid)


def location_at_the_time(institution: Institution, sid: str, called: str = "") -> str:
    """What an event says of a location, which was `called` so when it was seen: its name, and that
    it is retired where it is no longer offered. Only one that never had a name is told by its SID.
    """
    known = sql_statements.rows(IN_USE, institution.pk, sid)
    name, is_active = next(iter(known), ("", True))
    seen = () if called or name else sql_statements.rows(SEEN_AS, institution.pk, sid)
    told = place_with_edges(called or name or next((one for (one,) in seen), sid))
    return told if is_active else f"{told} (retired)"
