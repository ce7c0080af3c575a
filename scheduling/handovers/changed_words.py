"""What differs from a sheet as a page showed it, in words: who left a list, who came to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from scheduling.exam_sessions.lists.list_filters import led_elsewhere
from scheduling.handovers.changes import BEFORE, HOURS, NEXT, RESCUES, STATUS, SheetChange
from scheduling.handovers.part_headings import TOLD
from scheduling.handovers.parts_in_order import HandoverPart
from scheduling.models import ExamSession, Institution

TITLES = {RESCUES: "Rescues", NEXT: "Booked next"} | {
    part: TOLD[part].title for part in HandoverPart
}
OF_NO_COUNT = {HOURS: "Hours of the day", BEFORE: "What the day before left open"}
SAME_COUNT = {RESCUES: "one went on or ended", NEXT: "other than before, or at other hours"}
OTHERS, OTHER = "others than before", "other than before"
LEFT, CAME, CHANGED = "no longer", "new", "changed"
AT_THE_PLACE = {HandoverPart.HERE.value: ("left", "came", CHANGED)}
MOST_NAMES = 5


def changes_in_words(changed: Sequence[SheetChange], institution: Institution) -> str:
    """“Changed: Scheduled 2 → 1, Incidents (no longer: Ada Lovelace; new: Bo Lind).”; "" where
    nothing is known of what did.
    """
    names = _names(
        institution, {pk for one in changed for pk in (*one.left, *one.came, *one.other)}
    )
    told = ", ".join(_change(one, names) for one in changed)
    return f"Changed: {told}." if told else ""


def _names(institution: Institution, keys: Collection[int]) -> Mapping[int, str]:
    """The learners of these sessions, as far as they are the institution's."""
    rows = led_elsewhere(ExamSession.objects.filter(pk__in=keys), [institution])
    return dict(rows.values_list("pk", "learner_name"))


def _change(one: SheetChange, names: Mapping[int, str]) -> str:
    if one.name in OF_NO_COUNT:
        return f"{OF_NO_COUNT[one.name]}: {OTHER}"
    title = TITLES.get(one.name, one.name.removeprefix(STATUS)[:60])
    count = f"{title} {one.before} → {one.now}" if one.before != one.now else title
    words = AT_THE_PLACE.get(one.name, (LEFT, CAME, CHANGED))
    lists = zip(words, (one.left, one.came, one.other), strict=True)
    who = "; ".join(f"{word}: {_listed(keys, names)}" for word, keys in lists if keys)
    if who:
        return f"{count} ({who})"
    if one.before != one.now:
        return count
    return f"{title}: {SAME_COUNT.get(one.name, OTHERS)}"


def _listed(keys: Sequence[int], names: Mapping[int, str]) -> str:
    shown = [names.get(pk) or ExamSession.NAMELESS for pk in keys[:MOST_NAMES]]
    more = len(keys) - len(shown)
    return ", ".join([*shown, f"{more} more"] if more else shown)
