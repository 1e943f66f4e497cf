"""How well the project's own fixtures are read; what was reached once is held."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.imports.__main__ import measured, measurement
from bench.imports.examples import own_examples
from bench.imports.scores import scored, together
from bench.imports.truth import Example, WrongText, truth_of
from feedback.plans.reading import read_document


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    # Printing takes longest: only three are printed here, all in `make bench-import`.
    return [*own_examples(prints=False), *own_examples("k*")]


# What was reached once: head, clauses and texts, values of tasks.
REACHED = {
    ".txt": (0.99, 0.99, 0.99),
    ".docx": (0.99, 0.99, 0.99),
    ".html": (0.99, 0.99, 0.99),
    ".pdf": (0.99, 0.99, 0.99),
}


@pytest.mark.parametrize("ending", REACHED)
def test_the_fixtures_are_read_as_well_as_before_in_every_form(examples, ending):
    wanted = [one for one in examples if one.filename.endswith(ending)]
    if not wanted:
        pytest.skip("nothing on this machine prints a PDF")

    score = together(ending, measured(wanted))

    head, clauses, tasks = REACHED[ending]
    assert score.head.recall >= head
    assert min(score.clauses.f1, score.depth.recall, score.text.recall) >= clauses
    assert min(score.every_task_value.precision, score.every_task_value.recall) >= tasks


def test_labels_belong_to_one_text_only(examples):
    labels = {"sha256": "0", "document": {}, "clauses": [], "tasks": []}

    with pytest.raises(WrongText):
        truth_of(labels, b"x", b"x")


def test_a_wrong_label_a_lost_clause_and_a_lost_name_are_noticed(examples):
    example = next(one for one in examples if one.name == "ke-hoach-so.txt")
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
    report = "\n".join(measurement({"own": examples}, only="mat-tran.txt", mistakes=True))

    assert "own (1)" in report
    assert "mat-tran.txt: 0 mistakes" in report
