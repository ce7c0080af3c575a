"""The kinds of events: an enumeration whose stored values stay, and their only place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import scheduling
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind, kind_label
from scheduling.session_commands import PORTAL

APP = Path(scheduling.__file__).parent
NAMES = {"kind", "kinds", "kind__in", "kind__startswith", "kind__contains"}
STORED = [
    *("intent", "outcome", "interrupted", "read_back", "settled"),
    *("switch_begun", "switch_halfway", "switch_done", "switch_undone", "switch_left"),
    *("switch_held_back", "seen", "status_shown", "change_looked_at"),
    "accommodation_changed",
    *("checked_in", "checked_out", "no_show", "mark_taken_back", "roster_printed"),
    *("batch_begun", "batch_paused", "batch_continued", "batch_stopped", "batch_ended"),
    *("view_saved", "view_renamed", "view_removed", "view_offered", "view_taken_back"),
    *("onboarding_link_fetched", "onboarding_link_unanswered"),
    *("calendar_made", "calendar_revoked"),
    *("duplicate_submit", "form_reused", "blocked", "already_booked", "card_token_spent"),
    *("voucher_reserved", "learner_booked"),
    *("stale_form", "held_back", "denied", "card_number_typed"),
    *("signed_in", "signed_out", "sign_in_failed", "password_changed"),
    *("admin_added", "admin_changed", "admin_deleted", "admin_set the password of"),
    *("install_added", "install_changed", "site_added", "person_added"),
    *("accounts_listed", "unknown_account", "account_acknowledged"),
    *("role_granted", "role_taken", "connection_tested"),
    *("practice_reset", "practice_loaded"),
    *("circuit_opened", "circuit_closed", "list_rows_bad"),
    *("personal_erased", "retention_run", "looked_up", "case_made"),
    *("case_checked", "exported", "export_done", "payments_exported", "figures_exported"),
    "verified",
    *("code_noted", "explained", "restored", "chain_break"),
    *("handover_signed", "handover_taken"),
]


def test_the_stored_values_are_those_that_the_chain_holds() -> None:
    assert Kind.values == STORED


def test_every_kind_has_words_of_its_own_and_an_unknown_one_is_shown_as_it_is_stored() -> None:
    labels = [kind_label(kind) for kind in STORED]
    assert labels == [kind.label for kind in Kind]
    assert len(set(labels)) == len(labels)
    assert kind_label("somebody’s own") == "somebody’s own"


@pytest.mark.parametrize("kind", ["outcome", "note", ""])
def test_an_event_of_no_kind_of_ours_can_not_be_made(kind: str) -> None:
    with pytest.raises(TypeError, match="member of Kind"):
        Entry(kind=kind, sentence="Something happened.", actor=PORTAL)  # type: ignore[arg-type]


def bare(tree: ast.AST) -> Iterator[str]:
    """Strings that stand for a kind: given by its name, compared with one, or handed over."""
    for node in ast.walk(tree):
        parts: list[ast.AST] = []
        if isinstance(node, ast.keyword) and node.arg in NAMES:
            parts = [node.value]
        elif isinstance(node, ast.Compare) and any(
            isinstance(one, ast.Attribute) and one.attr == "kind"
            for side in (node.left, *node.comparators)
            for one in ast.walk(side)
        ):
            parts = [node.left, *node.comparators]
        elif isinstance(node, ast.Call):
            parts = [one for one in node.args if isinstance(one, ast.Constant)]
        strings = (one for part in parts for one in ast.walk(part) if isinstance(one, ast.Constant))
        yield from (one.value for one in strings if one.value in Kind.values)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Entry(kind='exported')", ["exported"]),
        ("rows.filter(kind__in=('exported', 'verified'))", ["exported", "verified"]),
        ("is_asking = event.kind == 'intent'", ["intent"]),
        ("is_look = (event.kind, event.outcome) == ('read_back', state)", ["read_back"]),
        ("_note('denied', 'why')", ["denied"]),
        ("Entry(kind=Kind.EXPORTED, outcome='exported')", []),
        ("columns = {'outcome': entry.outcome}", []),
    ],
)
def test_a_bare_string_in_a_kinds_place_is_seen(source: str, expected: list[str]) -> None:
    assert list(bare(ast.parse(source))) == expected


def test_no_module_writes_a_kind_as_a_bare_string() -> None:
    modules = [path for path in sorted(APP.rglob("*.py")) if "migrations" not in path.parts]
    found = [
        (str(path.relative_to(APP)), kind)
        for path in modules
        for kind in bare(ast.parse(path.read_text()))
    ]
    assert found == []
