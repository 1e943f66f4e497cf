from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.sealing import SealBroken, Sealer, load_or_create_key

KEY, LATER_KEY = b"a" * 32, b"b" * 32
CONTEXT = "identity:7k3qxv0m2bnd"


@given(st.binary(max_size=200), st.text(max_size=40))
def test_what_was_sealed_opens_in_its_context(plain: bytes, context: str) -> None:
    sealer = Sealer(KEY)

    sealed = sealer.seal(plain, context=context)

    assert sealer.open(sealed, context=context) == plain
    assert len(sealed) == len(plain) + 30


def test_a_seal_copied_to_another_row_does_not_open() -> None:
    sealed = Sealer(KEY).seal(b"ten", context=CONTEXT)

    with pytest.raises(SealBroken):
        Sealer(KEY).open(sealed, context="identity:other")


@given(st.integers(min_value=0, max_value=32), st.integers(min_value=1, max_value=255))
def test_a_seal_with_any_byte_changed_does_not_open(place: int, change: int) -> None:
    sealed = bytearray(Sealer(KEY).seal(b"ten", context=CONTEXT))
    sealed[place] ^= change

    with pytest.raises(SealBroken):
        Sealer(KEY).open(bytes(sealed), context=CONTEXT)


@given(st.binary(max_size=60))
def test_bytes_that_are_no_seal_are_said_to_be_none(garbage: bytes) -> None:
    with pytest.raises(SealBroken):
        Sealer(KEY).open(garbage, context=CONTEXT)


def test_the_same_text_never_looks_the_same_twice() -> None:
    sealer = Sealer(KEY)

    assert sealer.seal(b"ten", context=CONTEXT) != sealer.seal(b"ten", context=CONTEXT)


def test_after_a_change_of_keys_old_seals_open_and_new_ones_use_the_new_key() -> None:
    old = Sealer(KEY).seal(b"cu", context=CONTEXT)
    rotated = Sealer(LATER_KEY, key_id=2, earlier_keys={1: KEY})

    new = rotated.seal(b"moi", context=CONTEXT)

    assert rotated.open(old, context=CONTEXT) == b"cu"
    assert rotated.open(new, context=CONTEXT) == b"moi"
    with pytest.raises(SealBroken):
        Sealer(KEY).open(new, context=CONTEXT)


@pytest.mark.parametrize(("key", "key_id"), [(b"short", 1), (KEY, 256), (KEY, -1)])
def test_a_key_of_the_wrong_shape_is_refused(key: bytes, key_id: int) -> None:
    with pytest.raises(ValueError):
        Sealer(key, key_id=key_id)


def test_a_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "sealing.key"

    key = load_or_create_key(path)

    assert len(key) == 32
    assert load_or_create_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["sealing.key"]


def test_many_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "sealing.key"

    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(load_or_create_key, [path] * 64))

    assert len(keys) == 1


def test_a_key_that_appears_meanwhile_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sealing.key"
    first = load_or_create_key(path)
    # As another process sees it that looked just before the first one had written.
    monkeypatch.setattr(Path, "exists", lambda self: False)

    second = load_or_create_key(path)

    assert second == first


@pytest.mark.parametrize(
    ("content", "mode"), [(b"x" * 31, 0o600), (b"x" * 32, 0o644), (b"", 0o600)]
)
def test_a_key_file_that_is_damaged_or_open_to_others_is_refused(
    tmp_path: Path, content: bytes, mode: int
) -> None:
    path = tmp_path / "sealing.key"
    path.write_bytes(content)
    path.chmod(mode)

    with pytest.raises(SealBroken, match=r"sealing\.key"):
        load_or_create_key(path)
