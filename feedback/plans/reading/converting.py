"""Files that LibreOffice makes Word files of before they are read: .doc, .odt and .rtf."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache

from feedback import sandbox
from feedback.errors import N_
from feedback.plans.reading.formats import UNCONVERTED, Format
from feedback.plans.reading.model import UnreadableDocument

WALL_SECONDS = 40
_MOST_ANSWER = 60 * 1024 * 1024
_ENDINGS = {Format.open_document: ".odt", Format.old_word: ".doc", Format.rich_text: ".rtf"}
_FAILED = N_(
    "Không mở được tệp này: tệp bị hỏng, có mật khẩu hoặc quá phức tạp. Hãy mở bằng Word, lưu lại"
    " dạng .docx rồi tải lên."
)


@cache
def is_possible() -> bool:
    """Whether LibreOffice is here."""
    return shutil.which("soffice") is not None


def as_word(data: bytes, found: Format) -> bytes:
    """The file as .docx, made in a process without network within 40 seconds.

    Raises UnreadableDocument when LibreOffice is missing or cannot open the file.
    """
    if not is_possible():
        raise UnreadableDocument(UNCONVERTED)
    with tempfile.TemporaryDirectory(prefix="convert-", ignore_cleanup_errors=True) as folder:
        made, code = sandbox.ask(
            "feedback.plans.reading.converter_process",
            data,
            arguments=(_ENDINGS[found], folder),
            wall_seconds=WALL_SECONDS,
            most_answer=_MOST_ANSWER,
            silent=True,
        )
    if code or not made:
        raise UnreadableDocument(_FAILED)
    return made
