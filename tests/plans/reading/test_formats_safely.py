"""Files that would harm who reads them; the only tests that start the processes of the product."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pikepdf
import pytest

from feedback import sandbox
from feedback.plans.reading import UnreadableDocument, converting, read_document, safely, wire
from feedback.plans.reading.safely import read_safely
from tests.plans.reading.pdf_files import pdf_file
from tests.plans.reading.reading import read_fixture
from tests.plans.reading.word_files import paragraph, plan_list, table, word_file


def a_pdf_that_unfolds(megabytes: int) -> bytes:
    with pikepdf.open(io.BytesIO(pdf_file([]))) as pdf:
        compressor = zlib.compressobj(9)
        # After a full flush every megabyte is packed into the same bytes.
        first, again = (
            compressor.compress(b" " * 1_000_000) + compressor.flush(zlib.Z_FULL_FLUSH)
            for _ in range(2)
        )
        packed = first + again * (megabytes - 1)
        pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, packed, Filter=pikepdf.Name.FlateDecode)
        file = io.BytesIO()
        pdf.save(file, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return file.getvalue()


def test_what_was_read_comes_whole_through_the_pipe():
    data = word_file(
        paragraph("KẾ HOẠCH"), paragraph("Việc", number=1), table(("TT", "Việc"), ("1", "Họp")),
        numbering=plan_list(),
    )  # fmt: skip

    assert read_safely(data, "kế hoạch.docx") == read_document(data, "kế hoạch.docx")


@pytest.mark.parametrize("name", ["ke-hoach-so.txt", "quyet-dinh-kem-ke-hoach.txt"])
def test_every_kind_of_answer_can_be_written_and_read_back(name):
    read = read_fixture(name)

    assert wire.read_back(wire.written(read)) == read


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b'[["a"],[],[],[],[]]', b"\xff", b"[" * 9999])
def test_what_is_no_answer_is_not_believed(raw):
    with pytest.raises(ValueError):
        wire.read_back(raw)


def test_a_file_that_unfolds_without_end_ends_its_own_process_only():
    with pytest.raises(UnreadableDocument, match="quá lớn hoặc quá phức tạp"):
        read_safely(a_pdf_that_unfolds(900), "plan.pdf")


def test_a_refusal_comes_through_the_pipe_in_words():
    with pytest.raises(UnreadableDocument, match="macro") as refusal:
        read_safely(word_file(paragraph("x"), extra={"word/vbaProject.bin": b"m"}), "plan.docm")

    assert refusal.value.params == {}


def test_reading_that_takes_too_long_is_ended():
    with pytest.raises(UnreadableDocument, match="giây"):
        safely._asked(b"1. a", "plan.txt", wall_seconds=0)


def test_a_process_that_cannot_start_is_our_fault_and_not_the_senders(monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "_PROJECT", tmp_path)

    with pytest.raises(RuntimeError, match="did not start"):
        read_safely(b"1. a", "plan.txt")


def test_the_process_that_reads_has_no_network():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        script = (
            "import socket\nfrom feedback import sandbox\nsandbox.limit_this_process(sandbox.Bounds())"
            f"\ntry:\n    socket.create_connection({address!r}, 1)\nexcept OSError:\n    print('held')"
        )
        told = subprocess.run(
            [sys.executable, "-c", script], cwd=sandbox._PROJECT, capture_output=True, check=True
        )

    assert told.stdout == b"held\n"


def test_without_libreoffice_the_sender_hears_what_to_send(monkeypatch):
    monkeypatch.setattr(converting, "is_possible", lambda: False)

    with pytest.raises(UnreadableDocument, match="LibreOffice"):
        read_safely(b"{\\rtf1 1. a}", "plan.rtf")


needs_libreoffice = pytest.mark.skipif(
    not converting.is_possible(), reason="LibreOffice is missing"
)


@needs_libreoffice
def test_libreoffice_makes_it_readable_and_fetches_nothing():
    asked: list[str] = []

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    server = HTTPServer(("127.0.0.1", 0), Asked)
    Thread(target=server.serve_forever, daemon=True).start()
    picture = f"http://127.0.0.1:{server.server_port}/a.png"
    field = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{picture}" \\d}}{{\fldrslt x}}}}'
    file = rf"{{\rtf1\ansi I. Chung\par 1. Ho\u803?p {field}\par 2. Ba\u224?n\par}}".encode()

    read = read_safely(file, "ke-hoach.rtf")
    server.shutdown()

    assert ([clause.label for clause in read.clauses], asked) == (["I", "I.1", "I.2"], [])
