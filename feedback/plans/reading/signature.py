"""Who receives the document and who signed it, told apart where they share lines."""

from __future__ import annotations

import re

from feedback.plans.reading.ends import is_name, is_office, office_within
from feedback.plans.reading.labels import UPPER
from feedback.plans.reading.model import Line
from feedback.plans.reading.paragraphs import is_place_and_date

_RECIPIENTS = re.compile(r"Nơi nhận\s*:?\s*", re.IGNORECASE)
_ITEM_SIGN = re.compile(r"^[-–+*•]\s*")
_OFFICE_AND_ITEM = re.compile(
    rf"(?P<office>[{UPPER}. ]{{4,80}}?)\s+(?P<item>[-–]\s?\S.*?[;,.])(?:\s+(?P<more>[{UPPER}. ]+))?$"
)
_NEXT_ITEM = re.compile(r"(?<=[;,)])\s+[-–]\s?(?=\S)")  # several recipients on one line
_NAME_AFTER_ARCHIVE = re.compile(r"(?P<item>.*\b(?:Lưu|VT)\b.*?[.;,)])\s+(?P<name>[^.;:]{4,60})$")


def read_ends(ends: list[list[Line]]) -> tuple[list[str], list[str]]:
    """The recipients of all blocks, and the signature of the first block that has one."""
    recipients: list[str] = []
    signatures: list[list[str]] = []
    for lines in ends:
        block = _Block(has_recipients=any(_RECIPIENTS.match(line.text) for line in lines))
        for line in lines:
            block.sort(line.text)
        names = [name for text in block.recipients for name in _NEXT_ITEM.split(text)]
        recipients += [name.rstrip(" ;,.") for name in names]
        signatures += [block.signer] if block.signer else []
    return list(dict.fromkeys(recipients)), signatures[0] if signatures else []


class _Block:
    """One list of recipients with the signature beside or below it."""

    def __init__(self, *, has_recipients: bool) -> None:
        self._has_recipients = has_recipients
        self.recipients: list[str] = []
        self.signer: list[str] = []

    def sort(self, text: str) -> None:
        """Puts one line where it belongs; one that holds both columns, half to each."""
        text = _RECIPIENTS.sub("", text, count=1) if _RECIPIENTS.match(text) else text
        if is_place_and_date(text):
            return
        left, right = _columns(text)
        if right:
            self._sort_one(left)
            self.signer.extend(_signature_lines(right))
        elif text:
            self._sort_one(text)

    def _sort_one(self, text: str) -> None:
        if not text:
            return
        is_item = bool(_ITEM_SIGN.match(text))
        ended = self._finished() and (is_name(text) or text.isupper())
        signs = is_office(text) or ended or not self._has_recipients
        if signs or (self.signer and not is_item):
            self.signer.extend(_signature_lines(text))
        elif self.recipients and not is_item:
            self.recipients[-1] = f"{self.recipients[-1]} {text}"
        else:
            self.recipients.append(_ITEM_SIGN.sub("", text))

    def _finished(self) -> bool:
        """Whether the list ended: its last entry, the archive's copy, closes with a full stop."""
        return bool(self.recipients) and self.recipients[-1].endswith(".")


def _columns(text: str) -> tuple[str, str]:
    """The two columns that flattening left on one line: a recipient, and a line of the signature."""
    beside = _OFFICE_AND_ITEM.match(text)
    if beside:
        return beside["item"], " ".join(filter(None, (beside["office"], beside["more"])))
    at = None if is_office(text) else office_within(text)
    if at is not None:
        return text[:at].strip(), text[at:]
    named = _NAME_AFTER_ARCHIVE.match(text)
    if named and is_name(named["name"]) and not named["name"].isupper():
        return named["item"], named["name"]
    return text, ""


def _signature_lines(text: str) -> list[str]:
    """Offices in capitals and the name after them, which a flattened table puts on one line."""
    words = text.split()
    capitals = 0
    while capitals < len(words) and words[capitals].isupper():
        capitals += 1
    if 0 < capitals < len(words):
        return [" ".join(words[:capitals]), " ".join(words[capitals:])]
    return [text]
