"""Parts of the machine that some tests need and not every machine has."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip the test for want of `what`; where everything must be there (CI=true), fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI=true", pytrace=False)
    pytest.skip(f"{what} is missing")


def demand_postgresql() -> None:
    """Go on only where a server was named for the tests."""
    if "PGHOST" not in os.environ:
        missing("a PostgreSQL server (pg_virtualenv, or PGHOST)")
