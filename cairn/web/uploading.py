"""Uploads are hostile: one that is too large is cut off while it arrives, not after it was stored."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from cairn.errors import Problem


class LimitedUpload(FileUploadHandler):
    """Stops reading once the request is larger than the limit; the form then tells the person so."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # type: ignore[no-untyped-def]  # noqa: N803
        self.request.too_large = content_length > settings.UPLOAD_LIMIT + 1_000_000
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.taken += len(raw_data)
        if self.request.too_large or self.taken > settings.UPLOAD_LIMIT:
            self.request.too_large = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def too_large() -> Problem:
    most = settings.UPLOAD_LIMIT // 1_000_000
    return Problem(
        code="file-too-large",
        message=f"The file is larger than {most} MB, so nothing was taken.",
        remedy="Send it in parts, or as a smaller file.",
        field="file",
    )
