"""A small load: one process, several connections kept open, requests made of ready bytes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

READ = 1 << 16


@dataclass(frozen=True)
class Run:
    """What a load saw: answers a second, and the median time of one in milliseconds."""

    per_second: float
    median_ms: float


def get(host: str, path: str, *, accept_gzip: bool = True) -> bytes:
    """The bytes of a GET request on a connection that stays open."""
    encoding = "Accept-Encoding: gzip\r\n" if accept_gzip else ""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{encoding}\r\n".encode()


def answer(connection: socket.socket) -> tuple[int, bytes, bytes]:
    """Read one answer: its status, head and body (Content-Length only)."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += _more(connection)
    return int(head.split(b" ", 2)[1]), head, body


def run(host: str, requests: Sequence[bytes], *, connections: int, seconds: float) -> Run:
    """Send `requests` round and round for so many seconds; every answer must be a success."""
    times: list[float] = []
    failures: list[int] = []
    until = time.perf_counter() + seconds

    def work(first: int) -> None:
        name, _, port = host.partition(":")
        with socket.create_connection((name, int(port))) as connection:
            place = first
            while time.perf_counter() < until:
                started = time.perf_counter()
                connection.sendall(requests[place % len(requests)])
                status, _, _ = answer(connection)
                times.append(time.perf_counter() - started)
                if status >= 400:
                    failures.append(status)
                place += connections

    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"{len(failures)} requests failed, first with {failures[0]}")
    spent = time.perf_counter() - began
    return Run(len(times) / spent, sorted(times)[len(times) // 2] * 1000)


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(READ)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data
