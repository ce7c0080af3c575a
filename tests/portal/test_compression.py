"""Pages go out compressed, to whoever takes that; exports stream on as they are made."""

from __future__ import annotations

import gzip

import pytest

from tests.support.client import Desk


def raw(desk: Desk, path: str, coding: str) -> tuple[str | None, bytes]:
    """The coding that a page came in, and its bytes as they came."""
    answer = desk.get(path, headers={"Accept-Encoding": coding}, stream=True)
    assert answer.status_code == 200
    return answer.headers.get("Content-Encoding"), answer.raw.read(decode_content=False)


@pytest.mark.parametrize("path", ["/", "/audit/"])
def test_a_page_goes_out_compressed(desk: Desk, path: str) -> None:
    coding, body = raw(desk, path, "gzip")
    assert coding == "gzip"
    assert b"<!DOCTYPE html>" in gzip.decompress(body)


def test_who_takes_no_compression_gets_none(desk: Desk) -> None:
    coding, body = raw(desk, "/", "identity")
    assert coding is None
    assert body.startswith(b"<!DOCTYPE html>")


def test_the_same_page_comes_in_different_lengths(desk: Desk) -> None:
    lengths = {len(raw(desk, "/audit/", "gzip")[1]) for _ in range(8)}
    assert len(lengths) > 1


def test_an_export_streams_uncompressed(auditor: Desk) -> None:
    wanted = {"install": "all", "file": "csv"}
    answer = auditor.post(
        "/audit/export/", wanted, headers={"Accept-Encoding": "gzip"}, stream=True
    )
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert "Content-Length" not in answer.headers
    assert b"signed_in" in answer.raw.read()
