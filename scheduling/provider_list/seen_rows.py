"""Set of our rows that a walk through the provider's list has met, a bit for each: two hundred
thousand of them fit in a few kilobytes, which are stored with where the walk stands.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable


class SeenRows:
    """Primary keys, added one by one and asked for afterwards."""

    def __init__(self, stored: bytes = b"") -> None:
        self._bits = bytearray(zlib.decompress(stored)) if stored else bytearray()

    def add(self, keys: Iterable[int]) -> None:
        for key in keys:
            byte, bit = divmod(key, 8)
            if byte >= len(self._bits):
                self._bits.extend(bytes(byte + 1024 - len(self._bits)))
            self._bits[byte] |= 1 << bit

    def __contains__(self, key: int) -> bool:
        byte, bit = divmod(key, 8)
        return byte < len(self._bits) and bool(self._bits[byte] >> bit & 1)

    def stored(self) -> bytes:
        """As it is kept in the database."""
        return zlib.compress(bytes(self._bits), 1)
