"""Form fields that keep what was typed, clean it, and speak Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import (
    DateField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from feedback import labels, richtext
from feedback.errors import N_

YEARS = range(1900, 2201)  # beyond them a day was mistyped, and further on no day follows it
_LOST_CHOICE = N_("Lựa chọn này không có hoặc không còn; xin chọn lại.")
_NO_NUMBER = N_("Xin nhập một số.")
# What WTForms says by itself when a form was not sent by our page, or a page is old.
_WORDS_OF_WTFORMS = {
    "Not a valid choice.": _LOST_CHOICE,
    "Invalid Choice: could not coerce.": _LOST_CHOICE,
    "Not a valid integer value.": _NO_NUMBER,
    "Not a valid decimal value.": _NO_NUMBER,
    "This field is required.": N_("Xin điền vào ô này."),
}


class OurWords:
    """WTForms' own few messages, in the reader's language."""

    def gettext(self, message: str) -> str:
        """What is shown instead of WTForms' `message`."""
        return gettext(_WORDS_OF_WTFORMS.get(message, message))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The same for a message with a number."""
        return self.gettext(one if count == 1 else many)


class Form(FlaskForm):
    """A form of the product: CSRF-protected, messages in the reader's language."""

    class Meta:
        def get_translations(self, form: Any) -> OurWords:
            """WTForms has no Vietnamese catalogue; every message here is ours."""
            return OurWords()

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """A hidden field has no id: each of several forms on a page has its own."""
            if getattr(field.widget, "input_type", "") == "hidden":
                render_kw = {"id": False, **render_kw}
            return DefaultMeta.render_field(cast(DefaultMeta, self), field, render_kw)

    if TYPE_CHECKING:  # Flask-WTF leaves these without types

        def __init__(self, *args: Any, **values: Any) -> None: ...
        def validate_on_submit(self, extra_validators: Any = None) -> bool: ...
        def is_submitted(self) -> bool: ...
        def hidden_tag(self, *fields: Any) -> Any: ...

    def add_error(self, field: str, message: str) -> None:
        """Show `message` beside `field` and in the summary."""
        self[field].errors = [*self[field].errors, message]


def needed(message: str | None = None) -> InputRequired:
    """The field must be filled in."""
    return InputRequired(message or _l("Xin điền vào ô này."))


def at_most(length: int) -> Length:
    """The text may have `length` characters; the message says how many there may be."""
    return Length(
        max=length,
        message=_l("Nội dung dài quá %(max)d ký tự; xin rút gọn hoặc gửi thành hai lần."),
    )


def optional() -> Optional:
    """The field may stay empty."""
    return Optional()


class LineField(StringField):
    """One line of text: NFC, no control or invisible characters, no spaces around."""

    data: Any  # text once the validators have passed

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed."""
        super().process_formdata(valuelist)
        self.data = " ".join(richtext.clean_text(self.data or "").split())


class TextField(TextAreaField):
    """Several lines of text: NFC, no control or invisible characters."""

    data: Any  # text once the validators have passed

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed."""
        super().process_formdata(valuelist)
        self.data = richtext.clean_text(self.data or "")


class WordField(SelectField):
    """A choice among the words of one kind in models.py, shown by their labels.

    With `none_text` it may also be left open, as the first choice says.
    """

    def __init__(self, label: Any, words: Iterable[StrEnum], **options: Any) -> None:
        self.words = tuple(words)
        super().__init__(label, **_word_choices(self.words, options))


class WordRadioField(RadioField):
    """The same choice as radio buttons."""

    def __init__(self, label: Any, words: Iterable[StrEnum], **options: Any) -> None:
        self.words = tuple(words)
        super().__init__(label, **_word_choices(self.words, options))


class DayField(DateField):
    """A day in one of YEARS, by the browser's own calendar or typed as dd/mm/yyyy."""

    data: Any  # a day once the validators have passed

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; keep what was typed when it is none."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        for pattern in self.format:
            try:
                typed = datetime.strptime(valuelist[0].strip(), pattern).date()  # noqa: DTZ007
            except ValueError:
                continue
            if typed.year in YEARS:
                self.data = typed
                return
        self.data = None
        raise ValueError(_l("Ngày chưa đúng; xin viết như 30/11/2026."))


class FilesField(MultipleFileField):
    """Up to `most` files; empty choices are dropped."""

    def __init__(self, label: Any, *, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(label, **options)

    def pre_validate(self, form: Any) -> None:
        """Refuse more than `most` files."""
        self.data = [
            file for file in self.data or [] if isinstance(file, FileStorage) and file.filename
        ]
        if len(self.data) > self.most:
            raise StopValidation(_l("Chỉ gửi được tối đa %(most)d tệp.") % {"most": self.most})


def _word_choices(words: tuple[StrEnum, ...], options: dict[str, Any]) -> dict[str, Any]:
    kind = type(words[0])
    options.setdefault("coerce", lambda value: kind(value) if value else None)
    none_text = options.pop("none_text", None)
    first = [("", none_text)] if none_text else []
    options["choices"] = lambda: [*first, *((word, labels.label(word)) for word in words)]
    return options


def not_before(day: date) -> Any:
    """The day may not lie before `day`."""

    def check(form: Any, field: Any) -> None:
        if field.data and field.data < day:
            raise StopValidation(_l("Ngày này đã qua; xin chọn ngày khác."))

    return check
