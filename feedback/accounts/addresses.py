"""The address of an account: used for codes and notices once its owner has proved it."""

from __future__ import annotations

from datetime import datetime

from feedback.accounts import login_codes, passwords, queries, rules
from feedback.errors import N_, RuleBroken
from models import Person


def ask_for(
    person: Person, email: str, password: str, *, hash_key: bytes, seal_key: bytes, now: datetime
) -> str | None:
    """Send a code to a new address and return it; an empty one takes the old away at once.

    Until the code was entered the old address stays in use. None when nothing needs a proof.
    Raises RuleBroken when the password is wrong or somebody else has the address.
    """
    if person.password_hash and not passwords.is_password(password, person.password_hash):
        raise RuleBroken(N_("Mật khẩu hiện tại chưa đúng."))
    address = rules.login_name_of(email) or None
    if address is None and person.password_hash is None:
        raise RuleBroken(N_("Tài khoản chưa có mật khẩu nên cần giữ địa chỉ thư để nhận mã."))
    if address is None:
        person.email = None
    if address in (None, person.email):
        return None
    _check_free(person, address)
    login_codes.send_proof(person, address, hash_key=hash_key, seal_key=seal_key, now=now)
    return address


def prove(person: Person, typed: str, *, hash_key: bytes, now: datetime) -> bool:
    """Whether the code typed proves the address waiting, which is then in use from now on.

    It signs in too where the login name was an address. A wrong code costs a try. Raises
    RuleBroken when somebody else took the address meanwhile.
    """
    address = login_codes.use_proof(person, typed, hash_key=hash_key, now=now)
    if address is None:
        return False
    _check_free(person, address)
    if "@" in person.login_name:
        person.login_name = address
    person.email = address
    return True


def _check_free(person: Person, address: str | None) -> None:
    if address is not None and queries.is_login_taken(address, but=person):
        raise RuleBroken(N_("Địa chỉ này đã có người dùng; xin dùng địa chỉ khác."))
