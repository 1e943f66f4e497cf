"""Files that came with a form: cleaned, then kept where the settings say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from werkzeug.datastructures import FileStorage

from feedback import attachments
from feedback.attachments import CleanFile


def taken_in(uploads: Iterable[FileStorage], folder: Path) -> tuple[CleanFile, ...]:
    """The files cleaned and kept under `folder`; call it before the write transaction begins.

    Raises BadFile, before any is kept, when one of them may not be.
    """
    cleaned = [attachments.check_and_clean(one.read(), one.filename or "") for one in uploads]
    for file in cleaned:
        attachments.store(folder, file)
    return tuple(cleaned)
