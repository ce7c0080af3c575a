"""Who is who, and finding learners by every name and address they ever had."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scheduling.exam_sessions import mirror
from scheduling.exam_sessions.search import learners, word_index
from scheduling.models import ExamSession, Institution, SearchWord
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.provider_list.mirrored_rows import take_rows
from tests.support.known_sessions import known_session, user

MAYA, OTHER = user(1), user(2)


@pytest.fixture
def people(institution: Institution) -> Callable[..., None]:
    """Makes a session known for each learner given as name and email, each a user of their own."""

    def known(*them: tuple[str, str]) -> None:
        for name, email in them:
            number = ExamSession.objects.count() + 1
            known_session(
                institution, learner_name=name, learner_email=email, user_sid=user(number)
            )

    return known


def names(query: str, institution: Institution) -> list[str]:
    return [one.name for one in learners.find_learners(query, [institution]).found]


def stories(institution: Institution, name: str) -> list[list[str]]:
    """The sessions of each learner who is found by a name."""
    found = learners.find_learners(name, [institution]).found
    theirs = ExamSession.objects.filter(institution=institution).order_by("sid")
    return sorted(
        list(theirs.filter(learner_key=one.key).values_list("sid", flat=True)) for one in found
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("maya", ["Maya Lindqvist", "Maya Okafor"]),
        ("MAY lind", ["Maya Lindqvist"]),
        ("lindqvist, maya", ["Maya Lindqvist"]),
        ("zoe obrien", ["Zoë O’Brien"]),
        ("o'br", ["Zoë O’Brien"]),
        ("okafor@north", ["Maya Okafor"]),
        ("maya brien", []),
        ("aya", []),
        ("…", []),
    ],
)
def test_a_learner_is_found_by_the_beginnings_of_all_words(
    people: Callable[..., None], institution: Institution, query: str, expected: list[str]
) -> None:
    people(
        ("Maya Lindqvist", "ml@north.example"),
        ("Maya Okafor", "okafor@north.example"),
        ("Zoë O’Brien", ""),
    )
    assert names(query, institution) == expected
    assert learners.find_learners(query, []).found == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("macdonald", ["Zoe MacDonald", "Adam McDonald"]),
        ("mcdonald", ["Adam McDonald", "Zoe MacDonald"]),
        ("muller", ["Anna Müller", "Zita Muller"]),  # plain letters are as it is typed
        ("zoe", ["Zoe MacDonald", "Ζωή Παππά"]),
        ("ana ruiz", ["Ana Ruiz"]),
    ],
)
def test_who_is_written_as_it_is_typed_stands_before_who_may_be_meant(
    people: Callable[..., None], institution: Institution, query: str, expected: list[str]
) -> None:
    everybody = ("Adam McDonald", "Zoe MacDonald", "Anna Müller", "Zita Muller", "Ana Ruiz")
    people(*((name, "") for name in (*everybody, "Ζωή Παππά")))
    assert names(query, institution) == expected


@pytest.mark.faults(72)
def test_two_users_of_one_name_are_two_learners_each_with_their_own_sessions(
    institution: Institution,
) -> None:
    one = known_session(institution, learner_name="Ana Ruiz", user_sid=MAYA)
    same = known_session(institution, learner_name="Ana Ruiz", user_sid=MAYA)
    other = known_session(institution, learner_name="Ana Ruiz", user_sid=OTHER)

    assert stories(institution, "ana") == sorted([sorted([one.sid, same.sid]), [other.sid]])
    [first, second] = learners.find_learners("ana ruiz", [institution]).found
    assert learners.namesakes(first, institution) == [second]
    assert len(learners.recorded_as("Ana Ruiz", "", institution)) == 2


@pytest.mark.faults(72)
def test_a_new_name_and_a_new_address_split_nobody(institution: Institution) -> None:
    known = known_session(
        institution, learner_name="Ana Ruiz", learner_email="ana@x.test", user_sid=MAYA
    )
    row = AppointmentRow(
        sid=f"ES{77:032x}",
        exam_sid=known.exam_sid,
        user_sid=MAYA,
        learner_name="Ana Vega",
        learner_family_name="Vega",
        learner_email="vega@x.test",
    )
    take_rows(institution, [row], fetched_at=known.listed_at)

    for query in ("ruiz", "vega", "ana@x", "vega@x.test"):
        assert stories(institution, query) == [sorted([known.sid, row.sid])], query
    [one] = learners.find_learners("ruiz", [institution]).found
    assert (one.name, one.email, one.key) == ("Ana Vega", "vega@x.test", MAYA)
    assert one.earlier == (("Ana Ruiz", "ana@x.test"),)


@pytest.mark.faults(72)
def test_without_a_user_the_enrollment_tells_and_without_either_nothing_does(
    institution: Institution,
) -> None:
    enrolled = [
        known_session(institution, learner_name="Jo Li", enrollment_sid=f"EN{1:032x}")
        for _ in range(2)
    ]
    other = known_session(institution, learner_name="Jo Li", enrollment_sid=f"EN{2:032x}")
    bare = [known_session(institution, learner_name="Jo Li") for _ in range(2)]

    expected = [sorted(one.sid for one in enrolled), [other.sid], *([one.sid] for one in bare)]
    assert stories(institution, "jo li") == sorted(expected)
    found = learners.find_learners("jo li", [institution]).found
    assert [one.is_certain for one in found] == [False] * 4


@pytest.mark.faults(72)
def test_without_ids_a_name_with_its_address_joins_and_a_name_alone_does_not(
    institution: Institution,
) -> None:
    def jo(email: str) -> str:
        return known_session(institution, learner_name="Jo Li", learner_email=email).sid

    same, other, none = [jo("jo@x.test"), jo("jo@x.test")], jo("jo@y.test"), jo("")
    assert stories(institution, "jo li") == sorted([sorted(same), [other], [none]])


@pytest.mark.faults(72)
def test_sessions_join_once_a_read_tells_whose_they_are(institution: Institution) -> None:
    enrollment = f"EN{1:032x}"
    first, second = (
        known_session(institution, learner_name="Jo Li", enrollment_sid=enrollment)
        for _ in range(2)
    )
    known_session(institution, learner_name="Jo Lindt", user_sid=MAYA)
    mirror.take_record(first, SessionRecord.read({"sid": first.sid, "userSid": MAYA}))

    [mine] = [one for one in stories(institution, "jo li") if first.sid in one]
    assert len(mine) == 3 and second.sid in mine
    first.refresh_from_db()
    assert first.learner_key == MAYA
    assert not SearchWord.objects.filter(key=enrollment).exists()


def test_a_session_that_is_someone_elses_now_leaves_the_other_their_name(
    institution: Institution,
) -> None:
    session = known_session(institution, learner_name="Ana Ruiz", user_sid=MAYA)
    stays = known_session(institution, learner_name="Ana Ruiz", user_sid=MAYA)
    row = AppointmentRow(
        sid=session.sid,
        exam_sid=session.exam_sid,
        user_sid=OTHER,
        learner_name="Bo Berg",
        learner_family_name="Berg",
    )
    take_rows(institution, [row], fetched_at=session.listed_at)
    assert stories(institution, "ruiz") == [[stays.sid]]
    assert stories(institution, "berg") == [[session.sid]]


def test_too_many_of_a_name_are_said_to_be_more(
    people: Callable[..., None], institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(*((f"Maya Number{number}", "") for number in range(learners.MOST + 1)))
    found = learners.find_learners("maya", [institution])
    assert (len(found.found), found.are_more) == (learners.MOST, True)
    monkeypatch.setattr(learners, "MOST_LOOKED_AT", 5)
    assert learners.find_learners("maya", [institution]) == learners.Learners([], are_more=True)
    assert names("maya number7", institution) == ["Maya Number7"]


def test_what_was_stored_unindexed_is_caught_up_with_in_steps(institution: Institution) -> None:
    sessions = [known_session(institution, learner_name=f"Maya {n}") for n in range(3)]
    SearchWord.objects.all().delete()
    ExamSession.objects.update(indexed_by=0, learner_key="")
    before = word_index.BLOCK
    word_index.BLOCK = 1
    try:
        assert (word_index.catch_up(limit=2), word_index.catch_up(limit=2)) == (False, True)
    finally:
        word_index.BLOCK = before
    assert stories(institution, "maya") == sorted([one.sid] for one in sessions)


def test_learners_stand_where_people_look_their_names_up(institution: Institution) -> None:
    for number, name in enumerate(("Zara Quill", "Özlem Quill", "Ayşe Quill", "Pia Quill")):
        known_session(institution, user_sid=user(number + 1), learner_name=name)
    found = learners.find_learners("quill", [institution]).found
    in_order = ["Ayşe Quill", "Özlem Quill", "Pia Quill", "Zara Quill"]
    assert [one.name for one in found] == in_order
