"""The words on each page of a PDF, as Chromium writes one."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
STREAM = re.compile(rb"/Length (\d+).*?\bstream\r?\n", re.DOTALL)
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
USED = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\b(ET)\b")
RANGES = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
Letters = dict[int, str]
Font = tuple[int, Letters]


def pages(pdf: bytes) -> list[str]:
    """The text of each page in its order, with one blank wherever the PDF begins anew."""
    found = {int(number): body for number, body in OBJECT.findall(pdf)}
    return [_text(body, found) for body in found.values() if PAGE.search(body)]


def _text(page: bytes, found: dict[int, bytes]) -> str:
    fonts = {name: _font(found[int(at)], found) for name, at in FONT.findall(page)}
    drawn = re.search(rb"/Contents (\d+) 0 R", page)
    parts = _parts(_stream(found[int(drawn[1])]), fonts) if drawn else ()
    return " ".join("".join(parts).split())


def _parts(drawn: bytes, fonts: dict[bytes, Font]) -> Iterator[str]:
    digits, letters = 2, Letters()
    for font, text, ends in USED.findall(drawn):
        if ends:
            yield " "
        elif font:
            digits, letters = fonts[font]
        else:
            codes = (int(text[at : at + digits], 16) for at in range(0, len(text), digits))
            yield "".join(letters.get(code, "") for code in codes)


def _font(font: bytes, found: dict[int, bytes]) -> Font:
    """How many digits a letter of the font has, and which letter each number is."""
    return 4 if b"/Type0" in font else 2, _letters(font, found)


def _letters(font: bytes, found: dict[int, bytes]) -> Letters:
    told = re.search(rb"/ToUnicode (\d+) 0 R", font)
    letters: Letters = {}
    for kind, body in RANGES.findall(_stream(found[int(told[1])])) if told else ():
        values = [bytes.fromhex(one.decode()) for one in HEX.findall(body)]
        step = 2 if kind == b"char" else 3
        for at in range(0, len(values) - step + 1, step):
            first, last = (int.from_bytes(values[at + one]) for one in (0, step - 2))
            start = values[at + step - 1].decode("utf-16-be")
            for more in range(last - first + 1):
                letters[first + more] = start[:-1] + chr(ord(start[-1]) + more)
    return letters


def _stream(body: bytes) -> bytes:
    match = STREAM.search(body)
    packed = body[match.end() : match.end() + int(match[1])] if match else b""
    return zlib.decompress(packed) if b"/FlateDecode" in body else packed
