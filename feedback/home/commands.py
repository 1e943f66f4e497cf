"""Starting and keeping an installation."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext

from feedback import clock, pages, programs
from feedback.accounts import queries as accounts
from feedback.comments.identities import Keys
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.home import backups, queries
from feedback.organisation import queries as organisation
from feedback.sample import loader
from models import db

WEB_THREADS = 4  # more of them fight over the interpreter; fewer leave none beside an upload


@click.command()
@click.option("--sample", is_flag=True, help="Fill an empty database with the sample city.")
@with_appcontext
def start(sample: bool) -> None:
    """Migrate the database, then run web and worker until Ctrl-C."""
    _refuse_taken(current_app.config["PORT"])
    click.echo("→ Chuẩn bị cơ sở dữ liệu …")
    flask_migrate.upgrade()
    if sample and queries.is_untouched():
        keys = Keys(current_app.config["HASH_KEY"], current_app.config["SEAL_KEY"])
        begin_write()
        loader.load_sample_city(keys, clock.now(), click.echo)
        db.session.commit()
    elif not accounts.anybody_is_there():
        is_set_up = organisation.department(clock.today()) is not None
        step = "setup --new-link" if is_set_up else "setup"
        click.echo(
            f"Chưa có ai trong hệ thống. Hãy dùng đường dẫn của lệnh: flask --app app {step}"
        )
    db.session.remove()
    if sample:
        for line in loader.sample_accounts():
            click.echo(line)
    click.echo(f"→ Địa chỉ: {current_app.config['BASE_ADDRESS']}   (Ctrl-C để dừng)")
    sys.exit(programs.run_until_stopped(_programs(current_app.config["PORT"])))


@click.command()
@with_appcontext
def worker() -> None:
    """Send mails and watch the clocks until stopped."""
    consumer = current_app.extensions["jobs"].create_consumer(
        workers=2, periodic=True, max_delay=0.7, graceful_signal="TERM"
    )
    db.session.remove()
    consumer.run()


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="backups")
@click.option("--keep", type=click.IntRange(1), default=14, help="How many archives to keep.")
@with_appcontext
def backup(folder: Path, keep: int) -> None:
    """Write a verified archive of database and files into FOLDER, while people go on working."""
    files = current_app.config["FILES_FOLDER"]
    try:
        archive = backups.make(_sqlite_file(), files, folder, now=clock.now(), keep=keep)
    except UserError as error:
        raise click.ClickException(pages.shown(error)) from error
    click.echo(f"Đã sao lưu và kiểm tra: {archive} ({archive.stat().st_size // 1024} KB)")
    click.echo("Các khóa bí mật (*.key) không nằm trong bản sao lưu; hãy giữ riêng ở nơi khác.")
    for name in (missing := backups.files_missing(archive)):
        click.echo(f"Thiếu trên đĩa, nên cũng thiếu trong bản sao lưu: {name}", err=True)
    if missing:
        raise click.ClickException(f"{len(missing)} tệp đính kèm không còn trên đĩa.")


@click.command()
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def restore(archive: Path) -> None:
    """Put the database and files of ARCHIVE where none stand yet, then migrate."""
    database = _sqlite_file()
    db.session.remove()
    db.engine.dispose()
    try:
        count = backups.put_in_place(archive, database, current_app.config["FILES_FOLDER"])
    except UserError as error:
        raise click.ClickException(pages.shown(error)) from error
    flask_migrate.upgrade()
    click.echo(f"Đã khôi phục cơ sở dữ liệu và {count} tệp từ {archive}.")
    click.echo(
        "Hãy chép ba khóa cũ (cookie.key, hash.key, seal.key) đè lên khóa ở đây, rồi mới chạy."
    )


def web_program(port: str, application: str = "app:create_app") -> list[str]:
    """The words that start the web server on the loopback; `application` names what builds it."""
    here = Path(sys.executable).parent
    web = [str(here / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", port]
    web += ["--workers", "1", "--blocking-threads", str(WEB_THREADS), "--no-ws", "--log-level"]
    return [*web, "error", "--factory", application]


def _refuse_taken(port: str) -> None:
    # The web server shares a port with whoever has it, and each would answer half the readers.
    try:
        socket.create_server(("127.0.0.1", int(port))).close()
    except OSError as error:
        raise click.ClickException(
            f"Cổng {port} đang có chương trình khác dùng; hãy đặt PORT khác."
        ) from error


def _sqlite_file() -> Path:
    url = db.engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        raise click.ClickException(
            "PostgreSQL: hãy dùng pg_dump và pg_restore cho cơ sở dữ liệu, sao chép thư mục tệp riêng."
        )
    return Path(url.database)


def _programs(port: str) -> list[list[str]]:
    return [web_program(port), [sys.executable, "-m", "flask", "--app", "app", "worker"]]


COMMANDS = [start, worker, backup, restore]
