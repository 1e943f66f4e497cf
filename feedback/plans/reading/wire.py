"""What was read as JSON and back, for the pipe between the process that reads and the one that asks.

The reader may have been taken over by the file it read: what comes back is believed only as far as
it has the shape of a ReadDocument. Nothing in it is ever run.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from feedback.plans.reading.model import ReadDocument


def written(read: ReadDocument) -> bytes:
    """`read` as JSON in UTF-8."""
    return json.dumps(_plain(read), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def read_back(raw: bytes) -> ReadDocument:
    """The document in `raw`. Raises ValueError for anything that is not one."""
    try:
        read: ReadDocument = _of_shape(ReadDocument, json.loads(raw.decode()))
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError("not a document as it was read") from error
    return read


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return value


def _of_shape(shape: Any, value: Any) -> Any:
    """`value` as `shape` says; raises ValueError or TypeError where it does not fit."""
    origin = get_origin(shape)
    if origin in (Union, types.UnionType):
        (inner,) = [one for one in get_args(shape) if one is not type(None)]
        return None if value is None else _of_shape(inner, value)
    if origin is tuple:
        return tuple(_of_shape(get_args(shape)[0], one) for one in _list(value))
    if origin is not None:  # a mapping of texts
        return {key: _of_shape(str, one) for key, one in value.items()}
    if isinstance(shape, type) and is_dataclass(shape):
        hints = _hints(shape)
        return shape(*map(_of_shape, hints, _as_many(_list(value), hints)))
    if shape is date:
        return date.fromisoformat(value)
    if issubclass(shape, Enum):
        return shape(value)
    if type(value) is not shape:
        raise ValueError(f"{value!r} is no {shape.__name__}")
    return value


@cache
def _hints(shape: type[Any]) -> tuple[Any, ...]:
    known = get_type_hints(shape)
    return tuple(known[field.name] for field in fields(shape))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("a list was expected")
    return value


def _as_many(values: list[Any], hints: tuple[Any, ...]) -> list[Any]:
    if len(values) != len(hints):
        raise ValueError("too few or too many values")
    return values
