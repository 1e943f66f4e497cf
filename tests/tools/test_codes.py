from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.codes import (
    constant_time_equal,
    keyed_hash,
    new_key,
    new_login_code,
    new_secret,
    normalise_secret,
    secret_from,
)

KEY = b"k" * 32
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
places = st.integers(min_value=0, max_value=26)


def a_secret() -> str:
    meant = normalise_secret(new_secret())
    assert meant is not None
    return meant


def test_a_row_key_is_short_lower_case_and_random() -> None:
    keys = {new_key() for _ in range(200)}

    assert len(keys) == 200
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{12}", key) for key in keys)
    assert len(new_key(20)) == 20


def test_a_secret_is_printed_in_groups_of_five() -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{2}", new_secret())


def test_a_secret_typed_as_people_type_is_understood() -> None:
    printed = new_secret()
    meant = printed.replace("-", "")

    assert normalise_secret(printed) == meant
    assert normalise_secret(printed.lower().replace("-", " ")) == meant
    assert normalise_secret("\t" + printed.replace("-", " – ") + "\n") == meant
    assert normalise_secret(printed.replace("0", "o").replace("1", "l")) == meant
    assert normalise_secret(printed.replace("0", "O").replace("1", "i")) == meant
    assert normalise_secret("".join(chr(ord(one) + 0xFEE0) for one in meant)) == meant


@pytest.mark.parametrize("typed", ["", "7K3QX", "Đ" * 27, "U" * 27, "0" * 26, "0" * 28])
def test_what_is_no_secret_is_not_guessed_at(typed: str) -> None:
    assert normalise_secret(typed) is None


def test_u_is_not_taken_for_v() -> None:
    typed = a_secret()[:-2] + "U" + a_secret()[-1]

    assert normalise_secret(typed) is None


@given(places, st.sampled_from(CROCKFORD))
def test_every_single_wrong_character_is_noticed(place: int, wrong: str) -> None:
    secret = a_secret()
    typed = secret[:place] + wrong + secret[place + 1 :]

    assert (normalise_secret(typed) is not None) == (typed == secret)


@given(places, places)
def test_every_exchange_of_two_characters_is_noticed(one: int, other: int) -> None:
    secret = a_secret()
    typed = list(secret)
    typed[one], typed[other] = typed[other], typed[one]

    assert (normalise_secret("".join(typed)) is not None) == ("".join(typed) == secret)


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_reader(typed: str) -> None:
    meant = normalise_secret(typed)

    assert meant is None or normalise_secret(meant) == meant


def test_a_hash_depends_on_secret_key_and_purpose() -> None:
    hashes = {
        keyed_hash("A", KEY, "receipt"),
        keyed_hash("B", KEY, "receipt"),
        keyed_hash("A", KEY, "session"),
        keyed_hash("A", b"x" * 32, "receipt"),
        # The border between purpose and secret counts.
        keyed_hash("tA", KEY, "receip"),
    }

    assert len(hashes) == 5
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in hashes)
    assert keyed_hash("A", KEY, "receipt") in hashes


def test_a_hash_stays_what_it_was_when_it_was_stored() -> None:
    # Computed by OpenSSL, not by the code under test.
    stored = "eee7154d008e623c23fba2b0780d081acd92af50efa2d05a4ba4c246df7f932b"

    assert keyed_hash("7K3QXV0M2BND8RT4YHWZS6C1PE9", KEY, "receipt") == stored


def test_a_secret_made_from_a_seed_is_a_whole_secret_and_comes_back_only_with_the_key() -> None:
    secret = secret_from("form-1", KEY, "receipt")

    assert normalise_secret(secret) == secret.replace("-", "")
    assert secret_from("form-1", KEY, "receipt") == secret
    assert secret_from("form-2", KEY, "receipt") != secret
    assert secret_from("form-1", b"x" * 32, "receipt") != secret
    assert secret_from("form-1", KEY, "other") != secret


def test_a_key_too_short_to_protect_is_refused() -> None:
    with pytest.raises(ValueError):
        keyed_hash("A", b"short", "receipt")


def test_equality_is_equality() -> None:
    assert constant_time_equal("mã", "mã")
    assert not constant_time_equal("mã", "ma")


def test_a_login_code_has_eight_digits() -> None:
    assert all(re.fullmatch("[0-9]{8}", new_login_code()) for _ in range(100))
