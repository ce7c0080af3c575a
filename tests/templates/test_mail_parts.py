"""An email address goes on in the next line at its parts, and is markup nowhere."""

from __future__ import annotations

import pytest

from scheduling.templatetags.isolation import mail_parts


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("ana.ruiz@exams.example.edu", "ana.ruiz@<wbr>exams<wbr>.example<wbr>.edu"),
        ("<b>@x.test", "&lt;b&gt;@<wbr>x<wbr>.test"),
        ("nobody", "nobody"),
        ("", ""),
    ],
)
def test_an_address_is_parted_at_its_at_and_the_dots_behind_it(address: str, written: str) -> None:
    assert mail_parts(address) == written
