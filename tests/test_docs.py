"""The documentation tells the truth: what it names exists, and what exists is named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from feedback.config import DEFAULTS
from tests.laws import sources

ROOT = Path(__file__).parent.parent
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "docs/running.md"]
NOT_OURS = {"db", "routes", "run", "shell"}  # commands that Flask and its migrations bring
# What the Makefile and the tests read from the environment, beside the settings.
OF_THE_MACHINE = {"PORT", "PYTHON", "CHROMIUM", "PGHOST", "CI", "RUNNERS", "PYTEST"}


def text_of(name: str) -> str:
    file = ROOT / name
    assert file.exists(), f"{name} is missing"
    return file.read_text(encoding="utf-8")


def commands_with_names(
    group: click.Group, before: str = "flask"
) -> Iterator[tuple[str, click.Command]]:
    """Every command of ours with how it is typed: "flask plans import"."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if before == "flask" and name in NOT_OURS:
            continue
        if isinstance(command, click.Group):
            yield from commands_with_names(command, f"{before} {name}")
        elif command is not None:
            yield f"{before} {name}", command


def commands_of(group: click.Group) -> Iterator[str]:
    """Every command of ours as it is typed."""
    return (words for words, _ in commands_with_names(group))


def choices_of(option: click.Option) -> tuple[str, ...]:
    """The words that the option takes; none when it takes any."""
    return tuple(option.type.choices) if isinstance(option.type, click.Choice) else ()


def code_in(text: str) -> str:
    """Only what is set as code: in backticks, in fences, or indented."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`|^ {4,}\S.*$", text, re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_command_a_document_names_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))

    named = set(re.findall(r"\bmake ([a-z-]+)", code_in(text_of(document))))

    assert named <= targets


def test_the_readme_names_the_two_commands_of_a_newcomer() -> None:
    named = re.findall(r"\bmake ([a-z-]+)", code_in(text_of("README.md")))

    assert {"run", "test"} <= set(named)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in text_of(".ci/run")


@pytest.mark.parametrize("setting", sorted(DEFAULTS))
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`{setting}`" in text_of("docs/running.md")


def test_every_setting_the_documents_name_exists() -> None:
    text = code_in(text_of("docs/running.md"))

    named = set(re.findall(r"`([A-Z][A-Z_]{3,})\b", text))

    assert named <= set(DEFAULTS) | OF_THE_MACHINE


def test_every_command_is_documented(app: Flask) -> None:
    text = text_of("docs/running.md")

    missing = [command for command in commands_of(app.cli) if command not in text]

    assert not missing


def test_every_option_of_a_command_is_documented_with_its_words(app: Flask) -> None:
    text = code_in(text_of("docs/running.md"))

    missing = [
        f"{words} {wanted}"
        for words, command in commands_with_names(app.cli)
        for option in command.params
        if isinstance(option, click.Option)
        for wanted in (option.opts[0], *choices_of(option))
        if not re.search(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", text)
    ]

    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_flask_command_a_document_names_exists(app: Flask, document: str) -> None:
    known = {f"flask {name}" for name in NOT_OURS} | set(commands_of(app.cli))
    spoken = re.findall(r"\bflask (?:--app app )?([a-z]+(?: [a-z]+)?)", code_in(text_of(document)))

    unknown = {
        words for words in spoken if not {f"flask {words}", f"flask {words.split()[0]}"} & known
    }

    assert not unknown


def names_in_code() -> set[str]:
    """Every name the product uses, in lower case with underscores, and every word of an enum."""
    names: set[str] = set()
    for source in sources(ROOT):
        for node in ast.walk(source.tree):
            for field in ("name", "id", "attr", "arg"):
                value = getattr(node, field, None)
                if isinstance(value, str):
                    names.add(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", value).lower())
    return names


def test_every_word_of_the_glossary_is_a_name_in_the_code() -> None:
    words = re.findall(r"^\|[^|]+\|\s*`([a-z_]+)`", text_of("docs/glossary.md"), re.MULTILINE)
    names = "\n".join(f"_{name}_" for name in names_in_code())

    unknown = [word for word in words if not re.search(f"_{word}(s|es)?_", names)]

    assert len(words) > 30
    assert not unknown


def test_the_decision_records_are_numbered_without_gap() -> None:
    records = sorted(file.name for file in (ROOT / "docs/decisions").glob("*.md"))

    assert records
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
