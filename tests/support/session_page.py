"""The sentences read to a learner, as the page of a session has them."""

from __future__ import annotations

import re

from tests.support.booking_actions import mirrored
from tests.support.client import Desk
from tests.support.outcomes import page_of

READ = re.compile(r"To read to the learner “([^”]+)”")


def read(desk: Desk, where: dict[str, str]) -> str:
    """The sentence for the learner, with the exam's name and its end left out."""
    found = READ.search(page_of(desk, where))
    assert found
    return re.sub(r"(from 9:30 )(AM )?to \d+:\d\d [AP]M CST", r"\1to …", found[1]).replace(
        mirrored(where).exam_title, "it"
    )
