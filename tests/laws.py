"""The laws of the house. Each takes the root of a source tree and gives the faults it finds.

A fault reads "feedback/plans/rules.py:3 imports flask". An empty list: the law holds.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

# From the top of the house to the ground; a slice looks only at those after it.
LADDER = (
    "sample", "home", "reports", "oversight", "duties", "obstacles", "responses", "triage",
    "comments", "plans", "accounts", "organisation",
)  # fmt: skip
FOLDERS_INSIDE_SLICES = {
    "plans/preparing",
    "plans/reading",
    "plans/rounds",
    "plans/searching",
    "plans/versions",
    *(f"{name}/routes" for name in LADDER),
}
# Their folders exist beside those of the slices.
OTHER_FOLDERS = {
    "templates": {"layouts", "components", "emails", "errors"},
    "tests": {"journeys", "tools", "data"},
}
PAGE_FILES = {"routes", "forms", "jobs", "commands"}
ONLY_FOR_APP = {"routes", "jobs", "commands"}
WEB_AND_DATABASE = {
    "flask", "flask_babel", "flask_login", "flask_sqlalchemy", "flask_wtf", "sqlalchemy",
    "werkzeug", "wtforms",
}  # fmt: skip
CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
    "func.now", "func.current_timestamp",
}  # fmt: skip
LONGEST_FILE = 400
LONGEST_FUNCTION = 40


class Source:
    """One Python file of the tree: its place in the house and its syntax."""

    def __init__(self, root: Path, path: Path) -> None:
        self.name = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text, self.name)
        place = PurePosixPath(self.name)
        inside = place.parts[0] == "feedback" and len(place.parts) > 2
        self.slice = place.parts[1] if inside else None
        # Pages too many for one file stand in a folder of that name.
        self.file = "routes" if "routes" in place.parts else place.stem
        self.is_page = self.slice is not None and self.file in PAGE_FILES
        self.is_tool = place.parts[0] == "feedback" and len(place.parts) == 2

    def fault(self, node: ast.AST, what: str) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)} {what}"

    def imports(self) -> Iterator[tuple[ast.AST, str]]:
        """Every module this file imports, in full: `from a import b` gives a.b."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = node.module or ""
                yield from ((node, f"{module}.{alias.name}") for alias in node.names)


@lru_cache(maxsize=64)
def sources(root: Path) -> tuple[Source, ...]:
    """The product's own Python files under `root`, without tests, tools and migrations."""
    paths = [root / "app.py", root / "models.py", *sorted((root / "feedback").rglob("*.py"))]
    return tuple(Source(root, path) for path in paths if path.exists())


def _slice_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "feedback" and parts[1] in LADDER else None


def _file_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and _slice_of(module) else None


def slices_look_only_down(root: Path) -> list[str]:
    """Rules, queries, actions and the like import only slices further down the ladder."""
    faults = []
    for source in sources(root):
        if source.slice not in LADDER or source.is_page:
            continue
        below = LADDER[LADDER.index(source.slice) :]
        faults += [
            source.fault(node, f"looks up from {source.slice} to {_slice_of(module)}")
            for node, module in source.imports()
            if _slice_of(module) and _slice_of(module) not in below
        ]
    return sorted(set(faults))


def only_app_imports_pages(root: Path) -> list[str]:
    """Routes, jobs and commands are imported by app.py alone; forms by pages alone."""
    faults = []
    for source in sources(root):
        if source.name == "app.py":
            continue
        hidden = ONLY_FOR_APP if source.is_page else PAGE_FILES
        faults += [
            source.fault(node, f"imports the page {module}")
            for node, module in source.imports()
            if _file_of(module) in hidden and not _is_own_folder(source, module)
        ]
    return sorted(set(faults))


def _is_own_folder(source: Source, module: str) -> bool:
    """Whether a file of a slice's routes/ folder imports from that same folder."""
    return source.name.startswith(f"feedback/{_slice_of(module)}/routes/")


def tools_know_no_slice(root: Path) -> list[str]:
    """A tool imports models and other tools, never a capability."""
    return sorted(
        {
            source.fault(node, f"is a tool and imports {_slice_of(module)}")
            for source in sources(root)
            if source.is_tool
            for node, module in source.imports()
            if _slice_of(module) or module.split(".")[0] == "app"
        }
    )


def models_import_nothing_of_ours(root: Path) -> list[str]:
    """models.py is the ground: it stands on nothing of ours."""
    return [
        source.fault(node, f"imports {module}")
        for source in sources(root)
        if source.name == "models.py"
        for node, module in source.imports()
        if module.split(".")[0] in {"feedback", "app"}
    ]


def rules_know_no_web_and_no_database(root: Path) -> list[str]:
    """A rules.py decides from what it is given: no request, no query, no act of ours."""
    faults = []
    for source in sources(root):
        if source.slice is None or source.file != "rules":
            continue
        for node, module in source.imports():
            if module.split(".")[0] in WEB_AND_DATABASE or module == "models.db":
                faults.append(source.fault(node, f"is a rule and imports {module}"))
            if _file_of(module) in {"queries", "actions"}:
                faults.append(source.fault(node, f"is a rule and imports {module}"))
    return sorted(set(faults))


def imports_stand_at_the_top(root: Path) -> list[str]:
    """No import inside a function: it would hide a cycle."""
    return sorted(
        {
            source.fault(inner, "imports inside a function")
            for source in sources(root)
            for node in ast.walk(source.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            for inner in ast.walk(node)
            if isinstance(inner, ast.Import | ast.ImportFrom)
        }
    )


def only_pages_commit(root: Path) -> list[str]:
    """A transaction ends where the page, the job or the command ends, and nowhere else."""
    return [
        source.fault(node, "commits")
        for source in sources(root)
        if not (source.slice and source.file in ONLY_FOR_APP) and source.name not in MAY_COMMIT
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]


MAY_COMMIT: dict[str, str] = {}


def routes_do_not_query(root: Path) -> list[str]:
    """A route asks a query or an action; it writes no SQL of its own."""
    faults = []
    for source in sources(root):
        if source.slice is None or source.file != "routes":
            continue
        faults += [
            source.fault(node, f"is a route and imports {module}")
            for node, module in source.imports()
            if module.split(".")[0] in {"sqlalchemy", "flask_sqlalchemy"}
        ]
        faults += [
            source.fault(node, f"is a route and calls {_dotted(node)}")
            for node in ast.walk(source.tree)
            if _dotted(node) in QUERIES
        ]
    return sorted(set(faults))


QUERIES = {
    "db.select", "db.session.add", "db.session.delete", "db.session.execute", "db.session.get",
    "db.session.query", "db.session.scalar", "db.session.scalars", "db.get_or_404",
    "db.first_or_404", "db.one_or_404", "db.paginate",
}  # fmt: skip


def _dotted(node: ast.AST) -> str:
    """`a.b.c` for such an expression, "" for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def nobody_below_asks_the_clock(root: Path) -> list[str]:
    """Time comes in as an argument; pages ask feedback/clock.py for it."""
    return sorted(
        {
            source.fault(node, f"asks {_dotted(node)}")
            for source in sources(root)
            if source.file not in ONLY_FOR_APP and source.name != "feedback/clock.py"
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Attribute) and ".".join(_dotted(node).split(".")[-2:]) in CLOCKS
        }
        | {
            source.fault(node, "asks feedback.clock")
            for source in sources(root)
            if source.slice and not source.is_page
            for node, module in source.imports()
            if module in {"feedback.clock.now", "feedback.clock.today"}
        }
    )


def nobody_below_asks_who_or_what_page(root: Path) -> list[str]:
    """Rules, queries and actions are told who acts; they see no request and no current user."""
    unseen = {"request", "session", "g", "current_user"}
    return sorted(
        {
            source.fault(node, f"sees {module}")
            for source in sources(root)
            if source.slice and source.file in {"rules", "queries", "actions"}
            for node, module in source.imports()
            if module in {f"flask.{name}" for name in unseen}
            or module == "flask_login.current_user"
        }
    )


def only_richtext_trusts_html(root: Path) -> list[str]:
    """No text is declared safe HTML anywhere but where it was made safe."""
    faults = [
        source.fault(node, "trusts HTML with Markup")
        for source in sources(root)
        if source.name != "feedback/richtext.py"
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Name) and node.id == "Markup")
        or (isinstance(node, ast.Attribute) and node.attr == "Markup")
    ]
    trusting = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\s*\(")
    for path in sorted((root / "templates").rglob("*.*")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if trusting.search(line):
                faults.append(f"{path.relative_to(root).as_posix()}:{number} trusts HTML")
    return faults


def files_and_functions_are_short(root: Path) -> list[str]:
    """A file is read in one sitting, a function at one glance. models.py is one table of contents."""
    faults = []
    for source in sources(root):
        lines = source.text.count("\n")
        if lines > LONGEST_FILE and source.name != "models.py":
            faults.append(f"{source.name}:1 has {lines} lines")
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
                if length > LONGEST_FUNCTION:
                    faults.append(source.fault(node, f"{node.name} has {length} lines"))
    return faults


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    # Saying more to the caller shall not cost a function its body.
    first = node.body[0]
    if ast.get_docstring(node) is None:
        return 0
    return (first.end_lineno or first.lineno) - first.lineno + 1


def only_known_folders(root: Path) -> list[str]:
    """A folder is a capability; anything else is a heap in the making."""
    faults = []
    for path in _folders(root / "feedback"):
        name = path.relative_to(root / "feedback").as_posix()
        data_of_sample = name.startswith("sample/")
        if name not in LADDER and name not in FOLDERS_INSIDE_SLICES and not data_of_sample:
            faults.append(f"feedback/{name} is no capability of the ladder")
    for shelf, others in OTHER_FOLDERS.items():
        for path in _folders(root / shelf):
            first = path.relative_to(root / shelf).parts[0]
            if first not in LADDER and first not in others:
                faults.append(f"{path.relative_to(root).as_posix()} is no capability of the ladder")
    return faults


def _folders(place: Path) -> list[Path]:
    return sorted(p for p in place.rglob("*") if p.is_dir() and "__pycache__" not in p.parts)
