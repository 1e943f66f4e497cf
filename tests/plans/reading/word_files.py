"""Word files made by hand, so that a test says exactly what stands in them."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)

# One list with the levels of a plan: I. / 1. / a) / -
PLAN_LEVELS = (
    ("upperRoman", "%1."),
    ("decimal", "%2."),
    ("lowerLetter", "%3)"),
    ("bullet", "-"),
)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(
    content: str, *, number: int | None = None, level: int = 0, style: str = "", mark: str = ""
) -> str:
    """A paragraph; `content` is text, or runs when it begins with "<"."""
    runs = content if content.startswith("<") else run(content)
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}{mark}</w:pPr>{runs}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    written = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{written}</w:tbl>"


def level(depth: int, number_format: str, text: str, *, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>'
        f'{more}<w:lvlText w:val="{escape(text)}"/></w:lvl>'
    )


def definition(name: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{more}{"".join(levels)}</w:abstractNum>'


def use(number: int, of: int, *, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def starting_at(depth: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def plan_list() -> str:
    """List 1 with the levels of a plan."""
    levels = (level(depth, *look) for depth, look in enumerate(PLAN_LEVELS))
    return definition(0, *levels) + use(1, 0)


def word_file(
    *body: str, numbering: str = "", styles: str = "", extra: dict[str, bytes] | None = None
) -> bytes:
    parts = {
        "[Content_Types].xml": CONTENT_TYPES.encode(),
        "word/document.xml": _part("document", f"<w:body>{''.join(body)}</w:body>"),
        "word/numbering.xml": _part("numbering", numbering),
        "word/styles.xml": _part("styles", styles),
        **(extra or {}),
    }
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _part(name: str, content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMESPACES}>{content}</w:{name}>'.encode()
