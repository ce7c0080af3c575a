"""Names in the sentences of a session's page stand apart from the words around them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.utils.safestring import SafeString

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession
from scheduling.views.foreign_names import isolated, set_apart
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.client import Desk

ENDS = [("דוד", ":"), ("רות", " ·"), ("מבחן", " –"), ("מרכז", "")]
HEBREW = "מבחן (3)"


@pytest.mark.parametrize(
    ("sentence", "names", "html"),
    [
        (f"Booked for {HEBREW} at 9.", [HEBREW], f"Booked for <bdi>{HEBREW}</bdi> at 9."),
        ("Ana Ruiz and Ana.", ["Ana", "Ana Ruiz"], "<bdi>Ana Ruiz</bdi> and <bdi>Ana</bdi>."),
        ("Banana for Ana", ["Ana"], "Banana for <bdi>Ana</bdi>"),
        ("<b> for A & B", ["A & B"], "&lt;b&gt; for <bdi>A &amp; B</bdi>"),
        ("No “one” here", ["", "Zed"], "No “one” here"),
        ("a & b", [], "a &amp; b"),
    ],
)
def test_each_name_is_set_apart_and_nothing_else(
    sentence: str, names: list[str], html: str
) -> None:
    assert set_apart(sentence, names) == html


@pytest.mark.parametrize(
    ("sentence", "html"),
    [
        ("Closed on Sundays.", "Closed on Sundays."),
        ("for מבחן (seat, מרכז, Thu)", "for <bdi>מבחן</bdi> (seat, <bdi>מרכז</bdi>, Thu)"),
        ("In מרכז העיר’s time", "In <bdi>מרכז העיר</bdi>’s time"),
        ("מבחן 12 ב at 9", "<bdi>מבחן 12 ב</bdi> at 9"),
        ("علی‌رضا, Ana", "<bdi>علی‌رضا</bdi>, Ana"),
        ("<b> for מבחן & B", "&lt;b&gt; for <bdi>מבחן</bdi> &amp; B"),
        ("Nguyễn Thị Minh", "Nguyễn Thị Minh"),
        ("“דוד כהן” “רות”", "“<bdi>דוד כהן</bdi>” “<bdi>רות</bdi>”"),
        ("מבחן (מרכז)", "<bdi>מבחן</bdi> (<bdi>מרכז</bdi>)"),
        ("محمد [سارا] «علی»", "<bdi>محمد</bdi> [<bdi>سارا</bdi>] «<bdi>علی</bdi>»"),
        ("דוד: רות · מבחן – מרכז", " ".join(f"<bdi>{one}</bdi>{end}" for one, end in ENDS)),
        ('"דוד" "רות"', "&quot;<bdi>דוד</bdi>&quot; &quot;<bdi>רות</bdi>&quot;"),
        ('צה"ל, ד׳ בן־גוריון', "<bdi>צה&quot;ל</bdi>, <bdi>ד׳ בן־גוריון</bdi>"),
    ],
)
def test_each_run_from_right_to_left_is_set_apart_and_nothing_else(
    sentence: str, html: str
) -> None:
    assert isolated(sentence) == html


def test_what_is_html_already_is_left_as_it_is() -> None:
    made = SafeString("<bdi>מבחן</bdi>")
    assert isolated(made) is made


def test_the_words_to_read_and_those_of_the_panel_set_names_apart(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="GET", code=503, times=None)  # what is known here is shown
    ExamSession.objects.filter(sid=where["sessionSid"]).update(exam_title=HEBREW)
    assert f"“You are booked for <bdi>{HEBREW}</bdi> on " in desk.get(session_path(where)).text

    ExamSession.objects.filter(sid=where["sessionSid"]).update(status="ממתין")
    assert "SmarterProctoring says “<bdi>ממתין</bdi>”" in desk.get(session_path(where)).text


def test_a_page_s_title_holds_names_apart_and_what_is_searched_for_stands_whole(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="GET", code=503, times=None)  # what is known here is shown
    named = {"learner_name": "דוד ד'ארק", "exam_title": "מבחן (3)"}
    ExamSession.objects.filter(sid=where["sessionSid"]).update(**named)
    page = desk.get(f"{session_path(where)}cancel/").text
    [title] = re.findall("<title>(.+)</title>", page)
    assert unescape(title) == "Cancel the booking of \u2068דוד ד'ארק\u2069 · Proctor desk"
    assert "“<bdi>סארה</bdi>”" in desk.get("/?view=all&q=סארה").text
    plain = desk.get(f"{session_path(where)}accommodation/").text
    assert "\u2068" not in plain.split("</title>", 1)[1]
