"""What every test's application would otherwise make anew, made once for all of them.

Each test has an application of its own; what a template or an address compiles to is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Dialect, Engine
from werkzeug.routing import Rule


class MemoryBytecode(BytecodeCache):
    """Compiled templates, kept as long as the tests run."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled under the same name and from the same source."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was just compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = MemoryBytecode()
MOST_STATEMENTS = 5_000
STATEMENTS: dict[str, tuple[Dialect, Any]] = {}
ADDRESSES: dict[object, Callable[..., tuple[str, str]]] = {}


def compile_addresses_once() -> None:
    """Let the two hundred functions that build addresses be compiled for the first test only.

    That is most of the time it takes to make an application.
    """
    compiled: Callable[..., Callable[..., tuple[str, str]]] = Rule._compile_builder

    def remembered(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:  # they become part of what is compiled
            return compiled(rule, append_unknown)
        same = (rule.rule, tuple(rule._trace), append_unknown)
        if same not in ADDRESSES:
            ADDRESSES[same] = compiled(rule, append_unknown)
        return ADDRESSES[same]

    Rule._compile_builder = remembered  # type: ignore[assignment, method-assign]


def share_statements(engine: Engine) -> None:
    """Let a statement that one test's database has compiled be compiled for all of its kind.

    What is compiled is kept by the dialect it was compiled for: so they share that, too.
    """
    name = engine.dialect.name
    if name not in STATEMENTS:
        with engine.connect():  # it learns what this database can do
            cast("Any", engine._compiled_cache).capacity = MOST_STATEMENTS
            STATEMENTS[name] = (engine.dialect, engine._compiled_cache)
    engine.dialect, engine._compiled_cache = STATEMENTS[name]
