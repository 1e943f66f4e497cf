"""What sentences order: "Giao Phòng X chủ trì, phối hợp với Y …", "… do Văn phòng thực hiện"."""

from __future__ import annotations

import re

from feedback.plans.reading.acts import VERBS
from feedback.plans.reading.dates import Known, read_due
from feedback.plans.reading.model import ClauseKind, ReadClause, ReadTask
from feedback.plans.reading.names import names_in, names_units, units_at_the_start
from feedback.plans.reading.prose_times import time_in
from feedback.plans.reading.task_labels import labelled_parts

_SENTENCE = re.compile(r"(?<=[.;])\s+|\n")
_WITH = (
    r"(?:,?\s*(?:và\s+)?phối hợp(?: chặt chẽ)?,?(?: (?:với|cùng))?(?: với)?\s+(?P<with>[^;.]+?)"
    rf"(?=(?<!các)(?<!những)(?<!,)\s+(?:để\s+)?{VERBS}\b"
    r"|\s+(?:trước|trong|từ|vào|xong|hoàn thành|chậm nhất)\s|[,;.]|$))?"
)
_ROLE = (
    r"(?:làm\s+|là\s+)?(?:(?:cơ quan|đơn vị)\s+)?(?:chủ trì|đầu mối|chịu trách nhiệm|phụ trách|"
    r"có trách nhiệm|tham mưu)"
)
_GIVEN = re.compile(
    rf"(?:^|[,;:]\s*)(?:Giao|giao|Phân công|phân công|Đề nghị|Yêu cầu|Ủy quyền|Uỷ quyền)\s+(?:cho\s+)?"
    rf"(?P<who>[^;.]{{3,200}}?)\s+{_ROLE}\b{_WITH}"
)
_TOLD = re.compile(r"(?:^|[,;:]\s*)(?:Giao|giao|Yêu cầu|Đề nghị)\s+(?:cho\s+)?(?P<rest>\S.*)$")
_LEADS = re.compile(rf"^(?P<who>[^;.:]{{3,160}}?)\s+chủ trì{_WITH}")
_BY = re.compile(
    r"\bdo\s+(?P<who>[^;.,]{3,120}?)\s+(?:chủ trì(?:\s+thực hiện)?|thực hiện|phụ trách|đảm nhiệm|đảm nhận)"
    rf"{_WITH}(?=[.;,)]|\s+(?:trước|trong|từ|vào|xong|chậm nhất)\b|$)"
)
_MADE = re.compile(
    r"(?:xây dựng|ban hành|lập|soạn thảo|trình|hoàn thiện|tham mưu)\s+(?P<what>"
    r"(?:kế hoạch|đề án|quy chế|qui chế|báo cáo|hướng dẫn|quy định|danh mục|dự thảo|phương án|"
    r"chương trình|nội quy|quy trình|văn bản|danh sách|dự toán|bộ tiêu chí)\b.{0,300}?)"
    r"(?=,?\s+(?:trình|gửi|báo cáo|hoàn thành|xong|chậm nhất|muộn nhất|trước ngày|trước tháng|"
    r"trong quý|trong tháng|trong năm|vào)\s|[;.]|$)",
    re.IGNORECASE,
)
_FRAME = (ClauseKind.opening, ClauseKind.closing)
_DONE = re.compile(r"\bđã\b")
_MAKERS = re.compile(
    r"tổ chức thực hiện|phân công|trách nhiệm (?:tổ chức |thực hiện|thi hành)", re.IGNORECASE
)
_ORDERS_IN_HEADING = re.compile(r"(?:Giao|Phân công|Đề nghị|Yêu cầu)\s+(?:cho\s+)?(?P<who>.+)$")
_LONGEST_SENTENCE = 2_000


def order_in(clause: ReadClause, known: Known) -> ReadTask | None:
    """The task that a sentence of `clause` gives to a unit it names, or None."""
    ordered = _ORDERS_IN_HEADING.match(clause.heading)
    if ordered and names_units(ordered["who"]):
        return _task(clause, names_in(ordered["who"]), [], "", known)
    for sentence in _sentences(clause):
        if labelled_parts(sentence):
            continue
        for pattern in (_GIVEN, _LEADS, _BY):
            found = pattern.search(sentence)
            # Who leads as a rule is no order; who leads with others or by a day is, as is who is
            # told to at the beginning of a sentence.
            opens = found is not None and found.start() == 0 and pattern is _GIVEN
            bare = found and not (opens or pattern is _BY or found["with"] or time_in(sentence))
            if found and not bare and names_units(found["who"]):
                leads = names_in(found["who"])
                supporting = names_in(found["with"]) if found["with"] else []
                return _task(clause, leads, supporting, sentence, known)
        told = _TOLD.search(sentence)
        named = _told_units(told["rest"]) if told else _acting_units(sentence, known)
        # "Yêu cầu các trường thực hiện" in the last words orders nothing that was not ordered before.
        opens = told is not None and told.start() == 0 and clause.kind not in _FRAME
        if named and (opens or time_in(sentence)):
            return _task(clause, named, [], sentence, known)
    return None


def _acting_units(sentence: str, known: Known) -> list[str]:
    """The units that a sentence begins with, as what they are to do; a report tells what was done."""
    is_to_come = known.orders and not _DONE.search(sentence) and time_in(sentence)
    return units_at_the_start(sentence, acts=True) if is_to_come else []


def _told_units(rest: str) -> list[str]:
    """Who is told to do something, "tổ Văn phòng" in small letters, too."""
    named = units_at_the_start(rest[:1].upper() + rest[1:], acts=True)
    return [rest[:1] + named[0][1:], *named[1:]] if named else []


def _sentences(clause: ReadClause) -> list[str]:
    pieces = [*_SENTENCE.split(clause.heading), *_SENTENCE.split(clause.text)]
    return [piece.strip() for piece in pieces if 0 < len(piece) <= _LONGEST_SENTENCE]


def _task(
    clause: ReadClause, lead: list[str], supporting: list[str], sentence: str, known: Known
) -> ReadTask:
    time_text = time_in(sentence)
    due, _ = read_due(time_text, known) if time_text else (None, None)
    made = _MADE.search(sentence)
    return ReadTask(
        clause=clause.label or clause.reference,
        position=clause.position,
        lead=tuple(dict.fromkeys(lead)),
        supporting=tuple(dict.fromkeys(supporting)),
        time_text=time_text,
        due=due,
        deliverable=made["what"].strip() if made and time_text else None,
        form=None,
    )


def duties_of_units(clauses: list[ReadClause], known: Known) -> list[ReadTask]:
    """The tasks of units, in reading order: who does what by whom a chapter is divided.

    In a chapter on who carries the plan out each numbered clause that begins with a unit is that
    unit's task; elsewhere one whose heading is the name of a unit. A sentence below it that sets a
    time is one, too.
    """
    tasks: list[ReadTask] = []
    chapters: set[int] = set()
    units: dict[int, list[str]] = {}
    for clause in clauses:
        within = clause.parent in chapters
        if _MAKERS.search(clause.heading) and not within and _is_chapter(clause):
            chapters.add(clause.position)
            continue
        named = _units_of(clause) if within else _heading_units(clause)
        if named:
            units[clause.position] = named[0]
            tasks.append(_duty(clause, named, known))
        elif clause.parent in units:
            above = units[clause.position] = units[clause.parent]
            timed = next((one for one in _sentences(clause) if _is_timed(one)), None)
            if timed:
                tasks.append(_task(clause, above, [], timed, known))
    return tasks


def _is_chapter(clause: ReadClause) -> bool:
    return bool(clause.label) or clause.kind is ClauseKind.section


def _heading_units(clause: ReadClause) -> tuple[list[str], list[str]] | None:
    is_item = clause.kind in (ClauseKind.point, ClauseKind.section) and clause.label
    if is_item and clause.heading and names_units(clause.heading):
        return names_in(clause.heading), []
    return None


def _is_timed(sentence: str) -> bool:
    return time_in(sentence) is not None


def _units_of(clause: ReadClause) -> tuple[list[str], list[str]] | None:
    """Who carries a clause out by its heading or first words, and with whom."""
    ordered = _ORDERS_IN_HEADING.match(clause.heading)
    if ordered and names_units(ordered["who"]):
        return names_in(ordered["who"]), []
    if clause.heading:
        return (names_in(clause.heading), []) if names_units(clause.heading) else None
    first = clause.text.split("\n", 1)[0][:_LONGEST_SENTENCE]
    given = _GIVEN.search(first) or _LEADS.match(first)
    if given and names_units(given["who"]):
        return names_in(given["who"]), names_in(given["with"]) if given["with"] else []
    begun = units_at_the_start(first)
    return (begun, []) if begun else None


def _duty(clause: ReadClause, named: tuple[list[str], list[str]], known: Known) -> ReadTask:
    timed = next((one for one in _sentences(clause) if _is_timed(one)), "")
    return _task(clause, named[0], named[1], timed, known)
