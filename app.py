"""Builds the application: a table of contents of what it is made of."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask
from flask_migrate import Migrate

import feedback.accounts.commands
import feedback.accounts.events
import feedback.accounts.jobs
import feedback.accounts.notices
import feedback.accounts.routes
import feedback.comments.events
import feedback.comments.jobs
import feedback.comments.notices
import feedback.comments.routes
import feedback.duties.commands
import feedback.duties.events
import feedback.duties.jobs
import feedback.duties.notices
import feedback.duties.routes
import feedback.home.commands
import feedback.home.jobs
import feedback.home.routes
import feedback.obstacles.events
import feedback.obstacles.notices
import feedback.obstacles.routes
import feedback.organisation.commands
import feedback.organisation.events
import feedback.organisation.notices
import feedback.organisation.routes
import feedback.oversight.events
import feedback.oversight.notices
import feedback.oversight.routes
import feedback.plans.commands
import feedback.plans.events
import feedback.plans.jobs
import feedback.plans.notices
import feedback.plans.routes
import feedback.responses.events
import feedback.responses.jobs
import feedback.responses.notices
import feedback.responses.routes
import feedback.sample.commands
import feedback.triage.commands
import feedback.triage.events
import feedback.triage.jobs
import feedback.triage.notices
import feedback.triage.routes
from feedback import (
    access,
    config,
    database,
    full_text,
    kept_pages,
    languages,
    limits,
    logs,
    mail,
    packing,
    pages,
    paging,
    security,
    static_files,
    worker,
)
from models import db

SLICES = (
    feedback.home,
    feedback.oversight,
    feedback.duties,
    feedback.obstacles,
    feedback.responses,
    feedback.triage,
    feedback.comments,
    feedback.plans,
    feedback.accounts,
    feedback.organisation,
    feedback.sample,
)


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """The application; `settings` override what the environment says."""
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.config.from_mapping(config.load_settings(os.environ | (settings or {})))
    app.config.from_mapping(settings or {})
    prepare_tools(app)
    register_slices(app)
    return app


def prepare_tools(app: Flask) -> None:
    """Database, languages, limits, security headers, page helpers and error pages."""
    logs.prepare(app)
    db.init_app(app)
    Migrate(
        app,
        db,
        render_as_batch=True,
        compare_type=True,
        include_name=full_text.is_not_of_the_index,
    )
    database.prepare(app)
    languages.prepare(app)
    limits.prepare(app)
    mail.prepare(app)
    security.prepare(app)
    static_files.prepare(app)
    packing.prepare(app)
    pages.prepare(app)
    paging.prepare(app)
    feedback.accounts.routes.prepare_sign_in(app)
    feedback.home.routes.prepare_navigation(app)
    access.guard(app)
    kept_pages.prepare(app)


def register_slices(app: Flask) -> None:
    """Each slice's pages, how its record entries and notices read, its commands and its jobs."""
    app.extensions["record_events"] = {}
    app.extensions["notice_kinds"] = {}
    jobs: dict[str, worker.Job] = {}
    for slice_ in SLICES:
        if hasattr(slice_, "routes"):
            app.register_blueprint(slice_.routes.pages)
        if hasattr(slice_, "events"):
            app.extensions["record_events"].update(slice_.events.EVENTS)
        if hasattr(slice_, "notices"):
            app.extensions["notice_kinds"].update(slice_.notices.NOTICES)
        if hasattr(slice_, "commands"):
            for command in slice_.commands.COMMANDS:
                app.cli.add_command(command)
        if hasattr(slice_, "jobs"):
            jobs.update(slice_.jobs.JOBS)
    worker.prepare(app, jobs)
