"""A query is read as what it says, and what may mean two things stays a name."""

from __future__ import annotations

from contextvars import copy_context
from dataclasses import replace
from datetime import date, time

import pytest

from scheduling import date_formats
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.search.query_reading import KnownPlace, Understood, Vocabulary, read
from scheduling.session_types.registry import SESSION_TYPES

TODAY = date(2026, 11, 26)  # a Thursday
TOMORROW = date(2026, 11, 27)
DULUTH, ANNEX, PHOENIX, ONLINE, ELSEWHERE = (
    KnownPlace(f"PL{number}", name, "AI1")
    for number, name in enumerate(
        (
            *("Duluth Testing Center", "Minneapolis Testing Annex", "Phoenix Learning Center"),
            *("ProctorU", "RegisterBlast Duluth"),
        )
    )
)
VOCABULARY = Vocabulary(
    today=TODAY,
    places=(DULUTH, ANNEX, PHOENIX),
    types={name: kind.label for name, kind in SESSION_TYPES.items()},
    pages={
        "board": {"day", "clocks", "places"},
        "who was where": {"day", "clocks", "places"},
        "week": {"day", "weeks", "places"},
        "call list": {"number"},
        "print": {"day", "places", "number"},
    },
)


MORE = replace(VOCABULARY, places=(DULUTH, ANNEX, PHOENIX, ONLINE, ELSEWHERE))


def said(
    query: str, locale: str = "en_US", vocabulary: Vocabulary = VOCABULARY
) -> dict[str, object]:
    """What was read of a query, without what was not."""

    def with_locale() -> Understood:
        date_formats.use_locale(lambda: locale)
        return read(query, vocabulary)

    understood = copy_context().run(with_locale)
    as_typed = ("when", "has_day", "is_page")
    values = {name: getattr(understood, name) for name in Understood.__slots__}
    values = {name: value for name, value in values.items() if name not in as_typed}
    return {name: value for name, value in values.items() if value}


NINE_THIRTY = (time(9, 30), time(21, 30))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tue 10:30am", {"day": date(2026, 12, 1), "clocks": (time(10, 30),)}),
        ("tmrw duluth", {"day": date(2026, 11, 27), "places": (DULUTH,)}),
        ("tomorrow duluth", {"day": date(2026, 11, 27), "places": (DULUTH,)}),
        ("proctoru today", {"day": TODAY, "session_type": "proctoru"}),
        ("Smith, TOMORROW", {"day": date(2026, 11, 27), "rest": "Smith,"}),
        ("duluth testing center yesterday", {"day": date(2026, 11, 25), "places": (DULUTH,)}),
        ("phoenix testing", {"places": (PHOENIX,), "rest": "testing"}),
        ("to book minneapolis", {"view": View.TO_BOOK, "places": (ANNEX,)}),
        ("scheduled today garcia", {"state": "scheduled", "day": TODAY, "rest": "garcia"}),
        ("pending", {"state": "pending"}),
        ("Needs a decision", {"view": View.DECIDE}),
        ("approval", {"view": View.APPROVAL}),
        ("approval smith", {"view": View.APPROVAL, "rest": "smith"}),
        ("all", {"view": View.ALL}),
        ("all saints", {"rest": "all saints"}),
        ("econ 302 tue", {"day": date(2026, 12, 1), "rest": "econ 302"}),
        ("chem 322 tomorrow", {"day": date(2026, 11, 27), "rest": "chem 322"}),
        ("tue 930 econ", {"day": date(2026, 12, 1), "clocks": NINE_THIRTY, "rest": "econ"}),
        ("at 930 tue", {"day": date(2026, 12, 1), "clocks": NINE_THIRTY}),
        ("incidents vtc", {"view": View.INCIDENTS, "session_type": "vtc"}),
        ("ad-hoc", {"session_type": "ad-hoc"}),
        ("adhoc", {"session_type": "ad-hoc"}),
        ("Virtual Test", {"session_type": "vtc"}),
        ("exami", {"session_type": "examity"}),
        ("board", {"command": "board"}),
        ("Board duluth tomorrow", {"command": "board", "day": TOMORROW, "places": (DULUTH,)}),
        ("board today 10am", {"command": "board", "day": TODAY, "clocks": (time(10),)}),
        ("week", {"command": "week"}),
        ("week tomorrow", {"command": "week", "day": TOMORROW}),
        ("week 10am", {"day": TODAY, "clocks": (time(10),), "rest": "week"}),
        ("board smith", {"rest": "board smith"}),
        ("board proctoru", {"session_type": "proctoru", "rest": "board"}),
        (
            "board at 10am in Duluth",
            {"command": "board", "day": TODAY, "clocks": (time(10),), "places": (DULUTH,)},
        ),
        (
            "Who was where at 10:37 duluth tue",
            {
                "command": "who was where",
                "day": date(2026, 12, 1),
                "clocks": (time(10, 37), time(22, 37)),
                "places": (DULUTH,),
            },
        ),
        ("who was ana", {"rest": "who was ana"}),
        ("call list", {"command": "call list"}),
        ("call list tomorrow", {"day": TOMORROW, "rest": "call list"}),
        ("call ana", {"rest": "call ana"}),
        ("board of", {"command": "board"}),
        ("tomorrow board", {"day": TOMORROW, "rest": "board"}),
        ("book", {"rest": "book"}),
        ("book ana ruiz", {"view": View.TO_BOOK, "command": "book", "rest": "ana ruiz"}),
    ],
)
def test_words_are_read_as_what_they_say(query: str, expected: dict[str, object]) -> None:
    assert said(query) == expected


@pytest.mark.parametrize(
    ("query", "day"),
    [
        ("thu", TODAY),
        ("Thursday", TODAY),
        ("thurs", TODAY),
        ("thu.", TODAY),
        ("tdy", TODAY),
        *((word, TOMORROW) for word in ("tmrw", "tom", "TMW", "2moro", "tmr,", "2morrow")),
        ("yday", date(2026, 11, 25)),
        ("mon", date(2026, 11, 30)),
        ("tues", date(2026, 12, 1)),
        ("wed", date(2026, 12, 2)),
        ("weds", date(2026, 12, 2)),
        ("sat", date(2026, 11, 28)),
        ("fri", date(2026, 11, 27)),
        ("jan 14", date(2027, 1, 14)),
        ("14 January 2028", date(2028, 1, 14)),
        ("1/14", date(2027, 1, 14)),
        ("2027-01-14", date(2027, 1, 14)),
        ("Thu, Jan 14, 2027", date(2027, 1, 14)),
        ("11/26", TODAY),
    ],
)
def test_a_weekday_is_the_next_such_day_and_a_date_the_nearest(query: str, day: date) -> None:
    assert said(query) == {"day": day}


@pytest.mark.parametrize(
    ("query", "today", "day"),
    [
        ("nov 26", date(2026, 11, 27), date(2026, 11, 26)),
        ("20 nov", date(2026, 11, 27), date(2026, 11, 20)),
        ("Thu, Nov 26", date(2026, 11, 27), date(2026, 11, 26)),
        ("11/25", date(2026, 11, 27), date(2026, 11, 25)),
        ("dec 31", date(2027, 1, 2), date(2026, 12, 31)),
        ("may 28", date(2026, 11, 27), date(2027, 5, 28)),
        ("may 30", date(2026, 11, 27), date(2026, 5, 30)),
        ("feb 29", date(2028, 3, 1), date(2028, 2, 29)),
        ("nov 26 2027", date(2026, 11, 27), date(2027, 11, 26)),
    ],
)
def test_a_date_without_a_year_is_the_nearest_such_day(query: str, today: date, day: date) -> None:
    assert said(query, vocabulary=replace(VOCABULARY, today=today)) == {"day": day}


def test_a_date_whose_weekday_is_another_years_is_that_years() -> None:
    day = date(2027, 11, 26)
    today = replace(VOCABULARY, today=date(2026, 11, 27))
    assert said("Fri, Nov 26", vocabulary=today) == {"day": day, "remark": "Read as 2027."}


def test_the_order_of_day_and_month_is_the_institutions_and_said() -> None:
    for locale, month, remark in (
        ("en_US", 1, "Read as January 2, not February 1."),
        ("en_GB", 2, "Read as 1 February, not 2 January."),
    ):
        day = date(2027, month, 3 - month)
        assert said("1/2", locale) == {"day": day, "remark": remark}


@pytest.mark.parametrize(
    ("query", "clocks"),
    [
        ("10:30am", (time(10, 30),)),
        ("10 am", (time(10),)),
        ("2pm", (time(14),)),
        ("14:00", (time(14),)),
        ("09:30", (time(9, 30),)),
        ("12:15", (time(12, 15),)),
        ("10:30", (time(10, 30), time(22, 30))),
        ("today 1030", (time(10, 30), time(22, 30))),
        ("1400 today", (time(14),)),
    ],
)
def test_a_time_is_todays_and_both_halves_of_the_day_where_none_is_said(
    query: str, clocks: tuple[time, ...]
) -> None:
    assert said(query) == {"day": TODAY, "clocks": clocks}


def test_where_clocks_have_24_hours_no_half_of_the_day_is_asked_for() -> None:
    assert said("10:30", "en_GB") == {"day": TODAY, "clocks": (time(10, 30),)}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "smith",
        "mon tue",  # two days
        "tue jan 14",  # a Thursday
        "duluth phoenix",  # two places
        "testing",  # a type’s, and two places’
        "center",
        "exam",
        "test",
        "proctor",
        "dul",
        "au",
        "may",
        "mar lopez",
        "math 1030",
        "1030",
        "math 10-12",
        "20270114",
        "chem 322",
        "2/30",
        "25:00",
        "12",
        "t 1/x",
        "book",
        "sunny",
        "proctoru examity",
        "10:30 11:30 lopez",
    ],
)
def test_what_may_mean_two_things_stays_a_name(query: str) -> None:
    assert said(query) == ({"rest": query} if query else {})


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("duluth", {"places": (DULUTH, ELSEWHERE)}),
        ("duluth testing", {"places": (DULUTH,)}),
        ("registerblast duluth", {"session_type": "register-blast", "places": (DULUTH, ELSEWHERE)}),
        ("proctoru today", {"session_type": "proctoru", "day": TODAY}),
        ("procto", {"session_type": "proctoru"}),
        ("proctoru exami", {"rest": "proctoru exami"}),
        ("testing", {"rest": "testing"}),
    ],
)
def test_of_many_locations_two_may_be_meant_and_a_types_whole_name_is_the_type(
    query: str, expected: dict[str, object]
) -> None:
    assert said(query, vocabulary=MORE) == expected


@pytest.mark.parametrize(
    ("query", "read_as"),
    [
        ("call list 3", {"command": "call list", "number": 3}),
        ("call list #12", {"command": "call list", "number": 12}),
        ("call list 3 kim", {"rest": "call list 3 kim"}),
        ("print 1 duluth", {"command": "print", "number": 1, "places": (DULUTH,)}),
        (
            "print 2 duluth tomorrow",
            {"command": "print", "number": 2, "places": (DULUTH,), "day": TOMORROW},
        ),
        ("week 49", {"command": "week", "day": date(2026, 11, 30)}),
        ("week 2", {"command": "week", "day": date(2027, 1, 11)}),
        ("week 53", {"command": "week", "day": date(2026, 12, 28)}),
        ("week 54", {"rest": "week 54"}),
        ("board 3", {"rest": "board 3"}),
    ],
)
def test_a_number_behind_a_command_is_that_of_its_page(
    query: str, read_as: dict[str, object]
) -> None:
    assert said(query) == read_as


FOR_LAKESIDE = KnownPlace("PL5", "Live Online for Lakeside at the Old Mill", "AI2")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("levi for tomorrow", {"day": TOMORROW, "rest": "levi"}),
        ("levi tomorrow for", {"day": TOMORROW, "rest": "levi for"}),
        ("for the tomorrow", {"day": TOMORROW}),
        ("tomorrow for", {"day": TOMORROW}),
        ("kai for", {"rest": "kai for"}),
        ("the", {"rest": "the"}),
        ("board for tomorrow", {"command": "board", "day": TOMORROW}),
        (
            "book levi for tomorrow at 9am",
            {
                "command": "book",
                "view": View.TO_BOOK,
                "day": TOMORROW,
                "clocks": (time(9),),
                "rest": "levi",
            },
        ),
        (
            "move levi to tomorrow at the lakeside",
            {"command": "move", "day": TOMORROW, "places": (FOR_LAKESIDE,), "rest": "levi"},
        ),
        ("for lakeside", {"places": (FOR_LAKESIDE,)}),
        ("levi at the old mill", {"places": (FOR_LAKESIDE,), "rest": "levi"}),
    ],
)
def test_a_word_that_only_leads_to_others_names_no_location(
    query: str, expected: dict[str, object]
) -> None:
    some = replace(VOCABULARY, places=(*VOCABULARY.places, FOR_LAKESIDE))
    assert said(query, vocabulary=some) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("book levi tomorrow 9", {"day": TOMORROW, "clocks": (time(9), time(21))}),
        ("move levi to tomorrow at 14", {"day": TOMORROW, "clocks": (time(14),)}),
        ("cancel levi tomorrow 9", {"day": TOMORROW, "clocks": (time(9), time(21))}),
        ("move levi to nov 25 9am", {"day": date(2027, 11, 25), "clocks": (time(9),)}),
        ("cancel levi nov 25 9am", {"day": date(2026, 11, 25), "clocks": (time(9),)}),
        ("switch levi to 3pm", {"clocks": (time(15),)}),
        ("cancel levi at 3pm", {"day": TODAY, "clocks": (time(15),)}),
        ("move levi 9 tomorrow", {"day": TOMORROW, "rest": "levi 9"}),
        ("levi tomorrow 9", {"day": TOMORROW, "rest": "levi 9"}),
        ("levi tomorrow at 930", {"day": TOMORROW, "clocks": NINE_THIRTY}),
    ],
)
def test_the_time_of_a_form_is_one_to_come_and_may_be_an_hour_alone(
    query: str, expected: dict[str, object]
) -> None:
    read_as = said(query)
    told = {name: read_as.get(name) for name in ("day", "clocks")}
    assert told == {"day": None, "clocks": None} | {
        name: value for name, value in expected.items() if name != "rest"
    }
    assert read_as["rest"] == expected.get("rest", "levi")


def test_the_words_of_day_and_time_are_kept_as_they_were_typed() -> None:
    understood = read("move levi to Dec 15, at 9am", VOCABULARY)
    assert (understood.when, understood.has_day) == ("Dec 15, 9am", True)
    understood = read("switch levi at 9am", VOCABULARY)
    assert (understood.when, understood.has_day) == ("9am", False)
