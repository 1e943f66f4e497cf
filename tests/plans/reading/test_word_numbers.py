"""The numbers of a Word file are those that Word itself would print."""

from __future__ import annotations

import pytest

from feedback.plans.reading.docx_formats import printed_count
from feedback.plans.reading.docx_text import docx_lines
from tests.plans.reading.word_files import (
    definition,
    level,
    paragraph,
    plan_list,
    starting_at,
    use,
    word_file,
)


def texts(data: bytes) -> list[str]:
    return [line.text for line in docx_lines(data)]


def test_levels_count_inside_each_other():
    body = [(0, "Mục đích"), (1, "Một"), (1, "Hai"), (2, "A"), (2, "B"), (0, "Nội dung"), (1, "Ba")]

    lines = texts(
        word_file(
            *(paragraph(text, number=1, level=depth) for depth, text in body),
            numbering=plan_list(),
        )
    )

    assert lines == [
        "I. Mục đích", "1. Một", "2. Hai", "a) A", "b) B", "II. Nội dung", "1. Ba",
    ]  # fmt: skip


def test_text_around_the_count_is_printed_as_defined():
    numbering = definition(
        0,
        level(0, "upperRoman", "CHƯƠNG %1"),
        level(1, "decimal", "Điều %2.", more='<w:lvlRestart w:val="0"/>'),
        level(2, "decimal", "%2.%3."),
    ) + use(5, 0)

    lines = texts(
        word_file(
            *(paragraph("x", number=5, level=depth) for depth in (0, 1, 2, 2, 0, 1, 2)),
            numbering=numbering,
        )
    )

    # articles count through the chapters: their level never restarts
    assert lines == [
        "CHƯƠNG I x", "Điều 1. x", "1.1. x", "1.2. x", "CHƯƠNG II x", "Điều 2. x", "2.1. x",
    ]  # fmt: skip


def test_lists_of_one_definition_count_on_together():
    numbering = definition(0, level(0, "decimal", "%1.")) + use(1, 0) + use(2, 0)

    lines = texts(
        word_file(
            paragraph("a", number=1), paragraph("b", number=2), paragraph("c", number=1),
            numbering=numbering,
        )
    )  # fmt: skip

    assert lines == ["1. a", "2. b", "3. c"]


def test_a_list_with_its_own_start_restarts_once():
    numbering = (
        definition(0, level(0, "decimal", "%1."))
        + use(1, 0)
        + use(2, 0, overrides=starting_at(0, 5))
    )

    lines = texts(
        word_file(
            paragraph("a", number=1), paragraph("b", number=2), paragraph("c", number=2),
            numbering=numbering,
        )
    )  # fmt: skip

    assert lines == ["1. a", "5. b", "6. c"]


def test_a_list_may_redefine_a_level():
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)", start=3)}</w:lvlOverride>'
    numbering = definition(0, level(0, "decimal", "%1.")) + use(1, 0, overrides=own)

    lines = texts(word_file(paragraph("a", number=1), numbering=numbering))

    assert lines == ["C) a"]


def test_a_level_may_restart_only_after_a_given_one():
    numbering = definition(
        0,
        level(0, "decimal", "%1."),
        level(1, "decimal", "%2)"),
        level(2, "lowerLetter", "%3)", more='<w:lvlRestart w:val="1"/>'),
    ) + use(1, 0)

    lines = texts(
        word_file(
            *(paragraph("x", number=1, level=depth) for depth in (0, 1, 2, 1, 2, 0, 1, 2)),
            numbering=numbering,
        )
    )

    assert lines == ["1. x", "1) x", "a) x", "2) x", "b) x", "2. x", "1) x", "a) x"]


def test_a_style_brings_its_list_and_its_level():
    styles = """
        <w:style w:type="paragraph" w:styleId="Heading1">
          <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Heading2">
          <w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Muc"><w:basedOn w:val="Heading2"/></w:style>
    """
    numbering = definition(
        0,
        level(0, "upperRoman", "%1.", more='<w:pStyle w:val="Heading1"/>'),
        level(1, "decimal", "%2.", more='<w:pStyle w:val="Heading2"/>'),
    ) + use(1, 0)

    lines = texts(
        word_file(
            paragraph("Một", style="Heading1"),
            paragraph("Hai", style="Heading2"),
            paragraph("Ba", style="Muc"),
            paragraph("Không số", style="Muc", number=0),
            numbering=numbering,
            styles=styles,
        )
    )

    assert lines == ["I. Một", "1. Hai", "2. Ba", "Không số"]


def test_a_style_based_on_itself_ends_somewhere():
    styles = """
        <w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>
        <w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>
    """

    assert texts(word_file(paragraph("x", style="A"), styles=styles)) == ["x"]


def test_a_list_defined_by_a_list_style_is_found():
    styles = """
        <w:style w:type="numbering" w:styleId="KeHoach">
          <w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr></w:style>
    """
    numbering = (
        definition(0, more='<w:numStyleLink w:val="KeHoach"/>')
        + definition(1, level(0, "upperRoman", "%1."))
        + use(1, 0)
        + use(9, 1)
    )

    lines = texts(word_file(paragraph("x", number=1), numbering=numbering, styles=styles))

    assert lines == ["I. x"]


def test_legal_numbering_prints_digits_for_all_levels():
    numbering = definition(
        0,
        level(0, "upperRoman", "%1."),
        level(1, "decimal", "%1.%2.", more="<w:isLgl/>"),
    ) + use(1, 0)

    lines = texts(
        word_file(paragraph("a", number=1), paragraph("b", number=1, level=1), numbering=numbering)
    )

    assert lines == ["I. a", "1.1. b"]


def test_a_level_used_before_its_parent_shows_the_parent_as_begun():
    numbering = definition(0, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2.")) + use(1, 0)

    lines = texts(word_file(paragraph("a", number=1, level=1), numbering=numbering))

    assert lines == ["1.1. a"]


@pytest.mark.parametrize(
    ("count", "number_format", "printed"),
    [
        (14, "upperRoman", "XIV"),
        (9, "lowerRoman", "ix"),
        # Word counts by the English alphabet: f follows e, and aa follows z
        (6, "lowerLetter", "f"),
        (27, "lowerLetter", "aa"),
        (2, "upperLetter", "B"),
        (7, "decimalZero", "07"),
        (21, "vietnameseCounting", "hai mươi mốt"),
        (15, "vietnameseCounting", "mười lăm"),
        (4, "vietnameseCounting", "bốn"),
        (3, "none", ""),
        (12, "somethingNew", "12"),
        (0, "upperRoman", "0"),
        (5000, "upperRoman", "5000"),
    ],
)
def test_counts_are_printed_as_word_prints_them(count, number_format, printed):
    assert printed_count(count, number_format) == printed
