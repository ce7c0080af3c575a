"""The practice institutions: SIDs a person can recognise, places, and what is offered by name."""

from __future__ import annotations

from portal.sandbox.model import Install, Named, Place, numbered_sid

NORTHFIELD = "AIa0000000000000000000000000000001"
LAKESIDE = "AIa0000000000000000000000000000002"

_CENTER, _ONLINE = "testing center", "online"

_NORTHFIELD_PLACES = [
    ("Duluth Testing Center", "America/Chicago", _CENTER, 40, "1123 University Drive, Duluth, MN"),
    (
        "Minneapolis Campus Testing Center",
        "America/Chicago",
        _CENTER,
        60,
        "207 Pillsbury Hall, Minneapolis, MN",
    ),
    (
        "Phoenix Learning Center",
        "America/Phoenix",
        _CENTER,
        24,
        "4402 N Central Avenue, Phoenix, AZ",
    ),
    (
        "Boston Harbor Testing Center",
        "America/New_York",
        _CENTER,
        30,
        "18 Seaport Lane, Boston, MA",
    ),
    ("SmarterProctoring Live Online", "UTC", _ONLINE, 500, ""),
    ("ProctorU", "UTC", _ONLINE, 500, ""),
    ("Examity", "UTC", _ONLINE, 500, ""),
    ("Virtual Test Center", "America/Chicago", _ONLINE, 100, ""),
    ("RegisterBlast Duluth", "America/Chicago", _CENTER, 40, "1123 University Drive, Duluth, MN"),
]
_LAKESIDE_PLACES = [
    ("Lakeside Testing Room", "America/New_York", _CENTER, 12, "9 Shore Road, Burlington, VT"),
    ("Live Online for Lakeside", "UTC", _ONLINE, 100, ""),
]
_NORTHFIELD_INSTRUCTORS = [
    ("Dr. Harriet Osei", "America/Chicago", 10, "Chemistry 114"),
    ("Prof. Ingeborg Dahl", "America/Chicago", 10, "Physics 2.08"),
    ("Dr. Anil Deshpande", "America/Phoenix", 6, "Phoenix Learning Center, room 3"),
    ("Dr. Alasdair Keith (one learner at a time)", "America/New_York", 1, "Harbor Hall 21"),
]
_LAKESIDE_INSTRUCTORS = [("Prof. Iris Vandermeer", "America/New_York", 4, "Main building 5")]
_POLICIES = ["Standard: free until 48 hours before", "Strict: no refund within 7 days"]

# What the first install asks for, by type and length in minutes: (type, up to, amount).
PRICES: dict[str, list[tuple[str, int | None, str]]] = {
    NORTHFIELD: [("smarter-scheduling", None, "25.50"), ("b-virtual", 120, "31.00")],
}

_PROCTOR_TYPES = """
4b894875d26194988853e490dfb9bc41 Live Online
9531c6b112f145018dae3cd2a9f60c4c Automated with Review
63dda27a6ba54c218449b934b7bb1ba8 Automated
9235d47c69d14e8aa8efb704abda9059 Live Online via third party
164bcc8c5456483cab4efbed1b597aa9 Automated with Review via ProctorU
9bfc343debfc491bb40b7d9eee384690 Automated via ProctorU
6d6011935f4646848ea4f7a29b4f61a5 Virtual Test Center
bff39e6956b84f6399ecaac991d9a529 Institution Testing Centers
53e490dfb9bc414b894875d261949888 Professional Testing Centers
a2f6350b6b9c4b92804fab5f51f5f6b6 NCTA Testing Centers
5553fa14b62548c5951f617a6412c5bc Military Base Testing Center
f8cc28ebd2e6451dbe888ff0a0ca8837 High School Testing Center
0e3bd6f03e37469a94a58c223826ab64 Professional Education Center
c93c23e553ba4e2f9758e3f0649b667b Instructor as Proctor
a8c21e75eff0434bb42cd10909d169a9 Librarian
884e9462ccf044ab961c56d8a339e5bb Notary Public
d472cf390f27476e90e0eb0ee7409eef HR Officer
aa7f6ef6f6f948ff8d48777eba7e99a5 Military Personnel
b492aa08991647c2b6a5beb2347bc3a7 Education Professional
de44f39d587d4acc8d6c3fc8a8aa7282 Testing Administrator
346fbe6cbb27420abab2dfae7042d0d3 Disability Resource Center employee
"""

PROCTOR_TYPES = {
    sid: Named(sid, name)
    for sid, name in (("TS" + line[:32], line[33:]) for line in _PROCTOR_TYPES.strip().splitlines())
}


def northfield() -> Install:
    """The first install, without exams and sessions yet: with places in three time zones."""
    install = Install(NORTHFIELD, "Northfield University", "USD", "America/Chicago")
    _furnish(install, _NORTHFIELD_PLACES, _NORTHFIELD_INSTRUCTORS, threads=12, first=1)
    return install


def lakeside() -> Install:
    """The second, small install. Its places and entries are numbered from 0x101."""
    install = Install(LAKESIDE, "Lakeside College", "USD", "America/New_York")
    _furnish(install, _LAKESIDE_PLACES, _LAKESIDE_INSTRUCTORS, threads=3, first=0x101)
    return install


def _furnish(
    install: Install,
    places: list[tuple[str, str, str, int, str]],
    instructors: list[tuple[str, str, int, str]],
    threads: int,
    first: int,
) -> None:
    for n, (name, zone, kind, seats, address) in enumerate(places, first):
        _add(install.places, Place(numbered_sid("PL", n), name, zone, kind, seats, address))
    for n, (name, zone, seats, address) in enumerate(instructors, first):
        _add(
            install.instructors,
            Place(numbered_sid("CP", n), name, zone, "instructor", seats, address),
        )
    for n in range(first, first + threads):
        _add(install.threads, Named(numbered_sid("MT", n), f"Message thread {n - first + 1}"))
    for n, name in enumerate(_POLICIES, first):
        _add(install.policy_versions, Named(numbered_sid("CV", n), name))


def _add(shelf: dict, thing: Place | Named) -> None:
    shelf[thing.sid] = thing
