"""What the clauses order, and to whom: from labelled lines, from tables, from sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from feedback.plans.reading import duties, prose
from feedback.plans.reading.dates import Known, read_due
from feedback.plans.reading.labels import Mark
from feedback.plans.reading.model import ClauseKind, ReadClause, ReadTask, ReadWarning
from feedback.plans.reading.names import name_at_the_start, names_in, names_units
from feedback.plans.reading.nodes import Node
from feedback.plans.reading.prose_times import time_in
from feedback.plans.reading.table_tasks import rows_with_tasks
from feedback.plans.reading.task_labels import Role, labelled_parts, parts_within

_LABELLED_KINDS = (ClauseKind.point, ClauseKind.bullet, ClauseKind.paragraph)
# Characters; a longer "name" is a sentence that begins with one. Beside its label a name may be
# longer than below it.
_LONG_SENTENCE = 90
_LONG_BESIDE_LABEL = 200
_SHARED = re.compile(
    r"(?P<lead>[^;:]{3,160}?),?\s+(?:chủ trì|làm đầu mối|phối hợp)(?:,?\s*(?:và\s+)?(?:phối hợp\s+)?"
    r"(?:chặt chẽ\s+)?(?:với|cùng)\s+(?P<with>[^;]+?))?"
    r"(?:\s+(?:thực hiện|triển khai|tổ chức|tham mưu|xây dựng)\b.*|\s*;.*)?$"
)
_WITH_WHOM = re.compile(r"phối hợp (?:với|cùng)\s+(.+)$", re.IGNORECASE)


@dataclass
class Draft:
    """The labelled values of one clause's task, in the order of the document."""

    values: dict[Role, list[str]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)  # who does it, where more is told with it

    def add(self, role: Role, values: Iterable[str]) -> None:
        told = [value for value in values if value]
        if told:
            self.values.setdefault(role, []).extend(told)

    def fill_in_time(self) -> None:
        """Takes the time from the words about who, where no label of its own tells one."""
        if not self.values.get(Role.time):
            times = [time for sentence in self.sentences if (time := time_in(sentence))]
            self.add(Role.time, times[:1])

    def text(self, role: Role) -> str | None:
        return "; ".join(self.values.get(role, [])) or None


def drafts_in(root: Node) -> dict[Node, Draft]:
    """The tasks of the tree by the clause that orders them; folds bare label lines into it.

    A label without a letter or number of its own ("- Thời gian thực hiện: …") is no clause that
    one would cite: it becomes lines of the text of the clause it belongs to.
    """
    _raise_labels(root)
    drafts: dict[Node, Draft] = {}
    for node in list(root.walk()):
        if node.kind not in _LABELLED_KINDS and node.kind is not ClauseKind.section:
            continue
        for at, paragraph in enumerate(node.paragraphs):
            parts = labelled_parts(paragraph)
            owner = _owner(node, is_first=at == 0)
            if not parts or owner is None:
                for role, value in [] if parts else parts_within(paragraph):
                    _tell(drafts.setdefault(node, Draft()), role, value)
                continue
            draft = drafts.setdefault(owner, Draft())
            for role, value in parts:
                _tell(draft, role, value)
            more = [*_until_label(node.paragraphs[at + 1 :]), *_below(node, is_first=at == 0)]
            draft.add(parts[-1][0], _values(parts[-1][0], more, _LONG_SENTENCE))
    _fold(root)
    for draft in drafts.values():
        draft.fill_in_time()
    return {
        node: draft
        for node, draft in drafts.items()
        if {Role.lead, Role.supporting, Role.time} & draft.values.keys()
    }


def _tell(draft: Draft, role: Role, value: str) -> None:
    """Adds what a label says; "Phòng A chủ trì, phối hợp với Phòng B" names both kinds of unit."""
    shared = _SHARED.match(value) if role is Role.lead else None
    if shared is None:
        draft.add(role, _values(role, [value], _LONG_BESIDE_LABEL))
        return
    draft.sentences.append(value)
    draft.add(Role.lead, _values(Role.lead, [shared["lead"]], _LONG_BESIDE_LABEL))
    if shared["with"]:
        draft.add(Role.supporting, _values(Role.supporting, [shared["with"]], _LONG_BESIDE_LABEL))


def _is_label(node: Node) -> bool:
    return bool(
        node.kind in _LABELLED_KINDS and node.paragraphs and labelled_parts(node.paragraphs[0])
    )


def _raise_labels(root: Node) -> None:
    """Gives a time printed after "7.1 … 7.2 …" to 7 where it tells of the whole list.

    It does when nothing like 7.1 has a label of its own in the document, and either the clauses
    beside 7 have them or 7.1 is but a sentence.
    """
    numbered = [node for node in root.walk() if node.mark is Mark.number and node.marker]
    told = [node for node in numbered if _is_decimal(node) and _labels_of(node)]
    above = told[0].parent if len(told) == 1 else None
    if above is None or above.parent is None or above.children[-1] is not told[0]:
        return
    elder = [one for one in above.children[:-1] if one.mark is Mark.number]
    beside = [one for one in above.parent.children if one.mark is above.mark and one is not above]
    sentences = all(_ended(one) for one in elder)
    if elder and (sentences or any(_labels_of(one) for one in beside)):
        for label in _labels_of(told[0]):
            told[0].children.remove(label)
            above.children.append(label)
            label.parent = above


def _is_decimal(node: Node) -> bool:
    return node.marker is not None and len(node.marker.values) > 1


def _ended(node: Node) -> bool:
    return bool(node.paragraphs) and node.paragraphs[0].endswith((".", ";"))


def _labels_of(node: Node) -> list[Node]:
    """The task labels without number of their own that hang on `node`."""
    return [child for child in node.children if not child.label and _is_label(child)]


def _owner(node: Node, *, is_first: bool) -> Node | None:
    """The clause whose task a labelled line describes."""
    if not is_first and not _is_label(node):
        return node
    if node.kind is ClauseKind.section:
        return None
    owner = node.parent
    while owner is not None and owner.parent is not None:
        if not _is_label(owner):
            return owner
        owner = owner.parent
    return None


def _until_label(paragraphs: list[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        if labelled_parts(paragraph):
            return
        yield paragraph


def _below(node: Node, *, is_first: bool) -> Iterator[str]:
    """What the clauses below a label say, as far as they are no labels themselves."""
    for child in node.children if is_first else []:
        if child.paragraphs and not labelled_parts(child.paragraphs[0]):
            yield child.paragraphs[0]


def _values(role: Role, lines: list[str], longest: int) -> Iterator[str]:
    for line in lines:
        if role in (Role.lead, Role.supporting):
            is_sentence = len(line) > longest
            yield from names_in(name_at_the_start(line) if is_sentence else line)
        else:
            yield line.strip(" .;")


def _fold(node: Node) -> None:
    """Takes unnumbered label lines, and what hangs on them, into the text of their clause."""
    kept = []
    for child in node.children:
        bare = not child.label and node.parent is not None
        if bare and _is_label(child):
            node.folded.extend(_printed_lines(child))
            node.source_to = max(node.source_to, *(one.source_to for one in [child, *child.walk()]))
        else:
            _fold(child)
            kept.append(child)
    node.children = kept


def _printed_lines(node: Node) -> Iterator[str]:
    sign = f"{node.marker.printed} " if node.marker else ""
    for at, paragraph in enumerate(node.paragraphs or [""]):
        yield (sign if at == 0 else "") + paragraph
    for child in node.children:
        yield from _printed_lines(child)


def read_tasks(
    drafts: dict[Node, Draft], positions: dict[Node, int], clauses: list[ReadClause], known: Known
) -> tuple[list[ReadTask], list[ReadWarning]]:
    """Every task of the document in reading order, and the doubts about their times.

    Labels and tables are made for tasks and come first; a sentence that orders is one wherever it
    stands. Only a document with neither labels nor tables is asked which unit has which duties.
    """
    warnings: list[ReadWarning] = []
    by_position = {positions[node]: draft for node, draft in drafts.items() if node in positions}
    by_position |= {
        row.clause.position: Draft(dict(row.values)) for row in rows_with_tasks(clauses)
    }
    meant = {clauses[position].annex for position in by_position}
    tasks: dict[int, ReadTask] = {}
    for clause in clauses:
        draft = by_position.get(clause.position)
        if draft is not None:
            tasks[clause.position] = _task(clause, draft, known, warnings)
        elif clause.kind is not ClauseKind.row:
            task = duties.duty_in(clause, known) or prose.order_in(clause, known)
            tasks |= {clause.position: task} if task else {}
    for task in prose.duties_of_units(clauses, known) if known.orders else []:
        if clauses[task.position].annex not in meant or task.position in by_position:
            tasks.setdefault(task.position, task)
    return [tasks[position] for position in sorted(tasks)], warnings


def _task(clause: ReadClause, draft: Draft, known: Known, warnings: list[ReadWarning]) -> ReadTask:
    time_text = draft.text(Role.time)
    due, doubt = read_due(time_text, known) if time_text else (None, None)
    if doubt:
        place = clause.label or clause.reference
        warnings.append(ReadWarning(*doubt, place, position=clause.position))
    supporting = draft.values.get(Role.supporting, [])
    if not supporting:
        # "Công tác phối hợp với các tổ chức…": the heading itself names who takes part.
        named = _WITH_WHOM.search(clause.heading)
        supporting = names_in(named[1]) if named and names_units(named[1]) else []
    return ReadTask(
        clause=clause.label or clause.reference,
        position=clause.position,
        lead=tuple(dict.fromkeys(draft.values.get(Role.lead, []))),
        supporting=tuple(dict.fromkeys(supporting)),
        time_text=time_text,
        due=due,
        deliverable=draft.text(Role.deliverable),
        form=draft.text(Role.form),
    )
