"""Pages of accounts: signing in, the own account, invitations, people, deputies."""

from __future__ import annotations

from feedback.accounts.routes import account, deputies, invitations, joining, people, sign_in
from feedback.accounts.routes.blueprint import pages
from feedback.accounts.routes.signed_in import prepare_sign_in

__all__ = [
    "account",
    "deputies",
    "invitations",
    "joining",
    "pages",
    "people",
    "prepare_sign_in",
    "sign_in",
]
