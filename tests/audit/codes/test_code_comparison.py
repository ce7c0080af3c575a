"""What a verification says of the codes file: green only where it is whole, keyed, as long as it
was, and fits the log in every line.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from scheduling.audit import verification_jobs
from scheduling.audit.codes import code_comparison, code_lines, codes_file, restoring
from scheduling.audit.codes.code_comparison import AMBER, GREEN, RED, Compared
from scheduling.audit.codes.short_code import LogCode, code_of
from scheduling.audit.kinds import Kind
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent, ChainHead
from tests.support.audit_log import ANA, without_triggers
from tests.support.codes_file import FILE, lines, note, note_codes, plain

OF_ANOTHER = LogCode(number=1, code=code_of(1, "a" * 64), hash="a" * 64)


@pytest.fixture(autouse=True)
def file(database: Path) -> Path:
    FILE.unlink(missing_ok=True)
    return FILE


def verified() -> Compared:
    """What a verification finds that is recorded, as the worker's is."""
    verdict = verification_jobs.against_the_file(verify())
    verification_jobs.record(verdict, actor=ANA)
    assert verdict.codes
    return verdict.codes


def told(found: Compared) -> tuple[str, str]:
    return found.color, "; ".join(found.said)


def test_a_whole_file_is_green_and_tells_how_many_codes_from_which_to_which() -> None:
    numbers = note_codes(3)
    found = code_comparison.compare()
    assert found.oldest and found.newest
    assert (told(found), found.compared) == ((GREEN, ""), 3)
    assert (found.oldest.number, found.newest.number) == (numbers[0], numbers[2])


def test_each_line_names_its_place_and_the_log_and_no_two_logs_have_one_id() -> None:
    note_codes(2)
    ours = codes_file.log_id()
    assert [(one.nth, one.log_id) for one in codes_file.recent(5)] == [(2, ours), (1, ours)]
    assert code_lines.log_id("a" * 64) != ours
    assert len(ours) == 32


def test_no_file_where_there_never_was_one_is_amber() -> None:
    assert told(verified()) == (AMBER, code_comparison.NEVER_ANY)
    FILE.write_text("")
    assert told(verified()) == (AMBER, code_comparison.NONE_IN_IT)


def test_a_file_that_went_away_is_red() -> None:
    note_codes(2)
    event = AuditEvent.objects.count() + 1
    verified()
    FILE.unlink()
    said = f"the file of codes is missing: at the verification of event {event} it had 2 codes"
    assert told(code_comparison.compare()) == (RED, said)


def test_a_file_that_is_shorter_than_at_the_last_verification_is_red() -> None:
    note_codes(3)
    assert verified().color == GREEN
    FILE.write_text("".join(lines()[:2]))
    color, said = told(code_comparison.compare())
    assert (color, "it had 3 codes, and it ends with line 2" in said) == (RED, True)


def test_a_file_that_was_cut_and_has_grown_again_is_red() -> None:
    note_codes(3)
    assert verified().color == GREEN
    FILE.write_text("".join(lines()[:2]))
    note_codes(2)
    color, said = told(code_comparison.compare())
    assert (color, "its line 3 is another now" in said) == (RED, True)


def test_a_cut_file_stays_red_however_often_it_is_verified() -> None:
    note_codes(3)
    assert verified().color == GREEN
    FILE.write_text("".join(lines()[:2]))
    first = told(verified())
    assert first[0] == RED
    assert [told(verified()), told(verified())] == [first, first]
    note_codes(2)
    color, said = told(verified())
    assert (color, "its line 3 is another now" in said) == (RED, True)
    assert verified().color == RED


def test_a_file_that_went_away_stays_red_also_when_there_is_a_new_one() -> None:
    note_codes(2)
    assert verified().color == GREEN
    FILE.unlink()
    first = told(verified())
    assert (first[0], "is missing" in first[1]) == (RED, True)
    assert told(verified()) == first
    note_codes(3)
    assert [verified().color, verified().color] == [RED, RED]


def test_codes_that_were_only_ever_red_are_missed_too_when_their_file_goes() -> None:
    assert verified().color == AMBER
    note_codes(3)
    changed = lines()
    FILE.write_text("".join([changed[0], changed[2]]))
    assert verified().color == RED
    FILE.unlink()
    assert [verified().color, verified().color] == [RED, RED]


def test_the_file_that_was_cut_put_back_is_green() -> None:
    note_codes(3)
    verified()
    whole = FILE.read_text()
    FILE.write_text("".join(lines()[:1]))
    assert verified().color == RED
    FILE.write_text(whole)
    assert verified().color == GREEN


@pytest.mark.parametrize("is_there", [True, False])
def test_that_codes_were_lost_is_accepted_by_an_event_and_by_nothing_else(
    is_there: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    note_codes(3)
    verified()
    FILE.unlink()
    if is_there:
        note_codes(2)
    assert verified().color == RED
    call_command("audit_restored", "the backup of Monday") if is_there else None
    assert verified().color == RED
    with pytest.raises(CommandError):
        call_command("audit_explain")
    assert "the file of codes is" in capsys.readouterr().out
    call_command("audit_explain", "--why", "the disk was replaced")
    event = AuditEvent.objects.first()
    assert (event.kind, "the file of codes is" in event.sentence) == (Kind.EXPLAINED, True)
    assert verified().color == (GREEN if is_there else AMBER)
    note_codes(2)
    assert verified().color == GREEN
    FILE.unlink()
    assert [verified().color, verified().color] == [RED, RED]


def test_lines_that_do_not_fit_can_not_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    note_codes(3)
    changed = lines()
    FILE.write_text("".join([changed[0], changed[2]]))
    call_command("audit_explain", "--why", "nothing")
    assert "Nothing differs" in capsys.readouterr().out
    assert verified().color == RED


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_line_that_was_changed_without_the_key_is_red(place: int) -> None:
    note_codes(3)
    changed = lines()
    changed[place] = changed[place].replace("a test", "a tale")
    FILE.write_text("".join(changed))
    color, said = told(code_comparison.compare())
    assert (color, f"line {place + 1} is not as the portal wrote it" in said) == (RED, True)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ([0, 2], "lines are missing between line 1 and line 3"),
        ([1, 2], "lines are missing between line 0 and line 2"),
        ([0, 2, 1], "lines are missing between line 1 and line 3"),
        ([0, 1, 1, 2], "lines are missing between line 2 and line 2"),
    ],
)
def test_lines_that_were_taken_out_moved_or_doubled_are_red(order: list[int], said: str) -> None:
    note_codes(3)
    known = lines()
    FILE.write_text("".join(known[place] for place in order))
    color, words = told(code_comparison.compare())
    assert (color, said in words) == (RED, True)


def test_a_made_up_line_without_a_key_is_red() -> None:
    note_codes(2)
    made_up = plain(lines()[1])
    FILE.write_text("".join([*lines(), made_up]))
    color, words = told(code_comparison.compare())
    assert (color, "one stands there without a key" in words) == (RED, True)


def test_lines_of_before_are_read_and_held_by_the_first_line_with_a_key() -> None:
    note_codes(3)
    before = [plain(line) for line in lines()]
    FILE.write_text("".join(before))
    assert told(code_comparison.compare()) == (AMBER, code_comparison.NO_KEY)
    assert [one.reason for one in codes_file.recent(5)] == ["a test"] * 3
    note_codes(1)
    found = code_comparison.compare()
    assert (told(found), found.compared) == ((GREEN, ""), 4)
    FILE.write_text("".join(lines()[1:]))
    assert code_comparison.compare().color == RED


def test_a_line_that_can_not_be_read_is_never_green() -> None:
    note_codes(1)
    with FILE.open("a") as file:
        file.write("half a li")
    note_codes(1)
    found = code_comparison.compare()
    assert told(found) == (AMBER, "1 line of the file of codes can’t be read")
    assert found.compared == 2


def test_another_key_is_red_and_one_among_the_fallbacks_is_not(settings: Settings) -> None:
    note_codes(1)
    was = settings.SECRET_KEY
    settings.SECRET_KEY = "another secret that is long enough to be one"
    assert code_comparison.compare().color == RED
    settings.SECRET_KEY_FALLBACKS = [was]
    assert code_comparison.compare().color == GREEN
    settings.ANCHORS_KEYS = ["a key of its own"]
    note_codes(1)
    assert code_comparison.compare().color == GREEN
    settings.ANCHORS_KEYS = []
    assert code_comparison.compare().color == RED


@pytest.mark.parametrize(
    ("count", "belong"),
    [(1, "1 line of the file of codes belongs"), (2, "2 lines of the file of codes belong")],
)
def test_a_file_of_another_log_is_red_and_accuses_no_event_of_this_one(
    monkeypatch: pytest.MonkeyPatch, count: int, belong: str
) -> None:
    """Its lines say themselves which log they are of, so nothing here was changed."""
    note_codes(1)
    with monkeypatch.context() as there:
        there.setattr(codes_file, "log_id", lambda: "f" * 32)
        there.setattr(codes_file, "head", lambda: OF_ANOTHER)
        for _ in range(count):
            codes_file.write(reason="a test")
    verdict = verification_jobs.against_the_file(verify())
    found = verdict.codes
    assert found
    assert (verdict.is_intact, verdict.is_clear, found.color, found.compared) == (
        True,
        False,
        RED,
        1,
    )
    assert f"{belong} to another log: either ANCHORS_FILE names the file of" in told(found)[1]


def test_codes_of_another_log_name_no_event_that_a_restored_backup_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    note_codes(1)
    with monkeypatch.context() as there:
        there.setattr(codes_file, "log_id", lambda: "f" * 32)
        there.setattr(codes_file, "head", lambda: OF_ANOTHER)
        codes_file.write(reason="a test")
    restored = restoring.record(source="a backup", actor=ANA)
    assert (restored.first, restored.last) == (0, 0)


def test_a_file_that_can_not_be_read_is_red() -> None:
    FILE.mkdir()
    try:
        assert code_comparison.compare().color == RED
    finally:
        FILE.rmdir()


def test_the_command_says_it_and_ends_with_1_only_where_it_is_red(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, _, last = note_codes(3)
    call_command("audit_verify")
    said = f"3 codes were compared, the oldest of event {first}, the newest of event {last}."
    assert said in capsys.readouterr().out
    assert AuditEvent.objects.first().sentence.endswith(said)
    FILE.write_text("".join(lines()[:1]))
    with pytest.raises(SystemExit):
        call_command("audit_verify")
    assert "The file of codes is not the one it was" in capsys.readouterr().out
    assert AuditEvent.objects.first().outcome == "alarm"


def test_a_log_that_was_cut_with_its_head_put_right_is_named_as_before() -> None:
    first, last = note_codes(2)
    note()
    without_triggers()
    AuditEvent.objects.filter(number__gte=last).delete()
    ChainHead.objects.update(number=last - 1, hash=AuditEvent.objects.get(pk=last - 1).hash)
    verdict = verification_jobs.against_the_file(verify())
    assert (verdict.broken_at, "which is not there" in verdict.why) == (last, True)
    assert verdict.codes and verdict.codes.known_good == first
