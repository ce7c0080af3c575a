"""What of a posted form becomes a draft: what was typed, without what may not be kept."""

from __future__ import annotations

import pytest

from scheduling.drafts.contents import Draft, DraftRules, draft_of, from_text, to_text

FORM = DraftRules(
    may_be_kept={"notes": True, "is_must": True, "token": False, "kind": True},
    goes_along=frozenset({"kind"}),
)
CARD = "Card 4242 4242 4242 4242 please"


def drafted(typed: str | None = None, **answers: str) -> Draft:
    posted = {name: [text] for name, text in answers.items()}
    return draft_of(posted if typed is None else posted | {"typed": [typed]}, FORM)


def test_only_what_was_typed_is_kept_with_what_goes_along() -> None:
    draft = drafted("notes", notes="Room 4", is_must="on", kind="vtc", unknown="x", page="y")
    assert draft.answers == {"notes": "Room 4", "kind": "vtc"}
    assert (draft.names, draft.left_out, draft.is_empty) == ({"notes"}, frozenset(), False)


def test_without_a_word_about_what_was_typed_the_whole_form_counts() -> None:
    draft = drafted(notes="", is_must="on", token="tok", kind="vtc", unknown="x")
    assert draft.answers == {"notes": "", "is_must": "on", "kind": "vtc"}
    assert (draft.typed, draft.names, draft.left_out) == (None, draft.answers.keys(), {"token"})


def test_a_box_that_was_unchecked_is_typed_and_has_no_value() -> None:
    assert drafted("is_must", notes="Room 4").answers == {"is_must": ""}


@pytest.mark.parametrize("typed", ["", "kind", "unknown", "token"])
def test_where_nothing_was_typed_that_may_be_kept_there_is_no_draft(typed: str) -> None:
    assert drafted(typed, notes="Room 4", token="tok").is_empty is (typed != "kind")


def test_a_secret_is_left_out_and_named_even_where_the_page_did_not_send_it() -> None:
    assert drafted("token notes", notes="Room 4").left_out == {"token"}
    assert drafted(notes="Room 4", token=" ").left_out == set()


def test_a_card_number_is_taken_out_of_the_text_and_the_rest_is_kept() -> None:
    draft = drafted("notes", notes=CARD)
    assert (draft.answers, draft.left_out) == ({"notes": "Card  please"}, {"notes"})


def test_of_several_values_the_last_one_counts() -> None:
    assert draft_of({"notes": ["a", "b"], "is_must": []}, FORM).answers == {"notes": "b"}


@pytest.mark.parametrize("typed", [None, "notes token"])
@pytest.mark.parametrize("is_held_back", [True, False])
def test_a_draft_survives_as_text(typed: str | None, is_held_back: bool) -> None:
    posted = {"notes": ["Zoë “x”\n"], "token": ["t"], **({"typed": [typed]} if typed else {})}
    draft = draft_of(posted, FORM, is_held_back=is_held_back)
    assert from_text(to_text(draft), is_held_back=is_held_back) == draft


OF_ROWS = DraftRules(
    may_be_kept={"why": True, "ticked": True},
    goes_along=frozenset({"ticked"}),
    lists=frozenset({"ticked"}),
    rows=("new-",),
)
ROWS = {"why": ["x"], "ticked": ["4111", "1111", "1111", "1111"], "new-12": ["a"], "new-x": ["b"]}


@pytest.mark.parametrize("typed", [None, "why", "why new-12 new-13 new- new-x"])
def test_answers_of_rows_and_lists_are_kept_whole_with_whatever_was_typed(
    typed: str | None,
) -> None:
    draft = draft_of(ROWS if typed is None else ROWS | {"typed": [typed]}, OF_ROWS)
    again = from_text(to_text(draft), is_held_back=False)
    rows = {"new-12": "a"} | ({"new-13": ""} if typed and "new-13" in typed else {})
    parts = "4111 x 1111 x 1111 x 1111"
    assert again.answers == {"why": "x", "ticked": parts} | rows
    assert again.listed("ticked") == ROWS["ticked"]
    assert (again.listed("other"), again.left_out) == ([], frozenset())


def test_a_list_with_nothing_in_it_any_more_was_typed_too() -> None:
    draft = draft_of({"typed": ["ticked"]}, OF_ROWS)
    assert (draft.answers, draft.listed("ticked")) == ({"ticked": ""}, [])
