"""Whether the database has the tables, columns, constraints and guards that the models ask for."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.audit.table_checks import database_guards
from scheduling.models.schema import missing_parts, row_numbers, strange_parts
from scheduling.readiness.fault import ReadinessFault

REPAIR = "restore the database from a backup, or make what is missing by hand"
TAKE_OUT = (
    "find out who made them and what they keep out, verify the log with `manage.py audit_verify`,"
    " and take them out of the database"
)
TAKE_ROWS_OUT = (
    "find out who changed these numbers and what they keep out, verify the log with"
    " `manage.py audit_verify`, and number those rows and counters as the others are"
)


def faults() -> Iterator[ReadinessFault]:
    """What is not as the models have it, table by table."""
    for name, missing in missing_parts.by_table():
        yield ReadinessFault(f"The table {name} lacks {', '.join(missing[:5])}.", REPAIR)
    if strange := list(strange_parts.find()):
        named = "; ".join(one.said for one in strange)
        said = "The database has parts that the portal did not make: they can keep rows out of it."
        yield ReadinessFault(said, TAKE_OUT, where=f"Found: {named}.", stops_pages=False)
    if unnumbered := list(row_numbers.find()):
        told = f"The database can’t number new rows of {_in_all(unnumbered)}: it takes none there."
        where = f"Found: {'; '.join(one.said for one in unnumbered)}."
        yield ReadinessFault(told, TAKE_ROWS_OUT, where=where, stops_pages=False)
    lost = [f"{name} is {how}" for name, how in database_guards.not_in_force()]
    if lost:
        yield ReadinessFault(
            f"Guards of the log do not guard it in the database ({', '.join(lost)}).",
            "find out who removed them, verify the log with `manage.py audit_verify`, and restore"
            " the database from a backup",
        )


def _in_all(unnumbered: list[row_numbers.Unnumbered]) -> str:
    many = len({one.table for one in unnumbered})
    return "one table" if many == 1 else f"{many} tables"
