"""What can go wrong in a way a person can put right."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name by which gettext extraction knows a message
    """The message itself; marks it for translation where it is written and not yet shown."""
    return message


class UserError(Exception):
    """A refusal that says, in the user's language, what to do.

    `message` is the Vietnamese source text with %(name)s places, `params` fills them. Pages
    translate it when they show it.
    """

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class RuleBroken(UserError):
    """A rule of the domain forbids the act; nothing was changed."""


class Overtaken(RuleBroken):
    """Somebody else acted on the same thing first; the message says what changed."""
