"""The figures as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.imports.scores import TASK, Count, Score

_LONGEST = 40
HEADS = ("", "head", "clauses", "F1", "starts F1", "depth", "text", "tasks", "precision", "recall")


def lines(scores: Sequence[Score], totals: Sequence[Score], *, mistakes: bool) -> Iterator[str]:
    """The table, the task fields of the totals that miss some, and with `mistakes` every one."""
    yield from _table([HEADS, *map(_row, scores), *map(_row, totals)])
    for total in totals:
        tasks = total.every_task_value
        if tasks.right == tasks.printed == tasks.read:
            continue
        yield ""
        yield f"Task fields, {total.name}"
        yield from _table(
            [
                ("", "printed", "read", "right", "precision", "recall"),
                *(_field(name, total.tasks[name]) for name in TASK),
            ]
        )
    for score in scores if mistakes else ():
        yield ""
        yield f"{score.name}: {len(score.mistakes)} mistakes"
        yield from (f"  {mistake}" for mistake in score.mistakes)


def _row(score: Score) -> tuple[str, ...]:
    tasks = score.every_task_value
    return (
        score.name if len(score.name) <= _LONGEST else f"{score.name[:_LONGEST]}…",
        _share(score.head),
        _share(score.clauses),
        f"{score.clauses.f1:.3f}",
        f"{score.starts.f1:.3f}",
        _share(score.depth),
        _share(score.text),
        _share(tasks),
        f"{tasks.precision:.3f}" if tasks.read else "–",
        f"{tasks.recall:.3f}" if tasks.printed else "–",
    )


def _share(count: Count) -> str:
    return f"{count.right}/{count.printed}"


def _field(name: str, count: Count) -> tuple[str, ...]:
    return (
        name,
        f"{count.printed}",
        f"{count.read}",
        f"{count.right}",
        f"{count.precision:.3f}",
        f"{count.recall:.3f}",
    )


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield "  " + "   ".join([first.ljust(widths[0]), *cells]).rstrip()
