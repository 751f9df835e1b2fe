"""How an uploaded file is taken: in memory alone, up to a limit; what is larger is counted and let go."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_UPLOAD = 2_000_000
LONGEST_NAME = 200
NAME_TOO_LONG = "The name of this file is too long. Give it a shorter one and upload it again."


class InMemoryOnly(FileUploadHandler):
    """Keeps a file in memory for the time of the request. No part of it is ever written to disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept, self.received = BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received <= LARGEST_UPLOAD:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file with its true size; one that was too large has no content."""
        if file_size > LARGEST_UPLOAD:
            self.kept = BytesIO()
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
