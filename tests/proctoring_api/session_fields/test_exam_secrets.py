"""An exam's access key and link go wherever an answer's words tell them; ordinary words stay."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scheduling.proctoring_api.redaction import cleaned, keepable, own_secrets
from scheduling.proctoring_api.responses.refusal_text import RefusalText, read_refusal

KEY = "AK-h-9"
NESTED = json.dumps({"accessKey": KEY, "note": "x"})


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (NESTED, '{"accessKey": "[hidden]", "note": "x"}'),
        (f"Taken by {NESTED}", 'Taken by {"accessKey": "[hidden]", "note": "x"}'),
        (json.dumps(NESTED), r'"{\"accessKey\": \"[hidden]\", \"note\": \"x\"}"'),
        ("{'accessKey': 'AK-h-9', 'a': 1}", "{'accessKey': '[hidden]', 'a': 1}"),
        ("Session(accessKey=AK-h-9, a=1)", "Session(accessKey=[hidden], a=1)"),
        ("Busy; ACCESS_KEY = AK-h-9.", "Busy; ACCESS_KEY = [hidden]."),
        ("Access-Key: “AK-h-9”", "Access-Key: “[hidden]”"),
        ("access key: tiger", "access key: [hidden]"),
        ("accesskey=tiger is", "accesskey=[hidden] is"),
        ('{"accessKey": "tiger lion', '{"accessKey": "[hidden]'),
        ('{"accessKey": ["AK-h-9"]}', '{"accessKey": ["[hidden]"]}'),
        ('{"accessKey": {"value": "AK-h-9"}}', '{"accessKey": {"value": "[hidden]"}}'),
        ('{"name": "accessKey", "value": "AK-h-9"}', '{"name": "accessKey", "value": "[hidden]"}'),
        ("<s><accessKey>AK-h-9</accessKey></s>", "<s><accessKey>[hidden]</accessKey></s>"),
        ('<add key="accessKey" value="AK-h-9"/>', '<add key="accessKey" value="[hidden]"/>'),
        ("[accessKey] => AK-h-9", "[accessKey] => [hidden]"),
        ("accessKey：AK-h-9", "accessKey：[hidden]"),
        ("acc\u200bessKey: AK-h-9", "accessKey: [hidden]"),
        ("&quot;accessKey&quot;:&quot;AK-h-9&quot;", '"accessKey":"[hidden]"'),
        ("accessKey%3DAK-h-9", "accessKey=[hidden]"),
        ("access key AK-h-9 revoked", "access key [hidden] revoked"),
        ("The access key for this exam is AK-h-9", "The access key for this exam is [hidden]"),
        ("AK-h-9 is not a valid access key", "[hidden] is not a valid access key"),
        ('{"URL": "exam.test/start"}', '{"URL": "(link)"}'),
        (r'{"URL":"https:\/\/exam.test\/start"}', '{"URL":"(link)"}'),
    ],
)
def test_what_a_text_tells_for_the_access_key_or_the_link_goes(said: str, kept: str) -> None:
    assert keepable(said) == kept
    assert keepable(kept) == kept


@pytest.mark.parametrize(
    "said",
    [
        "access key is required",
        "accessKey: required",
        "access key: must be a string",
        "Your access key has expired on 2027-01-14.",
        "access key = null",
        '{"accessKey": null, "note": "x"}',
        '{"accessKey": "", "note": "x"}',
        "Invalid access key: the session is closed",
        "Access key: Session expired",
        'Fields "accessKey", "notes" are missing',
        "No access key. Room 204 is free",
        "ACCESS KEY DOES NOT MATCH",
        "access key: ask Ana Ruiz",
        "access key of ES0123456789abcdef0123456789abcdef",
        "Accessible keyboard: BIO2010",
        "The url is wrong",
    ],
)
def test_what_is_only_said_about_it_stays(said: str) -> None:
    assert keepable(said) == said


@pytest.mark.parametrize(
    "told",
    [
        {"accessKey": KEY},
        {"session": {"exam_access_key": KEY}},
        {"data": [{"ACCESS-KEY": [KEY]}]},
        {"accessKey": {"value": KEY}},
        {"parameters": [{"name": "accessKey", "value": KEY}]},
        {"session": NESTED},
        {"a": json.dumps([json.dumps({"b": {"accessKey": KEY}})])},
        {"note": f"access key: {KEY}"},
        {"errors": {"accessKey": [f"{KEY} is taken"]}},
        {"errors": [{"field": "accessKey", "message": f"Taken: {KEY}"}]},
    ],
    ids=str,
)
def test_a_key_that_an_answer_names_anywhere_goes_everywhere_in_it(told: dict[str, Any]) -> None:
    kept = cleaned({**told, "statusReason": f"Key {KEY} used"}, own_secrets(told))
    assert kept["statusReason"] == "Key [hidden] used"

    said = json.dumps({"message": f"Taken; key {KEY}", **told}).encode()
    assert read_refusal(said, "application/json").message == "Taken; key [hidden]"


@pytest.mark.parametrize("key", ["open the door", "Number One", "winter is coming", "short"])
def test_a_key_of_ordinary_words_goes(key: str) -> None:
    told = {"accessKey": key, "statusReason": key}
    assert cleaned(told, own_secrets(told)) == dict.fromkeys(told, "[hidden]")
    assert keepable(json.dumps({"accessKey": key})) == '{"accessKey": "[hidden]"}'


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", "none", "is required", True, "true", "Session expired", "Not a valid string."),
        *("This field may not be blank.", "Your access key has run out", "Enter a valid value."),
    ],
)
def test_what_is_no_key_in_its_place_is_no_secret(value: Any) -> None:
    assert own_secrets({"accessKey": value}) == ()


def test_what_is_said_of_the_field_is_no_secret() -> None:
    told = {"errors": {"accessKey": ["Already taken"]}, "message": "Already taken"}
    assert own_secrets(told) == ()


def test_a_number_is_a_key_too() -> None:
    told = {"accessKey": 12349999, "statusReason": "12349999 is used"}
    assert cleaned(told, own_secrets(told)) == {
        "accessKey": "[hidden]",
        "statusReason": "[hidden] is used",
    }


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("must be given at https://exam.example/start/abc", "must be given at (link)"),
        ("is not valid for hush-word", "is not valid for [hidden]"),
    ],
)
def test_what_is_said_in_its_place_is_kept_as_any_other_text(said: str, kept: str) -> None:
    assert cleaned({"accessKey": said}, ("hush-word",)) == {"accessKey": kept}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (json.dumps({"error": {"message": NESTED}}), '{"accessKey": "[hidden]", "note": "x"}'),
        (json.dumps(json.dumps({"message": f"Key {KEY}", "accessKey": KEY})), "Key [hidden]"),
        (json.dumps('Say "no"\nto it'), 'Say "no" to it'),
        (json.dumps(NESTED), ""),
        (f"Session is busy: accessKey: {KEY}", "Session is busy: accessKey: [hidden]"),
        (json.dumps({"message": f"<accessKey>{KEY}</accessKey>"}), "[hidden]"),
        (json.dumps({"message": f"&lt;accessKey&gt;{KEY}&lt;/accessKey&gt;"}), "[hidden]"),
    ],
)
def test_a_refusal_tells_no_key_however_it_is_wrapped(body: str, said: str) -> None:
    assert read_refusal(body.encode(), "application/json") == RefusalText(message=said)
