from __future__ import annotations

import re
from base64 import b64decode
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select

from feedback.accounts import jobs, login_codes, passwords, sessions
from feedback.database import begin_write
from models import LoginCode, LoginSession, OutboxMessage, Role, db
from tests.builders import a_hat, a_person, a_unit, wear

PASSWORD = "mưa rào đầu hạ"


@pytest.fixture
def person(session):
    """A teacher who signs in by name, address or code."""
    return a_person(
        Role.STAFF,
        a_unit(),
        login_name="giaovien.mau",
        email="giaovien@example.vn",
        password_hash=passwords.hash_password(PASSWORD),
    )


def sign_in(client, name, password, **query):
    return client.post("/sign-in", query_string=query, data={"name": name, "password": password})


def is_signed_in(client):
    return client.get("/account").status_code == 200


@pytest.mark.parametrize("name", ["giaovien.mau", " GiaoVien.Mau ", "GIAOVIEN@example.vn"])
def test_a_person_signs_in_by_name_or_address_in_any_case(client, person, name):
    answer = sign_in(client, name, PASSWORD)

    assert answer.status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("name", "password"), [("giaovien.mau", "sai mật khẩu rồi"), ("khong.co.ai", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_name_are_told_the_same(client, person, name, password):
    answer = sign_in(client, name, password)

    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in answer.text
    assert not is_signed_in(client)


def test_a_closed_account_cannot_sign_in(client, person, now):
    person.closed_at = now

    assert sign_in(client, "giaovien.mau", PASSWORD).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/account?x=1", "/account?x=1"),
        ("https://noi-khac.example/", "/arrive"),
        ("//noi-khac.example/", "/arrive"),
        ("/\\noi-khac.example/", "/arrive"),
        ("javascript:alert(1)", "/arrive"),
    ],
)
def test_signing_in_never_leads_outside(client, person, wanted, reached):
    answer = sign_in(client, "giaovien.mau", PASSWORD, next=wanted)

    assert answer.location == reached


def test_a_page_that_needs_an_account_comes_back_after_signing_in(client, person):
    refused = client.get("/account")

    assert refused.location == "/sign-in?next=/account"


@pytest.mark.settings(RATELIMIT_ENABLED=True)
def test_guessing_passwords_is_stopped_with_a_page_that_says_to_wait(client, person):
    tries = [sign_in(client, "giaovien.mau", f"sai lần {n}").status_code for n in range(11)]

    assert tries[:10] == [422] * 10
    assert tries[10] == 429
    assert sign_in(client, "giaovien.mau", PASSWORD).status_code == 429


def test_signing_out_ends_the_session_and_every_copy_of_its_cookie(app, client, person):
    sign_in(client, "giaovien.mau", PASSWORD)
    with client.session_transaction() as cookie:
        stolen = dict(cookie)

    client.post("/sign-out")
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(stolen)

    assert not is_signed_in(thief)
    assert not is_signed_in(client)


# ------------------------------------------------------------------ codes by e-mail


def sent_code():
    """The code in the one mail that waits, opened as the worker does."""
    message = db.session.scalars(select(OutboxMessage)).one()
    return login_codes.code_in(message, seal_key=current_app.config["SEAL_KEY"])


def ask(client, name="giaovien@example.vn"):
    answer = client.post("/sign-in/code", data={"name": name})
    assert answer.location == "/sign-in/code/enter"
    return answer


def enter(client, code):
    return client.post("/sign-in/code/enter", data={"code": code})


@pytest.mark.postgres_too
def test_a_person_signs_in_by_the_code_sent_by_mail(client, person):
    ask(client)
    code = sent_code()

    answer = enter(client, f"{code[:4]} {code[4:]}")

    assert re.fullmatch(r"\d{8}", code)
    assert answer.location == "/arrive"
    assert is_signed_in(client)


def test_the_outbox_does_not_hold_the_code_in_clear(client, person):
    ask(client)

    message = db.session.scalars(select(OutboxMessage)).one()
    assert sent_code() not in str(message.details)
    assert sent_code().encode() not in b64decode(message.details["sealed"])


def test_asking_for_a_code_does_not_tell_whether_there_is_an_account(client, person):
    known = ask(client)
    unknown = ask(client, "khong.co.ai@example.vn")

    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 1


def test_a_code_signs_in_once(client, person):
    ask(client)
    code = sent_code()
    enter(client, code)
    client.post("/sign-out")

    with client.session_transaction() as cookie:
        cookie["code_for"] = "giaovien@example.vn"

    assert enter(client, code).status_code == 422


def test_a_code_is_good_for_ten_minutes(person, now):
    keys = {"hash_key": current_app.config["HASH_KEY"]}
    login_codes.send_code(person, seal_key=current_app.config["SEAL_KEY"], now=now, **keys)
    code = sent_code()

    late = now + timedelta(minutes=10)
    assert not login_codes.use_code(person, code, now=late, **keys)
    assert login_codes.use_code(person, code, now=late - timedelta(seconds=1), **keys)


@pytest.mark.postgres_too
def test_after_five_wrong_tries_the_right_code_is_refused(person, now):
    keys = {"hash_key": current_app.config["HASH_KEY"]}
    login_codes.send_code(person, seal_key=current_app.config["SEAL_KEY"], now=now, **keys)
    code = sent_code()
    wrong = f"{(int(code) + 1) % 10**8:08d}"

    answers = [login_codes.use_code(person, wrong, now=now, **keys) for _ in range(5)]

    assert answers == [False] * 5
    assert not login_codes.use_code(person, code, now=now, **keys)


def test_a_new_code_ends_the_one_before(person, now):
    keys = {"hash_key": current_app.config["HASH_KEY"]}
    login_codes.send_code(person, seal_key=current_app.config["SEAL_KEY"], now=now, **keys)
    first = sent_code()
    db.session.delete(db.session.scalars(select(OutboxMessage)).one())
    login_codes.send_code(person, seal_key=current_app.config["SEAL_KEY"], now=now, **keys)

    assert not login_codes.use_code(person, first, now=now, **keys)
    assert login_codes.use_code(person, sent_code(), now=now, **keys)


def test_the_table_keeps_no_code_in_clear(person, now):
    login_codes.send_code(
        person,
        hash_key=current_app.config["HASH_KEY"],
        seal_key=current_app.config["SEAL_KEY"],
        now=now,
    )

    row = db.session.scalars(select(LoginCode)).one()
    assert sent_code() not in row.code_hash


def test_what_has_expired_is_forgotten(session, now):
    expired, running = a_hat(), a_hat()
    key = current_app.config["HASH_KEY"]
    sessions.start_session(
        expired.person, hat=None, now=now - timedelta(days=30), device="Máy thử", key=key
    )
    sessions.start_session(running.person, hat=None, now=now, device="Máy thử", key=key)

    db.session.commit()

    assert jobs.forget_expired(now) == 1
    assert db.session.scalars(select(LoginSession)).one().person_id == running.person_id


# ------------------------------------------------------------------ hats and devices


def test_a_person_wears_the_hat_chosen(client, session):
    teacher = a_hat(role=Role.STAFF)
    parent = a_hat(teacher.person, Role.PARENT, a_unit("Trường Tiểu học Mẫu"), title="Phụ huynh 3A")
    wear(client, teacher)

    client.post("/hat", data={"hat": parent.id})

    page = client.get("/account").text
    assert re.search(r'aria-current="true">\s*<span>Phụ huynh 3A', page)


def test_nobody_wears_anothers_hat(client, session):
    wear(client, a_hat())
    other = a_hat(role=Role.ADMINISTRATOR)

    assert client.post("/hat", data={"hat": other.id}).status_code == 404


def test_a_hat_stops_working_the_day_after_its_last(client, session, now):
    wear(client, a_hat(role=Role.HEAD, ends_on=now.date() - timedelta(days=1)), at=now)

    assert client.get("/invitations").status_code == 403
    assert "không có vai trò nào" in client.get("/account").text


def test_changing_the_password_signs_out_everywhere_else(app, client, person):
    sign_in(client, "giaovien.mau", PASSWORD)
    elsewhere = app.test_client()
    sign_in(elsewhere, "giaovien.mau", PASSWORD)

    client.post(
        "/account/password",
        data={"old_password": PASSWORD, "new_password": "nắng vàng cuối thu"},
    )

    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert sign_in(elsewhere, "giaovien.mau", "nắng vàng cuối thu").status_code == 302


def test_the_password_is_not_changed_without_the_old_one(client, person):
    sign_in(client, "giaovien.mau", PASSWORD)

    answer = client.post(
        "/account/password", data={"old_password": "sai", "new_password": "nắng vàng cuối thu"}
    )

    assert answer.status_code == 422
    assert "Mật khẩu hiện tại chưa đúng." in answer.text


def test_one_device_is_signed_out_and_the_others_stay(app, client, person):
    sign_in(client, "giaovien.mau", PASSWORD)
    elsewhere = app.test_client()
    sign_in(elsewhere, "giaovien.mau", PASSWORD)
    begin_write()
    other = db.session.scalars(select(LoginSession).order_by(LoginSession.id)).all()[-1]

    client.post(f"/account/devices/{other.key}/end")

    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_nobody_signs_out_anothers_device(app, client, person):
    sign_in(client, "giaovien.mau", PASSWORD)
    own = db.session.scalars(select(LoginSession)).one()
    stranger = app.test_client()
    begin_write()
    wear(stranger, a_hat())

    assert stranger.post(f"/account/devices/{own.key}/end").status_code == 404
    assert is_signed_in(client)


def test_name_and_language_are_changed_and_the_page_follows(client, person):
    sign_in(client, "giaovien.mau", PASSWORD)

    client.post("/account/profile", data={"display_name": "Giáo viên Toán", "language": "en"})

    db.session.expire_all()
    assert (person.display_name, person.folded) == ("Giáo viên Toán", "giao vien toan")
    assert 'lang="en"' in client.get("/account").text


def test_an_address_somebody_else_has_is_refused(client, person):
    a_person(email="co.nguoi@example.vn")
    sign_in(client, "giaovien.mau", PASSWORD)

    answer = client.post(
        "/account/email", data={"email": "Co.Nguoi@example.vn", "password": PASSWORD}
    )

    assert answer.status_code == 422
    assert "đã có người dùng" in answer.text


def test_nobody_renames_oneself_to_an_office_one_does_not_hold(client, person):
    sign_in(client, "giaovien.mau", PASSWORD)

    answer = client.post("/account/profile", data={"display_name": "Giám đốc Sở", "language": "vi"})

    db.session.expire_all()
    assert answer.status_code == 422
    assert "Phụ huynh lớp 10A" in answer.text
    assert person.display_name != "Giám đốc Sở"


def test_who_heads_a_unit_may_be_called_so(client, session):
    head = wear(client, a_hat(role=Role.HEAD))

    client.post("/account/profile", data={"display_name": "Hiệu trưởng", "language": "vi"})

    db.session.expire_all()
    assert head.person.display_name == "Hiệu trưởng"
