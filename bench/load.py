"""Asks a server as fast as it answers: one thread, several connections kept open, ready bytes."""

from __future__ import annotations

import gzip
import re
import selectors
import socket
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import quantiles

PATIENCE = 30.0  # seconds for one answer
READ_AT_ONCE = 1 << 18
MILLISECONDS = 1000
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Refused(RuntimeError):
    """A server gave something else than what was to be measured."""


@dataclass(frozen=True)
class Answer:
    """One answer as it came over the wire; `head` ends with the empty line."""

    status: int
    head: bytes
    body: bytes

    @property
    def octets(self) -> int:
        """What it weighs on the wire."""
        return len(self.head) + len(self.body)

    @property
    def text(self) -> str:
        """What it says, unpacked."""
        is_packed = b"\r\ncontent-encoding: gzip" in self.head.lower()
        return (gzip.decompress(self.body) if is_packed else self.body).decode()


@dataclass(frozen=True)
class Load:
    """What a load saw: how long all of it took, and each answer (both in seconds).

    `busy` is the share of the time in which this program itself was computing: near 1 it was
    this program that was measured, not the server.
    """

    seconds: float
    times: tuple[float, ...]
    busy: float = 0.0

    @property
    def per_second(self) -> float:
        """Answers in a second."""
        return len(self.times) / self.seconds

    def milliseconds(self, percent: int) -> float:
        """The time within which so many percent of the answers came."""
        if len(self.times) < 2:
            return self.times[0] * MILLISECONDS
        return quantiles(self.times, n=100, method="inclusive")[percent - 1] * MILLISECONDS


def get(port: int, path: str, **headers: str) -> bytes:
    """A GET request of a browser that unpacks; `X_Fragment="1"` adds X-Fragment: 1."""
    return request("GET", port, path, headers={"Accept-Encoding": "gzip, br"} | headers)


def request(
    method: str, port: int, path: str, *, headers: dict[str, str], body: bytes = b""
) -> bytes:
    """The bytes of a request on a connection that stays open."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def ask(port: int, *requests: bytes) -> list[Answer]:
    """The answers to the requests, one after the other on one connection.

    Raises Refused for anything but 200.
    """
    with Connection(port) as connection:
        answers = []
        for one in requests:
            connection.send(one)
            answer = connection.receive()
            while answer is None:
                answer = connection.receive()
            answers.append(answer)
        return answers


def press(
    port: int, requests: Iterable[bytes], *, connections: int, seconds: float = PATIENCE
) -> Load:
    """Send `requests` over so many connections, each as soon as the one before was answered.

    Ends when they are used up or the seconds have passed. Raises Refused for anything but 200.
    """
    waiting = iter(requests)
    times: list[float] = []
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        opened = [stack.enter_context(Connection(port)) for _ in range(connections)]
        began, computed = time.perf_counter(), time.thread_time()
        until, asking = began + seconds, 0
        for connection, one in zip(opened, waiting, strict=False):
            connection.send(one)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            asking += 1
        while asking:
            ready = selector.select(PATIENCE)
            if not ready:
                raise Refused(f"no answer within {PATIENCE:.0f} s")
            for key, _ in ready:
                if key.data.receive() is None:
                    continue
                now = time.perf_counter()
                times.append(now - key.data.sent_at)
                following = next(waiting, None) if now < until else None
                if following is None:
                    selector.unregister(key.fileobj)
                    asking -= 1
                else:
                    key.data.send(following)
        spent = time.perf_counter() - began
        return Load(spent, tuple(times), (time.thread_time() - computed) / spent)


class Connection:
    """One connection to the server, kept open."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._came = b""

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, request: bytes) -> None:
        """Send a request; what was asked before has been answered."""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """Read what has come: the answer when it is whole, None while some of it is missing."""
        piece = self.socket.recv(READ_AT_ONCE)
        if not piece:
            raise Refused("the server closed the connection")
        self._came += piece
        end = self._came.find(b"\r\n\r\n") + 4
        if end < 4:
            return None
        head = self._came[:end]
        status, length = int(head[9:12]), _LENGTH.search(head)
        if status != 200 or length is None:
            said = self._came[:2000].decode(errors="replace")
            raise Refused(f"an answer that is not to be measured:\n{said}")
        if len(self._came) - end < int(length.group(1)):
            return None
        body, self._came = self._came[end:], b""
        return Answer(status, head, body)
