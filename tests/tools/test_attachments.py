from __future__ import annotations

import hashlib
import json
import os
import re
import struct
import subprocess
import sys
import threading
import time
import unicodedata
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from feedback import attachments, attachments_sandbox, attachments_turns, sandbox
from feedback.archives import checked_archive
from feedback.attachments import (
    BadFile,
    CleanFile,
    StoredFileDamaged,
    check_and_clean,
    open_stored,
    remove_stored,
    safe_name,
    store,
)
from feedback.attachments_kinds import MOST_BYTES, Kind, Reason, Refused, kind_of
from feedback.attachments_sentences import SENTENCES
from feedback.attachments_sizes import pixels_of
from tests.tools import hostile_files
from tests.tools.hostile_files import TELLTALE

TELLTALE_BYTES = TELLTALE.encode()


def refusal_of(data: bytes, filename: str) -> BadFile:
    with pytest.raises(BadFile) as caught:
        check_and_clean(data, filename)
    return caught.value


def reason_inside(data: bytes) -> Reason:
    """Why the sandbox's own code refuses, without the cost of a process."""
    with pytest.raises(Refused) as caught:
        attachments_sandbox.clean(data)
    return caught.value.reason


# The whole way, through the process


def test_a_photo_comes_back_upright_and_without_its_place() -> None:
    sent = hostile_files.a_photo_with_place(orientation=6, size=(60, 40))

    clean = check_and_clean(sent, "ảnh sân trường.JPG")

    assert TELLTALE_BYTES in sent
    assert TELLTALE_BYTES not in clean.data
    assert (clean.name, clean.media_type) == ("ảnh sân trường.JPG", "image/jpeg")
    assert clean.sha256 == hashlib.sha256(clean.data).hexdigest()
    with Image.open(BytesIO(clean.data)) as picture:
        assert picture.size == (40, 60)
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)


def test_a_pdf_and_a_word_file_come_back_as_what_they_are() -> None:
    pdf = check_and_clean(hostile_files.a_pdf(), "Kế hoạch.pdf")
    word = check_and_clean(hostile_files.a_docx(), "Góp ý.docx")

    assert pdf.media_type == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    assert word.media_type.endswith("wordprocessingml.document")
    assert Document(BytesIO(word.data)).paragraphs[0].text == "Tôi đề nghị làm rõ mục II.4.a"


def test_a_name_without_an_ending_gets_one() -> None:
    clean = check_and_clean(hostile_files.a_picture("PNG"), "anh chup 2026.11")

    assert clean.name == "anh chup 2026.11.png"


@pytest.mark.parametrize(
    ("data", "filename", "reason", "says"),
    [
        (b"", "trống.pdf", Reason.EMPTY, "0 byte"),
        (b"x" * (MOST_BYTES + 1), "nặng.pdf", Reason.TOO_BIG, "10,1 MB"),
        # A picture under a PDF's name.
        (hostile_files.a_picture("PNG"), "Đơn.pdf", Reason.LIES, "đuôi .pdf nhưng nội dung là PNG"),
        # A Word file under a PDF's name: known only after looking inside.
        (hostile_files.a_docx(), "Đơn.pdf", Reason.LIES, "nhưng nội dung là Word (.docx)"),
        # A program under a picture's name.
        (b"MZ" + bytes(100), "ảnh.jpg", Reason.LIES, "đuôi .jpg nhưng nội dung là EXE"),
        # A picture under an ending nobody accepts.
        (hostile_files.a_picture(), "ảnh.exe", Reason.LIES, "đuôi .exe nhưng nội dung là JPEG"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "IMG_1.HEIC", Reason.HEIC, "Tương thích nhất"),
        # An iPhone picture that somebody renamed: how to send it matters more than the ending.
        (b"\0\0\0\x18ftypmif1" + bytes(40), "IMG_1.jpg", Reason.HEIC, "chụp màn hình"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90), "cũ.doc", Reason.OLD_OFFICE, ".docx"),
        (b"GIF89a" + bytes(40), "động.gif", Reason.UNSUPPORTED, "loại GIF, chưa nhận được"),
        ("chỉ là chữ".encode(), "ghi chú.txt", Reason.UNKNOWN, "JPEG, PNG, WebP"),
        ("chỉ là chữ".encode(), "ghi chú.docx", Reason.UNKNOWN, "Không nhận ra"),
    ],
)
def test_a_file_that_cannot_come_in_is_told_why_and_what_to_do(
    data: bytes, filename: str, reason: Reason, says: str
) -> None:
    refusal = refusal_of(data, filename)

    assert refusal.reason is reason
    assert says in str(refusal)
    assert filename in str(refusal)
    assert "Xin " in str(refusal)


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Reason)


def test_a_docx_that_inflates_200_times_is_refused_by_the_process() -> None:
    bomb = hostile_files.rebuilt(
        hostile_files.a_docx(), add={"word/media/big.bmp": bytes(40 * 1024 * 1024)}
    )

    refusal = refusal_of(bomb, "bom.docx")

    assert refusal.reason is Reason.INFLATES


def test_a_file_that_kills_its_process_is_refused_and_nothing_else_happens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attachments, "_WALL_SECONDS", 0.01)

    refusal = refusal_of(hostile_files.a_pdf(pages=50), "lâu.pdf")

    assert refusal.reason is Reason.TOO_COMPLEX


def test_a_process_that_cannot_start_is_our_fault_and_not_the_senders(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sandbox, "_PROJECT", tmp_path)

    with pytest.raises(RuntimeError, match="did not start"):
        check_and_clean(hostile_files.a_pdf(), "x.pdf")


def test_the_process_has_little_memory_and_little_time() -> None:
    script = (
        "from feedback.attachments_sandbox import limit_this_process\n"
        "import resource\n"
        "limit_this_process()\n"
        "assert resource.getrlimit(resource.RLIMIT_CPU) == (20, 20)\n"
        "assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)\n"
        "try:\n    bytearray(1100 * 1024 * 1024)\nexcept MemoryError:\n    print('held')"
    )

    told = subprocess.run(
        [sys.executable, "-c", script], cwd=sandbox._PROJECT, capture_output=True, check=True
    )

    assert told.stdout == b"held\n"


def test_the_process_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "never")
    environments: list[dict[str, str]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, command: list[str], **options: Any) -> None:
            environments.append(options["env"])
            super().__init__(command, **options)

    monkeypatch.setattr(subprocess, "Popen", Watched)

    check_and_clean(hostile_files.a_pdf(), "x.pdf")

    assert "PATH" in environments[0]
    assert "SECRET_KEY" not in environments[0]


def test_one_is_served_one_waits_and_a_crowd_is_asked_at_once_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, may_end = threading.Semaphore(0), threading.Event()
    real, refusals = threading.Lock(), []

    class Watched:
        release = real.release

        def acquire(self, timeout: float) -> bool:
            asked.release()
            return real.acquire(timeout=timeout)

    def take_long() -> None:
        with attachments_turns.a_turn():
            may_end.wait(20)

    monkeypatch.setattr(attachments_turns, "_turn", Watched())
    served = threading.Thread(target=take_long)
    waits = threading.Thread(target=lambda: refusals.append(refusal_of(b"%PDF-1.7", "x.pdf")))
    for thread in (served, waits):
        thread.start()
        asked.acquire()

    began = time.monotonic()
    sent_away = refusal_of(b"%PDF-1.7", "x.pdf")
    took = time.monotonic() - began
    waits.join()
    may_end.set()
    served.join()

    assert sent_away.reason is Reason.BUSY
    assert took < 1
    assert [refusal.reason for refusal in refusals] == [Reason.BUSY]


def test_pictures_of_too_many_pixels_together_are_refused_before_one_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)  # opening one would fail
    bomb = hostile_files.a_png_that_claims_to_be(5000, 5000)

    cleaned, bad = attachments.clean_all([(bomb, "a.png"), (bomb, "b.png")])

    assert cleaned == []
    assert [refusal.reason for refusal in bad] == [Reason.TOO_MANY_TOGETHER]
    assert "50 triệu" in str(bad[0])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_pixels_of_a_picture_are_told_without_opening_it(kind: str) -> None:
    assert pixels_of(hostile_files.a_picture(kind, (300, 200))) == 60_000
    assert pixels_of(hostile_files.a_picture(kind, (300, 200))[:14]) == 0


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0\0",
        struct.pack(">I", 4_000_000_000) + b"{}",
        struct.pack(">I", 2) + b"[]",
        struct.pack(">I", 2) + b"{}",
        struct.pack(">I", 16) + b'{"kind": "HTML"}<script>',
        struct.pack(">I", 15) + b'{"kind": "PDF"}',
        struct.pack(">I", 9) + b"\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff",
    ],
)
def test_a_process_that_was_taken_over_cannot_say_just_anything(answer: bytes) -> None:
    assert attachments._read_answer(answer) is None


# Pictures


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_survives_in_a_picture(kind: str) -> None:
    sent = hostile_files.a_picture(
        kind, exif=hostile_files.exif_with_place(), icc_profile=TELLTALE_BYTES * 20
    )

    _, clean = attachments_sandbox.clean(sent + TELLTALE_BYTES)

    assert TELLTALE_BYTES in sent
    assert TELLTALE_BYTES not in clean
    with Image.open(BytesIO(clean)) as picture:
        assert not picture.getexif()
        assert "icc_profile" not in picture.info


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA", "CMYK"])
def test_pictures_of_every_colour_mode_are_redrawn(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    kind_now, clean = attachments_sandbox.clean(hostile_files.a_picture(kind, mode=mode))

    assert kind_now.name == kind
    with Image.open(BytesIO(clean)) as picture:
        assert picture.size == (60, 40)


def test_a_scan_in_sixteen_bits_does_not_turn_white() -> None:
    target = BytesIO()
    Image.new("I;16", (4, 4), 0x8000).save(target, "PNG")

    _, clean = attachments_sandbox.clean(target.getvalue())

    with Image.open(BytesIO(clean)) as picture:
        assert picture.getpixel((0, 0)) in (127, 128)


def test_a_large_picture_is_drawn_smaller() -> None:
    _, clean = attachments_sandbox.clean(hostile_files.a_picture("JPEG", (6000, 3000)))

    with Image.open(BytesIO(clean)) as picture:
        assert max(picture.size) == 4096
        assert picture.size[1] == 2048


def test_a_png_that_would_stay_too_heavy_becomes_a_jpeg() -> None:
    target = BytesIO()
    Image.frombytes("RGB", (2000, 1900), os.urandom(2000 * 1900 * 3)).save(target, "PNG")

    kind, clean = attachments_sandbox.clean(target.getvalue())

    assert kind is Kind.JPEG
    assert len(clean) < MOST_BYTES


@pytest.mark.parametrize("size", [(8000, 7000), (60_000, 60_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(
    size: tuple[int, int],
) -> None:
    assert reason_inside(hostile_files.a_png_that_claims_to_be(*size)) is Reason.TOO_MANY_PIXELS


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_short_is_refused(kind: str) -> None:
    whole = hostile_files.a_picture(kind, (300, 200))

    assert reason_inside(whole[: len(whole) // 2]) is Reason.DAMAGED


# PDF


def test_nothing_hidden_remains_in_a_pdf() -> None:
    sent = hostile_files.a_pdf_full_of_secrets()

    _, clean = attachments_sandbox.clean(sent)

    assert TELLTALE_BYTES in hostile_files.everything_in_pdf(sent)
    inside = hostile_files.everything_in_pdf(clean)
    assert TELLTALE_BYTES not in inside
    for mark in (b"JavaScript", b"/JS", b"/OpenAction", b"/EmbeddedFile", b"/Author", b"xmpmeta"):
        assert mark not in inside
    for mark in (b"/Producer", b"/Launch", b"2026010508", b"/PieceInfo", b"/AcroForm", b"GPS"):
        assert mark not in inside


def test_what_a_reader_sees_in_a_pdf_remains() -> None:
    _, clean = attachments_sandbox.clean(hostile_files.a_pdf_full_of_secrets())

    with pikepdf.open(BytesIO(clean)) as pdf:
        page = pdf.pages[0]
        notes = {str(one.Subtype): one for one in page.Annots}
        links = [one for one in page.Annots if one.Subtype == "/Link" and "/A" in one]
        assert [str(link.A.URI) for link in links] == ["https://example.org/"]
        assert str(notes["/Text"].Contents) == "Xin xem lai muc nay"
        assert str(pdf.Root.Outlines.First.Title) == "Muc I"
        # The field's blue box is drawn on the page now.
        assert len(page.Resources.XObject) == 3
        for name in ("/Im0", "/Im1"):
            photo = page.Resources.XObject[name].read_raw_bytes()
            assert Image.open(BytesIO(photo)).size == (60, 40)


def test_a_pdf_that_needs_a_password_is_refused() -> None:
    locked = hostile_files.a_pdf(encryption=pikepdf.Encryption(user="mo", owner="khoa"))

    assert reason_inside(locked) is Reason.ENCRYPTED


def test_a_pdf_that_anybody_may_open_comes_back_without_encryption() -> None:
    restricted = hostile_files.a_pdf(encryption=pikepdf.Encryption(user="", owner="khoa"))

    _, clean = attachments_sandbox.clean(restricted)

    assert b"/Encrypt" not in clean


@pytest.mark.parametrize("share", [0.3, 0.7, 0.97])
def test_a_pdf_cut_short_is_refused(share: float) -> None:
    whole = hostile_files.a_pdf(pages=20)

    assert reason_inside(whole[: int(len(whole) * share)]) is Reason.DAMAGED


def test_a_pdf_that_is_a_zip_as_well_is_only_a_pdf_afterwards() -> None:
    both = hostile_files.a_pdf() + hostile_files.a_zip({"x.html": TELLTALE_BYTES}) + b"\n%%EOF\n"

    _, clean = attachments_sandbox.clean(both)

    assert b"PK\x03\x04" not in clean
    assert not zipfile.is_zipfile(BytesIO(clean))


def test_the_same_file_is_always_cleaned_to_the_same_bytes() -> None:
    pdf, word = hostile_files.a_pdf_full_of_secrets(), hostile_files.a_docx_full_of_secrets()

    assert attachments_sandbox.clean(pdf) == attachments_sandbox.clean(pdf)
    assert attachments_sandbox.clean(word) == attachments_sandbox.clean(word)


# Word


def test_nothing_hidden_remains_in_a_word_file() -> None:
    sent = hostile_files.a_docx_full_of_secrets()

    _, clean = attachments_sandbox.clean(sent)

    assert TELLTALE_BYTES in hostile_files.everything_in_zip(sent)
    inside = hostile_files.everything_in_zip(clean)
    assert TELLTALE_BYTES not in inside
    for mark in (b"rsid", b"docProps", b"customXml", b"2026-01-05", b"TBM", b"Exif", b"GPS"):
        assert mark not in inside
    for mark in (b"embeddings", b"OLEObject", b"attachedTemplate", b"C:\\Users", b"docVar"):
        assert mark not in inside


def test_what_a_reader_sees_in_a_word_file_remains() -> None:
    _, clean = attachments_sandbox.clean(hostile_files.a_docx_full_of_secrets())

    inside = hostile_files.everything_in_zip(clean).decode("utf-8", "replace")
    for text in ("thêm vào", "bỏ đi", "người khác", "Câu này chưa rõ", "chữ của liên kết"):
        assert text in inside
    assert "https://example.org/" in inside
    assert set(re.findall(r'w:author="([^"]*)"', inside)) == {"Tác giả 1", "Tác giả 2"}
    document = Document(BytesIO(clean))
    assert document.paragraphs[0].text == "Tôi đề nghị làm rõ mục II.4.a"
    assert len(document.inline_shapes) == 2


@pytest.mark.parametrize(
    "field",
    [
        "<w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r>",
        # Cut into pieces, each of which looks harmless.
        "<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO cmd.exe</w:instrText></w:r>",
        '<w:fldSimple w:instr=" INCLUDEPICTURE cmd.exe "><w:r><w:t>x</w:t></w:r></w:fldSimple>',
    ],
)
def test_a_field_that_reaches_outside_is_emptied(field: str) -> None:
    sent = hostile_files.rebuilt(
        hostile_files.a_docx(),
        lambda name, content: content.replace(b"</w:p>", field.encode() + b"</w:p>", 1),
    )

    _, clean = attachments_sandbox.clean(sent)

    assert b"cmd.exe" in hostile_files.everything_in_zip(sent)
    assert b"cmd.exe" not in hostile_files.everything_in_zip(clean)


def test_page_numbers_stay_fields() -> None:
    sent = hostile_files.rebuilt(
        hostile_files.a_docx(),
        lambda name, content: content.replace(
            b"</w:p>", b"<w:r><w:instrText> PAGE </w:instrText></w:r></w:p>", 1
        ),
    )

    _, clean = attachments_sandbox.clean(sent)

    assert b" PAGE " in hostile_files.everything_in_zip(clean)


def test_a_word_file_with_macros_is_refused() -> None:
    macros = hostile_files.rebuilt(hostile_files.a_docx(), add={"word/vbaProject.bin": b"x"})

    assert reason_inside(macros) is Reason.MACROS


def test_an_excel_file_is_named_as_one() -> None:
    sheet = hostile_files.rebuilt(
        hostile_files.a_docx(),
        lambda name, content: content.replace(
            b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"
        ),
    )

    refusal = refusal_of(sheet, "bảng.docx")

    assert refusal.reason is Reason.LIES
    assert "Excel (.xlsx)" in str(refusal)


@pytest.mark.parametrize(
    "part",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="x">&a;</w:document>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<w:document",
        b"",
    ],
)
def test_xml_that_is_broken_or_brings_its_own_entities_is_refused(part: bytes) -> None:
    spoiled = hostile_files.rebuilt(
        hostile_files.a_docx(),
        lambda name, content: part if name == "word/document.xml" else content,
    )

    assert reason_inside(spoiled) is Reason.DAMAGED


# Archives


def test_a_zip_bomb_is_seen_in_the_directory_alone() -> None:
    bomb = hostile_files.a_zip({"word/document.xml": bytes(20 * 1024 * 1024)})

    with pytest.raises(Refused) as caught:
        checked_archive(bomb)

    assert caught.value.reason is Reason.INFLATES


def test_an_archive_of_thousands_of_entries_is_refused() -> None:
    crowd = hostile_files.a_zip({f"word/{number}.xml": b"" for number in range(2_001)})

    with pytest.raises(Refused) as caught:
        checked_archive(crowd)

    assert caught.value.reason is Reason.INFLATES


def test_an_archive_with_a_directory_of_megabytes_is_refused_unread() -> None:
    names = {f"{'x' * 600}{number}": b"" for number in range(1_900)}

    with pytest.raises(Refused) as caught:
        checked_archive(hostile_files.a_zip(names))

    assert caught.value.reason is Reason.INFLATES


def test_a_directory_that_lies_about_a_size_yields_no_more_than_it_says() -> None:
    content = bytes(5_000_000)
    honest = hostile_files.a_zip({"word/document.xml": content, "other": os.urandom(60_000)})
    lying = honest.replace(struct.pack("<I", len(content)), struct.pack("<I", 10))

    archive = checked_archive(lying)

    with pytest.raises(zipfile.BadZipFile):
        archive.read("word/document.xml")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "word\\document.xml"])
def test_an_entry_that_would_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        checked_archive(hostile_files.a_zip({"a": b"1", name: b"2"}))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"PK\x03\x04" + data,
        lambda data: data + b"tail",
        lambda data: data[:-30],
        lambda data: data[:100],
        lambda data: b"PK\x03\x04",
    ],
)
def test_an_archive_with_something_around_it_or_missing_is_refused(
    spoil: Callable[[bytes], bytes],
) -> None:
    with pytest.raises(Refused):
        checked_archive(spoil(hostile_files.a_docx()))


# Anything at all


@settings(deadline=None)  # a first look loads the parsers
@given(st.binary(max_size=400), st.sampled_from(["pdf", "docx", "jpeg", "png", "webp"]))
def test_no_garbage_breaks_the_cleaner(garbage: bytes, kind: str) -> None:
    makers: dict[str, Callable[[], bytes]] = {
        "pdf": hostile_files.a_pdf,
        "docx": hostile_files.a_docx,
        "jpeg": hostile_files.a_photo_with_place,
        "png": hostile_files.a_png_with_secrets,
        "webp": lambda: hostile_files.a_picture("WEBP"),
    }
    whole = makers[kind]()
    middle = len(garbage) * len(whole) // 800

    answer = attachments_sandbox.answer_for(whole[:middle] + garbage + whole[middle:])

    (length,) = struct.unpack(">I", answer[:4])
    assert "kind" in json.loads(answer[4 : 4 + length])
    assert TELLTALE_BYTES not in answer


@given(st.binary(max_size=64))
def test_every_content_has_a_kind(data: bytes) -> None:
    assert kind_of(data) in Kind


# Names


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("C:\\Users\\thu\\Đơn.PDF", "Đơn.PDF"),
        ("../../etc/passwd", "passwd"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie- x.pdf"),
        ("  Kế hoạch \u200b 05.docx ", "Kế hoạch 05.docx"),
        ("", "tep-dinh-kem"),
        (".pdf", "tep-dinh-kem.pdf"),
        (unicodedata.normalize("NFD", "Kế hoạch.pdf"), "Kế hoạch.pdf"),
    ],
)
def test_a_name_is_made_harmless(raw: str, safe: str) -> None:
    assert safe_name(raw) == safe


@given(st.text(max_size=300))
def test_every_name_is_short_composed_and_visible(raw: str) -> None:
    name = safe_name(raw)

    assert 0 < len(name) <= 120
    assert unicodedata.is_normalized("NFC", name)
    assert not any(unicodedata.category(one)[0] == "C" for one in name)
    assert not set(name) & set('/\\<>:"|?*')
    assert safe_name(name) == name


# The shelf


def a_clean_file(data: bytes = b"noi dung") -> CleanFile:
    return CleanFile("a.pdf", "application/pdf", data, hashlib.sha256(data).hexdigest())


def test_a_stored_file_comes_back_and_can_be_removed(tmp_path: Path) -> None:
    clean = a_clean_file()

    path = store(tmp_path / "files", clean)

    assert path == tmp_path / "files" / clean.sha256[:2] / clean.sha256[2:]
    assert path.stat().st_mode & 0o077 == 0
    assert open_stored(tmp_path / "files", clean.sha256).read() == b"noi dung"
    assert remove_stored(tmp_path / "files", clean.sha256)
    assert not remove_stored(tmp_path / "files", clean.sha256)
    with pytest.raises(FileNotFoundError):
        open_stored(tmp_path / "files", clean.sha256)


def test_the_same_content_is_kept_once_and_leaves_no_half_file(tmp_path: Path) -> None:
    first, second = store(tmp_path, a_clean_file()), store(tmp_path, a_clean_file())

    assert first == second
    assert [one.name for one in first.parent.iterdir()] == [first.name]


def test_a_store_that_is_interrupted_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fails)

    with pytest.raises(OSError, match="disk full"):
        store(tmp_path, a_clean_file())

    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_a_file_changed_on_disk_is_not_handed_out(tmp_path: Path) -> None:
    clean = a_clean_file()
    path = store(tmp_path, clean)
    path.write_bytes(b"khac")

    with pytest.raises(StoredFileDamaged):
        open_stored(tmp_path, clean.sha256)


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"]
)
def test_only_a_hash_leads_to_a_stored_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError):
        open_stored(tmp_path, name)
