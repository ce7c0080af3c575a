"""Every text colour can be read on every ground it may stand on, by day and by night (WCAG 2.2,
1.4.3 and 1.4.11).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
TOKENS: dict[str, tuple[str, str]] = {
    name: (day, night)
    for name, day, night in TOKEN.findall(
        (STATIC / "scheduling/desk.css").read_text(encoding="utf-8")
    )
}
THEMES = {"light": 0, "dark": 1}

GROUNDS = [
    "paper",
    "surface",
    "sunken",
    "accent-soft",
    "ok-soft",
    "warn-soft",
    "bad-soft",
    "info-soft",
]
TEXTS = ["ink", "ink-2", "accent", "ok", "warn", "bad", "info"]
FILLS = [
    ("on-fill", "accent-fill"),
    ("on-fill", "accent-fill-hover"),
    ("on-fill", "bad-fill"),
    ("on-fill", "bad-fill-hover"),
    ("on-practice", "practice"),
    ("on-practice", "practice-stripe"),
]
TEXT_PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS] + FILLS
EDGE_PAIRS = [(edge, ground) for edge in ("line-2", "focus") for ground in GROUNDS[:4]]
NOT_READ = {"line", "line-2", "focus"}


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb`, 0 for black to 1 for white."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(text: str, ground: str, theme: str) -> None:
    at = THEMES[theme]
    assert contrast(TOKENS[text][at], TOKENS[ground][at]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_of_controls_and_the_focus_ring_can_be_seen(
    edge: str, ground: str, theme: str
) -> None:
    at = THEMES[theme]
    assert contrast(TOKENS[edge][at], TOKENS[ground][at]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("fill", ["bar-fill", "bar-warn"])
def test_bars_of_the_board_can_be_seen_and_the_numbers_on_them_read(fill: str, theme: str) -> None:
    sheet = (STATIC / "scheduling/board.css").read_text(encoding="utf-8")
    at, bars = THEMES[theme], {name: both for name, *both in TOKEN.findall(sheet)}
    assert contrast(bars[fill][at], TOKENS["paper"][at]) >= 3
    assert contrast(TOKENS["ink"][at], bars[fill][at]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_numbers_of_a_heat_table_can_be_read_on_each_of_its_steps(theme: str) -> None:
    sheet = (STATIC / "scheduling/week.css").read_text(encoding="utf-8")
    steps = [int(share) for share in re.findall(r"--heat: (\d+)%", sheet)]
    accent, paper, ink = (TOKENS[name][THEMES[theme]] for name in ("accent", "paper", "ink"))
    assert len(steps) == 5 and steps == sorted(set(steps))
    assert min(contrast(ink, mixed(accent, paper, share)) for share in steps) >= 4.5


def mixed(one: str, other: str, share: int) -> str:
    """So many hundredths of one color, the rest of the other."""
    both = ((int(color[at : at + 2], 16) for color in (one, other)) for at in (1, 3, 5))
    channels = (round((first * share + second * (100 - share)) / 100) for first, second in both)
    return f"#{''.join(f'{channel:02x}' for channel in channels)}"


def test_every_colour_token_is_measured() -> None:
    measured = {name for pair in TEXT_PAIRS + EDGE_PAIRS for name in pair}
    assert set(TOKENS) - measured <= NOT_READ
