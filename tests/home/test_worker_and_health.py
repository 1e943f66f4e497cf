"""Mails leave whatever befalls one of them, and a watching program hears when they do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import mail, outbox
from feedback.database import begin_write
from feedback.home import jobs
from feedback.home.jobs import deliver_outbox
from feedback.responses import jobs as responses_jobs
from feedback.triage import jobs as triage_jobs
from models import OutboxMessage, db
from tests.builders import NOW, a_case, a_person, a_plan
from tests.checked_client import CheckedClient

SOON = NOW + outbox.UNDO_TIME
ROBUST = pytest.mark.settings(PROPAGATE_EXCEPTIONS=False)


def a_mail(name: str, notice_kind: str = "triage.due_soon", **values: object) -> OutboxMessage:
    """A mail to a person of that name about a new case, made NOW."""
    person = a_person(email=f"{name}@vidu.vn")
    details = {"notice_kind": notice_kind, "due": "30/11/2026"}
    put = outbox.put(name, "notice", to=person, now=NOW, case=a_case(), details=details)
    assert put is not None
    for key, value in values.items():
        setattr(put, key, value)
    return put


def sent_files(app: Flask) -> list[str]:
    """To whom mails went, in order."""
    files = sorted(app.config["MAIL_FOLDER"].glob("*.eml"))
    return [line for file in files for line in file.read_text().splitlines() if "To: " in line[:4]]


# ------------------------------------------------------------------------------------------ health


def test_a_working_installation_says_so(client: CheckedClient, session: Session, now: object):
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json == {"database": "ok", "outbox": "ok", "outbox_waiting_since": None}


@pytest.mark.parametrize(("minutes", "code", "word"), [(14, 200, "ok"), (16, 503, "stuck")])
def test_a_mail_that_waits_too_long_is_an_alarm(
    client: CheckedClient, session: Session, now: object, minutes: int, code: int, word: str
) -> None:
    a_mail("cham", not_before=NOW - timedelta(minutes=minutes))

    answer = client.get("/healthz")

    assert answer.status_code == code
    assert answer.json
    assert answer.json["outbox"] == word
    assert answer.json["outbox_waiting_since"] == "2026-11-20T01:46:00+00:00".replace(
        "46", str(60 - minutes)
    )


def test_a_mail_that_was_given_up_is_no_alarm_for_ever(
    client: CheckedClient, session: Session, now: object
) -> None:
    a_mail("bo", not_before=NOW - timedelta(days=3), given_up_at=NOW)

    assert client.get("/healthz").status_code == 200


def break_database(app: Flask) -> None:
    """Write nonsense where the database was."""
    db.session.rollback()
    db.engine.dispose()
    file = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    for left in file.parent.glob(f"{file.name}-*"):
        left.unlink()
    file.write_bytes(b"nonsense" * 1000)


@ROBUST
def test_a_database_that_cannot_be_read_is_an_alarm(
    app: Flask, client: CheckedClient, session: Session
) -> None:
    break_database(app)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json
    assert answer.json["database"] == "unreachable"


@ROBUST
def test_without_a_database_a_page_kept_ready_gives_way_to_the_page_that_says_so(
    app: Flask, client: CheckedClient, session: Session
) -> None:
    address = f"/plans/{a_plan().key}"
    assert client.get(address).status_code == 200
    break_database(app)

    answer = client.get(address)

    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.text


def test_a_watching_program_at_a_foreign_host_is_not_told_that_all_is_well(
    client: CheckedClient, session: Session
) -> None:
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


# ------------------------------------------------------------------------------------------- mails


def test_mails_become_files_while_no_server_is_set(app: Flask, session: Session) -> None:
    a_mail("mot")
    a_mail("hai")
    session.commit()

    assert deliver_outbox(NOW) == 0  # the act may still be undone
    assert deliver_outbox(SOON) == 2
    assert deliver_outbox(SOON) == 0

    assert sent_files(app) == ["To: mot@vidu.vn", "To: hai@vidu.vn"]


def test_a_mail_that_cannot_be_written_does_not_stop_the_others(
    app: Flask, session: Session
) -> None:
    bad = a_mail("hong", notice_kind="no-such-kind")
    a_mail("lanh")
    session.commit()

    sent = deliver_outbox(SOON)

    session.expire_all()
    assert sent == 1
    assert sent_files(app) == ["To: lanh@vidu.vn"]
    assert bad.last_error == "KeyError"
    assert bad.not_before > SOON
    assert bad.leased_until is None


def test_a_mail_that_never_goes_is_given_up_after_twelve_tries(
    app: Flask, session: Session
) -> None:
    bad = a_mail("hong", notice_kind="no-such-kind", attempts=10)
    session.commit()

    deliver_outbox(SOON)
    again = SOON + outbox.LONGEST_WAIT
    deliver_outbox(again)
    deliver_outbox(again + timedelta(days=9))

    session.expire_all()
    assert bad.attempts == 12
    assert bad.given_up_at == again


def test_a_round_ends_so_that_a_slow_server_does_not_hold_up_the_other_jobs(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        a_mail(f"thu-{number}")
    session.commit()
    monkeypatch.setattr(jobs, "LONGEST_ROUND", -1)

    assert deliver_outbox(SOON) == 1
    assert deliver_outbox(SOON) == 1


def test_what_a_worker_that_died_had_in_hand_goes_once_its_lease_is_over(
    app: Flask, session: Session
) -> None:
    a_mail("do-dang", leased_until=SOON + outbox.LEASE, attempts=1)
    session.commit()

    assert deliver_outbox(SOON) == 0
    assert deliver_outbox(SOON + outbox.LEASE + timedelta(seconds=1)) == 1


class Letters:
    """What a mail server takes; `moods` are its answers to the next mails, then it takes all."""

    def __init__(self, *moods: str) -> None:
        self.moods = list(moods)
        self.taken: list[Message] = []
        self.tries: list[str] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        content = envelope.content.decode()  # type: ignore[attr-defined]
        self.tries.append(content.split("Message-ID: ")[1].split("\r\n")[0])
        if self.moods:
            return self.moods.pop(0)
        self.taken.append(content)
        return "250 taken"


@pytest.fixture
def letters(app: Flask, port: int) -> Iterator[Letters]:
    """A mail server that first says it is busy."""
    letters = Letters("451 busy")
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    app.config.update(SMTP_SERVER="127.0.0.1", SMTP_PORT=port, SMTP_TLS=False, MAIL_BACKEND="smtp")
    mail.prepare(app)
    yield letters
    controller.stop()


def test_a_mail_that_the_server_refused_is_sent_later_and_once(
    app: Flask, session: Session, letters: Letters
) -> None:
    message = a_mail("kien-nhan")
    session.commit()

    first = deliver_outbox(SOON)
    at_once = deliver_outbox(SOON)
    later = [deliver_outbox(SOON + timedelta(minutes=minutes)) for minutes in (3, 4, 600)]

    session.expire_all()
    assert (first, at_once, later) == (0, 0, [1, 0, 0])
    assert len(letters.taken) == 1
    assert len(set(letters.tries)) == 1  # a receiver's server knows a second copy by its name
    assert message.sent_at == SOON + timedelta(minutes=3)
    assert sent_files(app) == []


def test_a_server_that_is_not_there_costs_a_mail_nothing_but_time(
    app: Flask, session: Session, letters: Letters
) -> None:
    letters.moods.clear()
    a_mail("cho")
    session.commit()
    app.config["SMTP_PORT"] = 1
    mail.prepare(app)
    down = deliver_outbox(SOON)
    app.config["SMTP_PORT"] = letters_port(app)
    mail.prepare(app)

    up = deliver_outbox(SOON + timedelta(minutes=3))

    assert (down, up) == (0, 1)
    assert len(letters.taken) == 1


def letters_port(app: Flask) -> int:
    """The port that the app's own EXTRA_HOSTS names, where the mail server of the test listens."""
    return int(app.config["EXTRA_HOSTS"].rpartition(":")[2])


def test_the_worker_keeps_on_after_a_round_that_failed(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_mail("tiep-tuc")
    session.commit()
    with monkeypatch.context() as broken:
        broken.setattr(mail, "send", lambda *_args, **_values: 1 / 0)
        assert deliver_outbox(SOON) == 0
    begin_write()
    waiting = session.scalars(select(OutboxMessage)).one()
    error, again = waiting.last_error, waiting.not_before
    session.rollback()

    assert error == "ZeroDivisionError"
    assert deliver_outbox(again) == 1


def test_before_it_is_set_up_the_worker_watches_nothing(session: Session) -> None:
    watching = [triage_jobs.tell_due_dates, triage_jobs.remind_of_silent_senders]

    assert [watch(NOW) for watch in [*watching, responses_jobs.watch_commitments]] == [0, 0, 0]
