"""What is drawn and what the table says are the same, whatever stands in a label."""

from __future__ import annotations

from scheduling.views.day.week import markup
from scheduling.views.day.week.bar_drawing import stacked

COURSE = "R&D <b>“lab”</b>"


def test_a_label_is_text_in_the_drawing_and_in_the_table() -> None:
    drawn = markup.drawing(stacked([(COURSE, [3], "/?q=R%26D&view=all")], ["Sessions"]))
    told = markup.table("By <course>", ["Course", "Sessions"], [(COURSE, "/?a&b", ["3"])])
    for found in (drawn, told):
        assert "<b>" not in found
        assert "R&amp;D &lt;b&gt;" in found
    assert 'href="/?q=R%26D&amp;view=all" tabindex="-1"' in drawn
    assert 'aria-label="By &lt;course&gt; as a table"' in told
    assert '<a href="/?a&amp;b"><bdi>' in told
    assert "<td>3</td>" in told


def test_a_number_that_is_not_there_is_a_dash_and_leads_nowhere() -> None:
    told = markup.table("A day", ["Day", "Booked"], [("Thu, Jan 14", "", [""])])
    assert '<th scope="row"><bdi>Thu, Jan 14</bdi></th><td>–</td></tr>' in told
    assert "<a" not in told


def test_a_row_without_an_address_is_drawn_and_leads_nowhere() -> None:
    drawn = markup.drawing(stacked([("Other courses", [2], "")], ["Sessions"]))
    assert "<a><bdi>Other courses</bdi><span>2</span><svg" in drawn
    assert "href" not in drawn
    assert "<title>Other courses: Sessions 2</title>" in drawn
