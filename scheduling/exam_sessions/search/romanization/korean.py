"""Korean names in Latin letters, by the Revised Romanization and as their bearers write them.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

import re

from scheduling.exam_sessions.search.romanization.letter_tables import replaced, table

MOST_WAYS = 16
_FAMILIES = table(
    "김 kim; 이 lee rhee yi; 박 park pak; 최 choi choe; 정 jung chung; 조 cho; 강 kang; 임 lim;"
    "오 oh; 신 shin; 유 yoo you yu; 류 ryu yu ryoo; 권 kwon; 우 woo; 노 roh noh; 문 moon; 구 koo;"
    "백 paik; 고 ko; 윤 yoon; 전 jun chun; 심 shim; 주 joo; 안 ahn; 허 huh hur; 곽 kwak; 국 kook;"
    "길 kil; 금 keum; 서 seo suh; 손 son sohn; 엄 eom um; 장 jang chang; 천 cheon chun; 양 yang;"
    "한 han hahn; 배 bae pae; 변 byun; 반 ban; 방 bang pang; 차 cha; 추 choo; 표 pyo"
)


def _in_order(said: str) -> list[str]:
    return said.split()


_AS_IN_SEOUL = table("yeo you; eo u; gy ky; oe oi")
_NAME = re.compile("[\uac00-\ud7a3]{1,4}")  # or a part of one
# The parts of a syllable, in Unicode's order, by the Revised Romanization.
_INITIALS = _in_order("g kk n d tt r m b pp s ss - j jj ch k t p h")
_VOWELS = _in_order("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_FINALS = _in_order("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t")
# As their bearers write syllables of given names that the Romanization writes otherwise.
_BORNE = table(
    "우 woo; 훈 hoon; 수 soo; 영 young; 현 hyun; 성 sung; 희 hee; 윤 yoon; 숙 sook; 경 kyung;"
    "국 kook; 석 suk; 철 chul; 주 joo; 구 koo; 순 soon; 문 moon; 준 joon; 정 jung; 선 sun;"
    "혁 hyuk; 형 hyung; 명 myung; 병 byung; 옥 ock; 욱 wook; 운 woon; 유 yoo; 덕 duk; 범 bum;"
    "섭 sup; 식 shik; 신 shin; 균 kyun; 무 moo; 두 doo; 부 boo; 룡 ryong; 연 yun; 열 yul; 이 yi;"
    "웅 woong"
)


def with_family(name: str, rest: str) -> set[str]:
    """A name whose family name comes first, as its bearers write that; `rest` is what stands behind
    it, in Latin letters.
    """
    said = _FAMILIES.get(name[:1], "").split()
    return {family + end for family in said for end in (rest, replaced(rest, _AS_IN_SEOUL))}


def borne(name: str) -> set[str]:
    """A name, or a part of one, by the Romanization and as its bearers write it."""
    found = [""]
    for syllable in name if _NAME.fullmatch(name) else "":
        heard = _heard_as(syllable)
        found = [said + one for said in found for one in heard][:MOST_WAYS]
    return set(found) - {""}


def _heard_as(syllable: str) -> list[str]:
    rest, final = divmod(ord(syllable) - 0xAC00, len(_FINALS))
    initial, vowel = divmod(rest, len(_VOWELS))
    said = f"{_INITIALS[initial]}{_VOWELS[vowel]}{_FINALS[final]}".replace("-", "")
    harder = f"k{said[1:]}" if _INITIALS[initial] == "g" else said
    as_family = _FAMILIES.get(syllable, said).split()[0]
    return list(dict.fromkeys((said, _BORNE.get(syllable, said), harder, as_family)))
