"""Whether the database has the tables, columns, constraints and guards that the models ask for."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.audit.table_checks import database_guards
from scheduling.models.schema import missing_parts, strange_parts
from scheduling.readiness.fault import Fault

REPAIR = "restore the database from a backup, or make what is missing by hand"
TAKE_OUT = (
    "find out who made them and what they keep out, verify the log with `manage.py audit_verify`,"
    " and take them out of the database"
)
MIGRATE = "run `manage.py migrate`"


def faults() -> Iterator[Fault]:
    """What is not as the models have it, table by table."""
    for name, missing in missing_parts.by_table():
        yield Fault(f"The table {name} lacks {', '.join(missing[:5])}.", REPAIR)
    if strange := list(strange_parts.find()):
        named = "; ".join(one.said for one in strange)
        said = "The database has parts that the portal did not make: they can keep rows out of it."
        yield Fault(said, TAKE_OUT, where=f"Found: {named}.", stops_pages=False)
    lost = [f"{name} is {how}" for name, how in database_guards.not_in_force()]
    if lost:
        yield Fault(
            f"Guards of the log do not guard it in the database ({', '.join(lost)}).",
            "find out who removed them, verify the log with `manage.py audit_verify`, and restore"
            " the database from a backup",
        )
