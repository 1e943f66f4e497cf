"""How well the project's own fixtures are read; what was reached once is held."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.imports.__main__ import measured, measurement
from bench.imports.examples import own_examples
from bench.imports.scores import Score, scored, together
from bench.imports.truth import Example, WrongText, truth_of
from feedback.plans.reading import read_document


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return [*own_examples()]


@pytest.fixture(scope="module")
def total(examples) -> Score:
    return together("all", measured(examples))


def test_the_head_of_the_fixtures_is_read(total):
    assert total.head.recall >= 0.94


def test_the_clauses_of_the_fixtures_are_read(total):
    assert total.clauses.f1 >= 0.95
    assert total.depth.recall >= 0.99
    assert total.text.recall >= 0.99


def test_the_tasks_of_the_fixtures_are_read(total):
    assert total.every_task_value.precision >= 0.95
    assert total.every_task_value.recall >= 0.95


def test_a_word_file_that_counts_by_itself_is_read_like_its_print(examples):
    scores = {score.name: score for score in measured(examples)}

    for name in ("so-tu-dong", "dieu-tu-dong"):
        assert scores[f"{name}.docx"].mistakes == scores[name].mistakes == []


def test_labels_belong_to_one_text_only(examples):
    labels = {"sha256": "0", "document": {}, "clauses": [], "tasks": []}

    with pytest.raises(WrongText):
        truth_of(labels, b"x", b"x")


def test_a_wrong_label_a_lost_clause_and_a_lost_name_are_noticed(examples):
    example = next(one for one in examples if one.name == "ke-hoach-so")
    read = read_document(example.data, example.filename)
    first = read.clauses[1]
    worse = replace(
        read,
        document=replace(read.document, number="99/KH"),
        clauses=(read.clauses[0], replace(first, label="IV"), *read.clauses[3:]),
        tasks=(replace(read.tasks[0], lead=()), *read.tasks[1:]),
    )

    better, score = scored(example, read), scored(example, worse)

    assert score.head.right == better.head.right - 1
    assert score.clauses.right == better.clauses.right - 2
    assert score.starts.right == better.starts.right - 1
    assert score.tasks["lead"].right == better.tasks["lead"].right - 1
    assert len(score.mistakes) == len(better.mistakes) + 4


def test_the_report_names_totals_and_mistakes(examples):
    report = "\n".join(measurement({"own": examples}, only="mat-tran", mistakes=True))

    assert "own (1)" in report
    assert "mat-tran: 0 mistakes" in report
