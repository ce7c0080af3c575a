"""A case file changed afterwards: what differs is found, and where."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path

from tests.support.audit_log import (
    ADDED,
)
from tests.support.case_file_checker import Asked, Data, check, made
from tests.support.case_files import change, numbers_of, sealed
from tests.support.client import Desk


def slide(case: Data) -> None:
    """Move a letter from a value to its salt: together they hash to the same."""
    salt, value = case["events"][1]["values"]["learner"]
    case["events"][1]["values"]["learner"] = [salt + value[0], value[1:]]


def rename(case: Data) -> None:
    case["events"][1]["values"]["learner"][1] = "Somebody Else"


def take_out(case: Data, place: int) -> None:
    case["events"].pop(place)
    case["count"] -= 1


CHANGES: dict[str, tuple[Callable[[Data], object], str]] = {
    "a sentence": (
        lambda case: change(case["events"][1]["event"], "sentence", "booked", "moved"),
        "at event {1}: its content",
    ),
    "the sentence as it is read": (
        lambda case: change(case["events"][1], "sentence", "booked", "moved"),
        "at event {1}: its sentence",
    ),
    "a time": (
        lambda case: change(case["events"][2]["event"], "at", "Z", "1Z"),
        "at event {2}: its content",
    ),
    "a number": (
        lambda case: case["events"][2]["event"].update(number=3),
        "at event {2}: its content",
    ),
    "a name": (rename, "at event {1}: its learner"),
    "a salt": (slide, "at event {1}: its learner"),
    "an event": (lambda case: case["events"].pop(2), "in its number of events"),
    "an event and the count": (
        lambda case: take_out(case, 2),
        "between event {1} and event {before 3}",
    ),
    "the last event": (lambda case: take_out(case, -1), "between event {4} and event {head}"),
    "the order": (
        lambda case: case["events"].insert(2, case["events"].pop(3)),
        "between event {1} and event {before 3}",
    ),
    "a link": (
        lambda case: case["events"][2]["links"].__setitem__(1, "0" * 64),
        "between event {1} and event {before 2}",
    ),
    "a link less": (
        lambda case: case["events"][2]["links"].pop(),
        "between event {1} and event {before 2}",
    ),
    "the head's hash": (
        lambda case: case["head"]["reach"].__setitem__(1, "0" * 64),
        "between event {5} and event {head}",
    ),
    "the head's number": (
        lambda case: case["head"]["reach"].__setitem__(0, 9999),
        "between event {5} and event 9999",
    ),
    "who it was": (
        lambda case: case["events"][1]["event"].update(actor_name="Zed", actor_username="zed"),
        "at event {1}: its content",
    ),
    "what it was before": (
        lambda case: change(case["events"][3]["event"], "details", "2027-01-14", "2027-01-13"),
        "at event {3}: its content",
    ),
    "that it was practice": (
        lambda case: case["install"].update(practice=False),
        "at its top: whether it was practice",
    ),
    "the practice of an event": (
        lambda case: case["events"][0]["event"].update(practice=0),
        "at event {0}: its content",
    ),
    "the formula": (
        lambda case: [case["events"][1]["event"].pop(name) for name in ADDED],
        "at event {1}: its content",
    ),
    "the session it is about": (
        lambda case: case.update(exam_session="ES" + "0" * 32),
        "at its top: event {0} does not fit the exam session",
    ),
    "that it is about anything": (
        lambda case: case.update(exam_session="", exam="", learner=None),
        "at its top: it is about nothing",
    ),
    "the institution": (
        lambda case: case["install"].update(sid="AI" + "0" * 32),
        "at its top: event {0} does not fit the institution",
    ),
    "the days": (
        lambda case: case.update(since="2090-01-01T00:00:00.000000Z"),
        "at its top: event {0} does not fit the first day",
    ),
    "its format": (
        lambda case: case.update(format="9"),
        "at its top: it is no file of this kind",
    ),
    "more of the institution": (
        lambda case: case["install"].update(verdict="HOLDS"),
        "at its top: what it says of the institution",
    ),
    "another maker": (
        lambda case: case.update(made_by="The Queen"),
        "at its top: what it says of its maker",
    ),
    "a learner": (
        lambda case: case.update(learner={"name": "Somebody Else"}),
        "at its top: what it says of the learner",
    ),
    "a name at the top": (
        lambda case: case.update(verdict="HOLDS"),
        "at its top: something is there or missing that the portal did not write",
    ),
    "a name at an event": (
        lambda case: case["events"][1].update(note="HOLDS"),
        "at event {1}: something is there that a case file does not have",
    ),
    "what was erased": (
        lambda case: case["events"][1].update(erased=["learner"]),
        "at event {1}: its list of what was erased",
    ),
    "the head's code": (lambda case: case["head"].update(code="0" * 20), "at the code of its head"),
    "the last letter of its code": (
        lambda case: case["head"].update(code=case["head"]["code"][:-1] + "y"),
        "at the code of its head",
    ),
    "the dashes of its code": (
        lambda case: case["head"].update(code=case["head"]["code"].replace("-", "")),
        "at the code of its head",
    ),
}


def test_whatever_is_changed_in_a_file_is_found_and_where(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    numbers = numbers_of(asked)
    case = json.loads(made(auditor, asked))
    places = {str(place): number for place, number in enumerate(numbers)}
    places |= {f"before {place}": number - 1 for place, number in enumerate(numbers)}
    places["head"] = case["head"]["reach"][0]
    found, expected = {}, {}
    for what, (tamper, where) in CHANGES.items():
        changed = copy.deepcopy(case)
        tamper(changed)
        code, printed = check(tmp_path, changed)
        found[what] = (code, printed.splitlines()[-1])
        expected[what] = (
            1,
            f"BROKEN {re.sub('{([^}]+)}', lambda one: str(places[one[1]]), where)}.",
        )
    assert found == expected
    assert check(tmp_path, b"{}")[0] == 1
    assert check(tmp_path, b"{}")[1].startswith("BROKEN: this is no whole file")


def test_what_no_hash_is_of_is_printed_as_unproven(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    case = json.loads(made(auditor, asked))
    edits: dict[str, tuple[Callable[[Data], object], str]] = {
        "about": (lambda one: one.update(about="The President"), "it is about The President;"),
        "by": (lambda one: one["made_by"].update(name="The Queen"), "The Queen (auditor), auditor"),
        "at": (lambda one: one["install"].update(name="Harvard"), "the institution is Harvard,"),
        "days": (
            lambda one: one.update(since="2020-01-01T00:00:00.000000Z"),
            "it has the events from 2020-01-01T00:00:00.000000Z;",
        ),
        "noted": (
            lambda one: one["head"].update(noted_at="1999-01-01T00:00:00.000000Z"),
            "its code was noted 1999-01-01T00:00:00.000000Z.",
        ),
    }
    for edit, said in edits.values():
        changed = copy.deepcopy(case)
        edit(changed)
        code, printed = check(tmp_path, changed)
        [line] = [one for one in printed.splitlines() if "of itself, unproven: " in one]
        assert (code, said in line) == (0, True), line
    for name, odd in (("since", "x"), ("until", 5), ("made_at", None), ("about", 7)):
        assert check(tmp_path, case | {name: odd})[0] == 1


def test_what_is_changed_on_the_page_is_found_too(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    page, number = made(auditor, asked, "html").decode(), numbers_of(asked)[1]
    line = f'<p id="event-{number}">'
    changed = {
        "its sentence": re.sub(rf"({line}.*?) booked ", r"\1 moved ", page),
        "an event without its mark": page.replace(f'id="event-{number}"', ""),
        "an event twice": page.replace(line, f"{line}Nothing.</p>{line}"),
        "an event more": page.replace(line, f'<p id="event-99999">Zed did it.</p>{line}'),
        "the data twice": page.replace(
            "<script", '<script type="application/json">{}</script><script'
        ),
        "a name twice in the data": page.replace('"count": ', '"count": 1, "count": '),
    }
    ends = {
        what: check(tmp_path, text.encode())[1].splitlines()[-1] for what, text in changed.items()
    }
    other = "BROKEN on its page: other events than in its data."
    assert ends == {
        "its sentence": f"BROKEN at event {number}: its sentence.",
        "an event without its mark": other,
        "an event twice": "BROKEN on its page: an event stands there twice.",
        "an event more": other,
        "the data twice": "BROKEN in its data: the page must hold it once.",
        "a name twice in the data": "BROKEN in its data: a name stands there twice.",
    }


MADE_UP = "Tom approved."
TIME = '<p class="when">Thursday, Dec 3, 2026, 9:14 AM</p>'


def test_an_event_that_was_made_up_or_taken_off_the_page_is_found_however_it_is_written(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    page, first = made(auditor, asked, "html").decode(), numbers_of(asked)[0]
    [block] = re.findall(
        rf"<article>(?:(?!<article>).)*?event-{first}\".*?</article>", page, re.DOTALL
    )
    more = [
        f'<p class="x" id="event-99">{MADE_UP}</p>',
        f'<P id="event-99">{MADE_UP}</P>',
        f"<p id='event-99'>{MADE_UP}</p>",
        f'<p  id="event-99">{MADE_UP}</p>',
        f'<p\nid="event-99">{MADE_UP}</p>',
        f"<p>{MADE_UP}</p>",
        f'<article><p class="when">9:00</p><p class="more">{MADE_UP}</p></article>',
        f"<table><tr><td>{MADE_UP}</td></tr></table>",
        f"<p onclick=1>{MADE_UP}",
        MADE_UP,
    ]
    changed = {f"{one} at its end": page.replace("</body>", f"{one}</body>") for one in more}
    changed |= {f"{one} between events": page.replace(block, f"{block}{one}") for one in more}
    changed |= {
        "behind it": f"{page}{MADE_UP}",
        "a comment": page.replace(block, f"<!-- {block} -->"),
        "hidden": page.replace("</style>", f"#event-{first}{{display:none}}</style>"),
        "another style": page.replace("</head>", "<style>p{display:none}</style></head>"),
        "another page": page.replace("<title>", '<meta http-equiv="refresh" content="0"><title>'),
        "a block more": page.replace("<main>", f"<main>{block}"),
        "in a fold": page.replace(block, f"<details>{block}</details>"),
        "a block in another": page.replace("</article>", "", 1),
        "a time more in a block": page.replace(
            block, block.replace("</article>", f"{TIME}<b>{MADE_UP}</b></article>")
        ),
        "a title over what follows": page.replace(
            block, block.replace("</article>", "<title></article>")
        ),
        "a title over a block": page.replace(
            block,
            block.replace("</p>", "</p><title>", 1).replace("</article>", "</title></article>"),
        ),
        "a fold that is not closed": page.replace(
            block, block.replace("</article>", "<details></article>")
        ),
        "all in a fold": page.replace("<h2>What happened</h2>", "<details><h2>What happened</h2>"),
        "no time of making": re.sub(r'"made_at": ?"[^"]*"', '"made_at": ""', page),
    }
    assert page not in changed.values()
    found = {what: check(tmp_path, sealed(text).encode()) for what, text in changed.items()}
    held = [what for what, (code, said) in found.items() if (code, "HOLDS" in said) != (1, False)]
    assert held == []


def test_a_word_or_a_look_that_was_changed_by_hand_is_found(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    page = made(auditor, asked, "html").decode()
    above, prose, below = page.partition('<section class="prose">')
    changed = {
        "a paragraph below the events": f"{above}{prose}<p>{MADE_UP}</p>{below}",
        "a paragraph in its top": page.replace("<h1>", f"<p>{MADE_UP}</p><h1>"),
        "the practice band": page.replace("PRACTICE.", "REAL."),
        "a style": page.replace("</style>", "article{display:none}</style>"),
        "a heading": page.replace("<h2>How to", "<h2>Why to"),
        "the program in it": page.replace("def insist(", "def persist("),
        "the time of an event": re.sub('(<p class="when">)[^<]*', r"\1Today", page, count=1),
    }
    ends = {what: check(tmp_path, text.encode()) for what, text in changed.items()}
    said = (
        "BROKEN on its page: something around its events was changed, as its words or its looks.\n"
    )
    assert {what: (code, printed) for what, (code, printed) in ends.items()} == dict.fromkeys(
        changed, (1, said)
    )
    line = page.splitlines()[-3]
    for other in ("", line.replace("a", "b")):
        assert check(tmp_path, page.replace(line, other).encode())[0] == 1
    assert check(tmp_path, sealed(changed["a style"]).encode())[0] == 0  # no key is needed


def test_the_events_on_the_page_stand_in_their_order(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    page = made(auditor, asked, "html").decode()
    blocks = re.findall(r"<article>.*?</article>", page, re.DOTALL)
    one, other = blocks[0], blocks[1]
    turned = page.replace(one, "HERE").replace(other, one).replace("HERE", other)
    code, said = check(tmp_path, turned.encode())
    assert (code, "BROKEN on its page: other events than in its data." in said) == (1, True)
