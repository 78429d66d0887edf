"""HTTP/1.1 over sockets, for requests and answers of a few hundred bytes.

The parser is httptools': a hit costs a tenth of what it would in a web framework, and a service on one processor can take some thousand
of them a second. Here are the limits: how long a head and a body may be, how slow a client, how many at once. What is asked and what is
answered is not known here. Behind a web server, which speaks TLS and HTTP/2 to readers, it needs no more than this.
"""

from __future__ import annotations

import asyncio
import traceback
from collections import deque
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from typing import NamedTuple

import httptools

HEAD = 16_384
"""Bytes that a request may have before its body, at least; whoever sends more is cut off."""
BODY = 2_048
"""Bytes that a body may have."""
AT_ONCE = 4_096
"""Connections; one more is closed at once."""
AHEAD = 16
"""Requests that one connection may send before the first of them is answered."""
IDLE, SLOW = 75.0, 10.0
"""Seconds that a connection may be silent between requests, and within one."""


class Request(NamedTuple):
    """A request. Names of headers are in small letters; `peer` is the address at the other end of the connection."""

    method: bytes
    path: bytes
    query: bytes
    headers: dict[bytes, bytes]
    body: bytes
    peer: str


class Answer(NamedTuple):
    """What is sent back: the lines of the head after the first, each with its end, and the body."""

    status: int
    lines: bytes = b""
    body: bytes = b""


def answer(status: int, body: bytes = b"", type: str = "text/plain; charset=utf-8", **headers: str) -> Answer:
    """An answer with these headers, whose names have `_` for `-`; what may be kept by nobody if nothing else is said."""
    given = {"Cache_Control": "no-store", **headers}
    if status != HTTPStatus.NO_CONTENT:
        given |= {"Content_Type": type, "Content_Length": str(len(body)), "X_Content_Type_Options": "nosniff"}
    return Answer(status, "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items()).encode(), body)


Reply = Callable[[Answer], None]
Handle = Callable[[Request, Reply], None]
"""Answers a request by one call of the second argument, now or later."""

_LINES = {int(status): f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}
_CLOSE = b"Connection: close\r\n"


class _Slot:
    """A request's place in the order of answers."""

    __slots__ = ("answer", "is_head", "is_last")

    def __init__(self, is_head: bool, is_last: bool) -> None:
        self.answer: Answer | None = None
        self.is_head = is_head
        self.is_last = is_last


class _Connection(asyncio.Protocol):
    """One connection: requests are taken one after the other, and answered in that order."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._slots: deque[_Slot] = deque()
        self._is_closing = False
        self._received = 0
        self.heard = wire.loop.time()
        self._begin()

    def _begin(self) -> None:
        self._url, self._body = b"", b""
        self._headers: dict[bytes, bytes] = {}

    @property
    def is_waited_for(self) -> bool:
        """Whether an answer is still to be sent."""
        return bool(self._slots)

    def has_time_until(self, now: float) -> bool:
        """Whether the client may still be waited for."""
        return self.is_waited_for or now - self.heard < (SLOW if self._received else IDLE)

    def close(self) -> None:
        """Closes at once what nobody waits for, anything else after its answers."""
        self._is_closing = True
        if not self._slots:
            self._transport.close()

    # -- what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._parser = httptools.HttpRequestParser(self)
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if peer else ""
        if len(self._wire.connections) >= AT_ONCE:
            transport.close()
        self._wire.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_closing = True
        self._wire.connections.discard(self)

    def pause_writing(self) -> None:
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        if self._is_closing:
            return
        if not self._received:
            self.heard = self._wire.loop.time()
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._is_closing = True  # what follows is another protocol; the request before it is answered
        except httptools.HttpParserError:
            self._refuse(HTTPStatus.BAD_REQUEST)
        if self._received > HEAD + BODY:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    # -- what the parser calls

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        if self._parser.get_http_version() not in ("1.0", "1.1"):
            self._refuse(HTTPStatus.BAD_REQUEST)
        length = self._headers.get(b"content-length", b"0")
        if len(length) > 9 or not length.isdigit() or int(length) > BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def on_body(self, body: bytes) -> None:
        if len(self._body) + len(body) > BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            self._body += body

    def on_message_complete(self) -> None:
        self._received = 0
        if self._is_closing:
            return
        method = self._parser.get_method()
        slot = self._slot(method == b"HEAD", not self._parser.should_keep_alive())
        path, _, query = self._url.partition(b"?")
        request = Request(method, path, query, self._headers, self._body, self._peer)
        self._begin()
        try:
            self._wire.handle(request, lambda answer: self._answer(slot, answer))
        except Exception:
            traceback.print_exc()
            self._answer(slot, answer(HTTPStatus.INTERNAL_SERVER_ERROR))
        if len(self._slots) > AHEAD:
            self._refuse(HTTPStatus.TOO_MANY_REQUESTS)

    # -- answers in their order

    def _slot(self, is_head: bool, is_last: bool) -> _Slot:
        slot = _Slot(is_head, is_last)
        self._slots.append(slot)
        self._is_closing |= is_last
        return slot

    def _refuse(self, status: HTTPStatus) -> None:
        """Answers what is no request at all, and hears no more."""
        if not self._is_closing:
            self._answer(self._slot(False, True), self._wire.refusals.get(status) or answer(status))

    def _answer(self, slot: _Slot, answer: Answer) -> None:
        slot.answer = answer
        parts: list[bytes] = []
        while self._slots and (found := self._slots[0].answer):
            first = self._slots.popleft()
            is_last = first.is_last or (self._is_closing and not self._slots)
            parts += (_LINES[found.status], self._wire.date, _CLOSE if is_last else b"", found.lines, b"\r\n")
            parts.append(b"" if first.is_head else found.body)
        if parts and not self._transport.is_closing():
            self._transport.write(b"".join(parts))
            if self._is_closing and not self._slots:
                self._transport.close()


class Wire:
    """Listens at an address and hands requests on. `refusals` are the answers to what is no request that could be handed on."""

    def __init__(self, handle: Handle, refusals: dict[int, Answer] | None = None) -> None:
        self.handle = handle
        self.refusals = refusals or {}
        self.connections: set[_Connection] = set()
        self.loop = asyncio.get_running_loop()
        self._tick()

    async def listen(self, host: str, port: int) -> int:
        """Begins to listen, and returns the port, which the system chooses for 0. Raises OSError."""
        self._server = await self.loop.create_server(lambda: _Connection(self), host or None, port, backlog=1024)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Hears nobody any more; returns when what was asked before is answered, or after some seconds."""
        self._server.close()
        for connection in list(self.connections):
            connection.close()
        end = self.loop.time() + SLOW
        while any(connection.is_waited_for for connection in self.connections) and self.loop.time() < end:
            await asyncio.sleep(0.02)
        self._timer.cancel()

    def _tick(self) -> None:
        """Every second: what time it is, and who has been silent for too long."""
        self.date = f"Date: {formatdate(usegmt=True)}\r\n".encode()
        now = self.loop.time()
        for connection in [one for one in self.connections if not one.has_time_until(now)]:
            connection.close()
        self._timer = self.loop.call_later(1, self._tick)
