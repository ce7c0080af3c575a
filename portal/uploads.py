"""Uploads: none but where a page asks for one, never larger than that page takes, never on disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class BoundedUploadHandler(MemoryFileUploadHandler):
    """Keeps a file in memory, and refuses one that is too large before it is read: by what the
    request says of its length, and by what arrives. A large one is read only of who may check it.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        path = self.request.path_info if self.request else ""
        usual: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        self._most, self._arrived = settings.LARGEST_UPLOADS.get(path, 0), 0
        if self._most > usual and not _is_inspector(self.request):
            self._most = usual
        if content_length > max(self._most, usual):
            raise RequestDataTooBig("More is sent here than this page takes.")
        self.activated = True

    def new_file(self, *args: Any, **options: Any) -> None:
        if not self._most:
            raise RequestDataTooBig("This page takes no file.")
        super().new_file(*args, **options)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._arrived += len(raw_data)
        if self._arrived > self._most:
            raise RequestDataTooBig("This file is larger than this page takes.")
        data: bytes | None = super().receive_data_chunk(raw_data, start)
        return data


def _is_inspector(request: Any) -> bool:
    """Whether somebody is signed in who may check case files; forms are read after that is known
    (`scheduling.views.errors.WholeFormMiddleware`).
    """
    user, access = getattr(request, "user", None), getattr(request, "access", None)
    return bool(user and user.is_authenticated and access and access.is_inspector)
