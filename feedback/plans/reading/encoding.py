"""Signs of text typed in an old Vietnamese encoding (TCVN3) and stored as if it were Unicode."""

from __future__ import annotations

import re

from feedback.errors import N_
from feedback.plans.reading.model import Line, ReadWarning

# "H¶i", "d©n": signs that stand for letters in TCVN3 and never touch one in Vietnamese.
_RESIDUE = re.compile(r"(?<=[A-Za-zÀ-ỹ])[¶µ¸·¹©®ª«¬§¨»¼½¾ÆǼËÎÖ×Ø¿](?=[A-Za-zÀ-ỹ])|[¶µ©®](?=[a-z])")


def legacy_doubt(lines: list[Line]) -> list[ReadWarning]:
    """A warning that names the first line with letters of an old encoding, or nothing."""
    for line in lines:
        if _RESIDUE.search(line.text):
            message = N_("Có chữ gõ bằng bảng mã cũ (TCVN3); hãy chuyển tệp sang Unicode.")
            return [ReadWarning("legacy_encoding", message, f"dòng {line.number}")]
    return []
