"""Laws of the visual language: everything is shown, nothing weighs much, colours have names."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
COMPONENTS = sorted((HOUSE / "templates/components").glob("*.html"))
SCRIPTS = sorted((HOUSE / "static/js").glob("*.js"))
STYLES = sorted((HOUSE / "static/css").glob("*.css"))
KILOBYTE = 1024


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_is_shown_on_the_style_guide(component: Path) -> None:
    guide = [*(HOUSE / "templates/home").glob("*guide*.html")]

    shown = _shown_from({page.name for page in guide}, [*guide, *COMPONENTS])

    assert component.name in shown


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_stays_small(script: Path) -> None:
    assert script.stat().st_size <= 3 * KILOBYTE


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_says_nothing_of_its_own(script: Path) -> None:
    code = "\n".join(_without_comments(script.read_text()))

    assert code.isascii(), "words come from the page, translated"


def test_the_style_of_a_public_page_fits_into_fourteen_kilobytes() -> None:
    packed = gzip.compress((HOUSE / "static/css/public.css").read_bytes())

    assert len(packed) <= 14 * KILOBYTE


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.stem)
def test_a_style_asks_for_nothing_from_elsewhere(style: Path) -> None:
    assert not re.findall(r"@import|url\(|gradient\(|backdrop-filter", style.read_text())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 7),  # what people read
        ("ink", "sheet", 7),
        ("ink", "shade", 7),
        ("ink-soft", "paper", 7),  # hints, dates, margins
        ("ink-soft", "shade", 7),
        ("primary", "paper", 4.5),  # links and marks
        ("primary", "shade", 4.5),
        ("on-primary", "primary", 4.5),  # buttons
        ("on-late", "late", 4.5),
        ("turn", "paper", 4.5),  # your turn
        ("turn", "turn-wash", 4.5),
        ("late", "paper", 4.5),  # late
        ("late", "late-wash", 4.5),
        ("edge", "sheet", 3),  # the frame of a field
    ],
)
def test_words_stand_out_from_their_ground(
    theme: str, text: str, ground: str, least: float
) -> None:
    colours = _colours_of(theme)

    assert _contrast(colours[text], colours[ground]) >= least


def test_both_ways_into_the_dark_look_the_same() -> None:
    blocks = re.findall(r"color-scheme: dark;(.*?)}", _public_style(), re.DOTALL)

    assert len(blocks) == 2
    assert blocks[0].split() == blocks[1].split()


def _public_style() -> str:
    return (HOUSE / "static/css/public.css").read_text()


def _shown_from(names: set[str], parts: list[Path]) -> set[str]:
    """The names of the templates reached from `names` by import or include."""
    texts = {path.name: path.read_text() for path in parts}
    reached: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        found = {one.rsplit("/")[-1] for one in re.findall(r'"([\w/]+\.html)"', texts[name])}
        waiting |= (found & texts.keys()) - reached
    return reached


def _without_comments(code: str) -> Iterator[str]:
    for line in re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL).splitlines():
        if not line.lstrip().startswith("//"):
            yield line


def _colours_of(theme: str) -> dict[str, str]:
    """The named colours of a theme, each as #rrggbb."""
    block = re.search(rf"color-scheme: {theme};(.*?)}}", _public_style(), re.DOTALL)
    assert block
    found = re.findall(r"--([\w-]+): *(#[0-9a-f]+);", block.group(1))
    return {name: _long(colour) for name, colour in found}


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def _contrast(first: str, second: str) -> float:
    """The contrast of two colours as WCAG 2 counts it, from 1 to 21."""
    lighter, darker = sorted((_light(first), _light(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
