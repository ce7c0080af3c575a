"""Names of other scripts as somebody who hears them on the phone types them in Latin letters: the
ways in which a text is written with vowels, and the sounds of those scripts that write none.

Where several tongues or passports write a letter otherwise, each has its way. What is rare is the
business of `anyascii`, which knows a way for every script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from anyascii import anyascii

from scheduling.exam_sessions.search.kana import in_latin

SOUNDS = "~"  # begins and ends what is no spelling but a word's consonants; no word has one
SHORTEST = 2  # consonants by which a whole word is found
BEGUN_FROM = 3  # consonants that a longer word may begin with
MOST_WAYS = 16
_OTHER = re.compile("[\u0370-\u1dff\u2d00-\ua6ff\ua800-\ud7ff\uf900-\uffff\U00010000-\U0003ffff]")
_WITH_VOWELS = re.compile("[\u0370-\u058f\u10a0-\u11ff\u1c80-\u1cbf\u2d00-\u2d2f\u3000-\ud7ff]")
_UNSPACED = re.compile("[\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+")
_HEARD = re.compile("[a-z]+")


def _table(said: str) -> dict[str, str]:
    """“щ shch” as щ: shch; a letter alone is not written."""
    parted = (one.strip().partition(" ") for one in said.split(";"))
    return {letter: heard for letter, _, heard in parted}


def _in_order(said: str) -> list[str]:
    return said.split()


# From one way to the next: of maps, of passports, of Ukraine, of the southern Slavs, of mailboxes,
# of the Balkans, of those who write theirs in English.
_CYRILLIC = [
    _table(way)
    for way in (
        "ё yo; ж zh; й y; х kh; ц ts; щ shch; ы y; ъ; ь; э e; ю yu; я ya; є ye; ї yi; ий y; ый y",
        "ё e; ж zh; й i; х kh; ц ts; щ shch; ы y; ъ ie; ь; э e; ю iu; я ia; є ie; ї i; кс x",
        "г h; ґ g; и y; й i; х kh; ц ts; щ shch; ь; ю iu; я ia; є ie; ї i; ій ii; зг zgh",
        "ё e; ж z; й j; х h; ц c; ч c; ш s; щ sht; ъ a; ь; ю ju; я ja; ђ dj; љ lj; њ nj; ћ c; џ dz",
        "ё yo; ж j; й i; х h; ц tz; щ sch; ы i; ъ; ь; э e; ю yu; я ya; ия ia; ий i; ый i; в w;"
        " дж j; кс x",
        "ё e; ж zh; й y; х h; ц ts; щ sht; ъ a; ь y; ю yu; я ya; ђ đ; ћ ch; џ dzh; ѓ gj; ќ kj;"
        " ксандр ksander",
        "ё e; ж zh; й y; х kh; ц ts; щ shch; ы y; ъ; ь; э e; ю yu; я ya; ия ia; ий y; ый y; кс ks;"
        " ксандр xander; ктор ctor",
    )
]
_GREEK = [
    _table(way)
    for way in (
        "ου ou; αυ av; ευ ev; γγ ng; γκ g; μπ b; ντ d; η i; υ y; χ ch; φ f; ξ x",
        "ου ou; αυ au; ευ eu; γγ ng; γκ gk; μπ mp; ντ nt; η i; υ i; χ h; φ ph; ξ x; β v",
        "ου ou; αυ af; ευ ef; γγ g; γκ g; μπ b; ντ nt; η e; υ u; χ ch; φ ph; ξ ks; β b",
        "ου ou; αυ av; ευ ev; γγ gg; γκ g; μπ b; ντ d; η i; υ y; χ ch; φ f; ξ x",
        "ου u; αυ av; ευ ev; γγ ng; γκ gk; μπ mp; ντ nt; η i; υ y; χ h; φ f; ξ x; β v; ει i; οι i",
    )
]
_KOREAN_FAMILIES = _table(
    "김 kim; 이 lee; 박 park; 최 choi; 정 jung; 조 cho; 강 kang; 임 lim; 오 oh; 신 shin; 유 yoo;"
    "권 kwon; 우 woo; 노 roh; 문 moon; 구 koo; 백 paik; 고 ko; 윤 yoon; 전 jun; 심 shim; 주 joo;"
    "안 ahn; 허 huh; 곽 kwak; 국 kook; 길 kil; 금 keum"
)
_AS_IN_SEOUL = _table("yeo you; eo u; gy ky; oe oi")
_HANGUL = re.compile("[\uac00-\ud7a3]{1,4}")  # a name or a part of one
# The parts of a syllable, in Unicode's order, by the Revised Romanization.
_INITIALS = _in_order("g kk n d tt r m b pp s ss - j jj ch k t p h")
_VOWELS = _in_order("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_FINALS = _in_order("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t")
# As their bearers write syllables of given names that the Romanization writes otherwise.
_BORNE = _table(
    "우 woo; 훈 hoon; 수 soo; 영 young; 현 hyun; 성 sung; 희 hee; 윤 yoon; 숙 sook; 경 kyung;"
    "국 kook; 석 suk; 철 chul; 주 joo; 구 koo; 순 soon; 문 moon; 준 joon; 정 jung; 선 sun;"
    "혁 hyuk; 형 hyung; 명 myung; 병 byung; 옥 ock; 욱 wook; 운 woon; 유 yoo; 덕 duk; 범 bum;"
    "섭 sup; 식 shik; 신 shin; 균 kyun; 무 moo; 두 doo; 부 boo; 룡 ryong; 연 yun; 열 yul; 이 yi"
)
# Family names that are read otherwise than the same character elsewhere.
_CHINESE_FAMILIES = _table(
    "曾 zeng; 解 xie; 翟 zhai; 吕 lv lyu; 呂 lv lyu; 单 shan; 單 shan; 仇 qiu; 查 zha; 区 ou; 區 ou"
)
_LONG_VOWELS = _table("ou o; oo o; uu u")
_ARMENIAN = _table("յ y; խ kh; ծ ts; ղ gh; ճ ch; ց ts; եւ ev; ու u; շ sh; չ ch; ժ zh; ձ dz")
_INITIAL = re.compile(r"\b[єїюя]")
_INITIALLY = _table("є ye; ї yi; ю yu; я ya")
_SOFTENED = re.compile("(?<![бвгґджзклмнпрстфхцчшщ])е")  # the first of a word, and behind a vowel
_WAYS: tuple[tuple[re.Pattern[str], list[dict[str, str]]], ...] = (
    (re.compile("[\u0400-\u052f]"), _CYRILLIC),
    (re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), _GREEK),
    (re.compile("[\u0530-\u058f]"), [_ARMENIAN]),
)
# The consonants of scripts without vowels, each as whatever it may be heard as; "-" for none.
_CONSONANTS = {
    letter: tuple("" if one == "-" else one for one in heard)
    for letter, heard in _table(
        "א -; ב b; ג g; ד d; ה h; ו -b; ז s; ח h; ט t; י -; כ kh; ל l; מ m; נ n; ס s; ע -; פ b;"
        " צ s; ק k; ר r; ש s; ת t; ך kh; ם m; ן n; ף b; ץ s;"
        " ا -; ب b; پ b; ت t; ث ts; ج g; چ s; ح h; خ h; د d; ذ ds; ر r; ز s; ژ s; س s; ش s; ص s;"
        " ض ds; ط t; ظ ds; ع -; غ g; ف b; ڤ b; ق kg; ك k; ک k; گ g; ل l; م m; ن n; ه h; ة -; و -b;"
        " ي -; ی -; ى -; ہ h; ھ h; ء -; ٹ t; ڈ d; ڑ r; ں n; ے -"
    ).items()
}
# How consonants are heard that are written with several Latin letters, and in several ways.
_LATIN_SOUNDS = _table(
    "tsch s; shch s; sch s; tch s; ch shk; sh s; kh hk; zh s; ph b; gh g; th ts; dh ds; ts s; tz s;"
    " ck k; dj g; x K; q kg; c k; z s; p b; f b; v b; w -; j g-; y -; a -; e -; i -; o -; u -"
)
_IN_LATIN = re.compile("|".join([*_LATIN_SOUNDS, "[a-z]"]))
# What is heard as one name, though a blank stands in it: Abdullah, Zulfiqar, Nasrullah, Saifuddin.
_HEARD_AS_ONE = re.compile(r"\b((?:عبد|ذو) \w+|\w+ (?:الله|الدين|الدین))\b")
# The dot for a nasal in the scripts of India, heard as the consonant behind it has it.
_NASALS = "\u0902\u0982\u0a02\u0a70\u0a82\u0b02\u0c02\u0c82\u0d02"
_NASAL = re.compile(f"[{_NASALS}](?=(.))")
_NASAL_BEFORE_H = re.compile(f"(?<=[{_NASALS}])[\u0939\u09b9\u0a39\u0ab9\u0b39\u0c39\u0cb9\u0d39]")
_ARTICLES = ("ال", "ה")


def ways(text: str) -> set[str]:
    """The text in Latin letters, in each way in which the names in it are written; none where all
    of it is in Latin letters already.
    """
    if text.isascii() or not _OTHER.search(text):
        return set()
    composed = unicodedata.normalize("NFC", text)
    found = {composed}
    for letters, tables in _WAYS:
        if letters.search(composed):
            softened = {composed, _SOFTENED.sub("ye", _INITIAL.sub(_at_first, composed))}
            found = {_replaced(one, table) for one in softened for table in tables}
    plain = {_plain(one) for one in found} | _with_family(composed) | _borne(composed)
    plain |= _read_as_family(composed)
    return plain | {_replaced(one, _LONG_VOWELS) for one in plain if _is_kana(composed)}


def _is_kana(text: str) -> bool:
    return any("\u3040" <= char <= "\u30ff" for char in text)


def _plain(text: str) -> str:
    heard = _NASAL.sub(_as_heard, in_latin(text))
    kept = (char if char.isspace() else anyascii(char) for char in heard)
    return "".join(kept).lower().replace("'", "").replace("`", "")


def _with_family(text: str) -> set[str]:
    """A Korean name as its bearers write it, whose family name comes first."""
    said = _KOREAN_FAMILIES.get(text.strip()[:1])
    rest = _plain(text.strip()[1:])
    return {said + end for end in (rest, _replaced(rest, _AS_IN_SEOUL))} if said else set()


def _as_heard(nasal: re.Match[str]) -> str:
    return "m" if anyascii(nasal[1])[:1] in ("p", "b", "m") else "n"


def _read_as_family(text: str) -> set[str]:
    """A Chinese name whose family name, which comes first, is read otherwise than elsewhere."""
    ways = _CHINESE_FAMILIES.get(text.strip()[:1], "").split()
    return {said + _plain(text.strip()[1:]) for said in ways}


def _at_first(letter: re.Match[str]) -> str:
    return _INITIALLY[letter[0]]


def _borne(text: str) -> set[str]:
    """A Korean name, or a part of one, by the Romanization and as its bearers write it."""
    found = [""]
    for syllable in text.strip() if _HANGUL.fullmatch(text.strip()) else "":
        heard = _heard_as(syllable)
        found = [said + one for said in found for one in heard][:MOST_WAYS]
    return set(found) - {""}


def _heard_as(syllable: str) -> list[str]:
    rest, final = divmod(ord(syllable) - 0xAC00, len(_FINALS))
    initial, vowel = divmod(rest, len(_VOWELS))
    said = f"{_INITIALS[initial]}{_VOWELS[vowel]}{_FINALS[final]}".replace("-", "")
    harder = f"k{said[1:]}" if _INITIALS[initial] == "g" else said
    ways = (said, _BORNE.get(syllable, said), harder, _KOREAN_FAMILIES.get(syllable, said))
    return list(dict.fromkeys(ways))


def _replaced(text: str, table: dict[str, str]) -> str:
    for old in sorted(table, key=len, reverse=True):
        text = text.replace(old, table[old])
    return text


def of_unspaced(words: Iterable[str]) -> set[str]:
    """Those of the words that are of a script without blanks between names, in Latin letters."""
    return {way for word in words if _UNSPACED.fullmatch(word) for way in ways(word)}


def sounds_of(text: str) -> set[str]:
    """What stands in the index for each word of a script without vowels: its consonants."""
    found: set[str] = set()
    for word in (*text.split(), *_heard_as_one(text)):
        if _OTHER.search(word) and not _WITH_VOWELS.search(word):
            found |= set(_consonants(word))
    return {f"{SOUNDS}{one}{SOUNDS}" for one in found if len(one) >= SHORTEST}


def _heard_as_one(text: str) -> Iterator[str]:
    """Names of two words in one, with the article's l and without: Abdulrahman, Abdurrahman."""
    for one in _HEARD_AS_ONE.findall(text):
        yield one.replace(" ", "")
        yield one.replace(" ال", "")


def _consonants(word: str) -> Iterator[str]:
    if not any(char in _CONSONANTS for char in word):
        for one in {word, _NASAL_BEFORE_H.sub("\u0918", word)}:  # Sinh, Singh
            yield from _heard(_plain(one), also_unheard="v")
        return
    for said in {word, *(word[len(one) :] for one in _ARTICLES if word.startswith(one))}:
        if said[-1:] in ("ה", "ه", "ہ"):
            said = said[:-1]
        yield from _every(_CONSONANTS.get(char, ("",)) for char in said)


def sounds_meant(word: str) -> set[str]:
    """What a word in Latin letters may begin in the index of sounds."""
    if not _HEARD.fullmatch(word):
        return set()
    found = set(_heard(word))
    whole = {f"{SOUNDS}{one}{SOUNDS}" for one in found if len(one) == SHORTEST}
    return whole | {f"{SOUNDS}{one}" for one in found if len(one) >= BEGUN_FROM}


def _heard(word: str, also_unheard: str = "") -> Iterator[str]:
    kept = word if len(word) == 1 else word.removesuffix("h")
    options = (_of_latin(said, also_unheard) for said in _IN_LATIN.findall(kept))
    return _every(options)


def _of_latin(said: str, also_unheard: str) -> tuple[str, ...]:
    heard = _LATIN_SOUNDS.get(said, said).replace("K", "k")
    more = "-" if said == also_unheard else ""
    return tuple("" if one == "-" else one for one in heard + more)


def _every(options: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Each way to hear the consonants, doubled ones once."""
    found = [""]
    for heard in options:
        both = chain.from_iterable(
            (one if one.endswith(said) and said else one + said for said in heard) for one in found
        )
        found = list(dict.fromkeys(both))[:MOST_WAYS]
    yield from found
