"""The one paper of the sample city: an answer that was signed by hand, as a scanned page."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from feedback import attachments
from feedback.responses.rules import Paper
from models import Decision

PAGE = (620, 877)  # A4 at 75 dots an inch
MARGIN = 70
INK, SHEET = (60, 60, 60), (252, 251, 247)


def signed_paper(answer: dict[str, Any], *, signed_on: date) -> Paper:
    """The paper that `answer` (a row of comments.json) tells of, with a drawn page as its scan."""
    number = answer["on_paper"]["number"]
    scan = attachments.check_and_clean(_page(), "van-ban-tra-loi-da-ky.png")
    return Paper(number, signed_on, Decision(answer["decision"]), answer["explanation"], scan)


def _page() -> bytes:
    """Grey lines where a letter has words: a sample carries no signature and no seal."""
    page = Image.new("RGB", PAGE, SHEET)
    draw = ImageDraw.Draw(page)
    right = PAGE[0] - MARGIN
    draw.rectangle((MARGIN, 70, 260, 80), fill=INK)
    draw.rectangle((340, 70, right, 80), fill=INK)
    for top in range(190, 610, 24):
        end = right if top % 5 else right - 180
        draw.rectangle((MARGIN, top, end, top + 7), fill=INK)
    draw.rectangle((380, 680, right, 690), fill=INK)
    draw.ellipse((400, 710, 500, 810), outline=INK, width=3)
    stored = BytesIO()
    page.save(stored, "PNG")
    return stored.getvalue()
