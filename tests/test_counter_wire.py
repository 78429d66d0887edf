"""HTTP as browsers, web servers and others speak it: answered in order, within limits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from sitegen.counter import wire
from sitegen.counter.wire import Reply, Request, Wire, answer

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def served(talk: Talk) -> list[Request]:
    """What was asked in a conversation. `/slow` is answered after a while, everything else at once with its body, or its path."""
    asked: list[Request] = []

    def handle(request: Request, reply: Reply) -> None:
        asked.append(request)
        if request.path == b"/slow":
            asyncio.get_running_loop().call_later(0.2, reply, answer(204))
        elif request.path == b"/wrong":
            raise ZeroDivisionError
        else:
            reply(answer(200, request.body or request.path))

    async def run() -> None:
        server = Wire(handle)
        reader, writer = await asyncio.open_connection("127.0.0.1", await server.listen("127.0.0.1", 0))
        try:
            await asyncio.wait_for(talk(reader, writer), 20)
        finally:
            writer.close()
            await server.close()

    asyncio.run(run())
    return asked


def answered(sent: bytes) -> tuple[bytes, list[Request]]:
    """All that comes back for some bytes, until the service hangs up, and what it took them for."""
    found = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        found.append(await reader.read())

    asked = served(talk)
    return found[0], asked


def test_a_request_is_taken_apart() -> None:
    """Method, path, query, headers in small letters and body; a client that wants to close is closed."""
    head = b"POST /hit?p=a%2Fb HTTP/1.1\r\nHost: x\r\nORIGIN: https://a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n"
    text, (request,) = answered(head + b"ab")
    assert request[:3] == (b"POST", b"/hit", b"p=a%2Fb")
    assert (request.headers[b"origin"], request.body, request.peer) == (b"https://a", b"ab", "127.0.0.1")
    head, _, body = text.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\nDate: ")
    assert b"Connection: close" in head
    assert b"Cache-Control: no-store" in head
    assert (b"Content-Length: 2" in head, body) == (True, b"ab")


def test_answers_come_in_the_order_of_questions() -> None:
    """Who sends three requests at once gets three answers in that order, though the first takes longest."""
    line = b" HTTP/1.1\r\nHost: x\r\n"
    text, asked = answered(b"GET /slow" + line + b"\r\nHEAD /b" + line + b"\r\nGET /last" + line + b"Connection: close\r\n\r\n")
    assert [request.path for request in asked] == [b"/slow", b"/b", b"/last"]
    assert [part[:3] for part in text.split(b"HTTP/1.1 ")[1:]] == [b"204", b"200", b"200"]
    assert text.endswith(b"/last")
    assert text.count(b"Connection: close") == 1


def test_an_old_client_is_answered_once() -> None:
    """HTTP/1.0 ends with the answer."""
    text, asked = answered(b"GET / HTTP/1.0\r\n\r\nGET /more HTTP/1.0\r\n\r\n")
    assert [request.path for request in asked] == [b"/"]
    assert text.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"),
        (b"GET /\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost x\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: -3\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 3000\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + 30 * (b"80\r\n" + 128 * b"a" + b"\r\n"), b"413"),
        (b"GET /" + 20_000 * b"a", b"431"),
        (b"GET / HTTP/1.1\r\nCookie: " + 20_000 * b"a", b"431"),
        (b"GET / HTTP/1.1\r\n" + 4_000 * b"A: b\r\n", b"431"),
    ],
)
def test_what_is_no_request_is_cut_off(sent: bytes, status: bytes) -> None:
    """It is answered once, shortly, and the connection is closed."""
    text, asked = answered(sent)
    assert text.startswith(b"HTTP/1.1 " + status)
    assert (text.count(b"HTTP/1.1"), asked) == (1, [])
    assert b"Connection: close" in text


def test_a_flood_on_one_connection_is_cut_off() -> None:
    """Who sends on and on without waiting for an answer is heard no more."""
    text, asked = answered(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" * 50)
    assert len(asked) == wire.AHEAD + 1
    assert [part[:3] for part in text.split(b"HTTP/1.1 ")[1:]] == [b"204"] * len(asked) + [b"429"]


def test_a_mistake_of_ours_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """What goes wrong in answering is said to the client in a status and to us in full; the service goes on."""
    text, _ = answered(b"GET /wrong HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert [part[:3] for part in text.split(b"HTTP/1.1 ")[1:]] == [b"500", b"200"]
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_silent_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who begins a request and does not end it, or says nothing for long, is closed; who is waited for is not."""
    monkeypatch.setattr(wire, "SLOW", 0.5)
    monkeypatch.setattr(wire, "IDLE", 0.5)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"GET / HTTP/1.1\r\nHost: ")
        assert await reader.read() == b""

    assert served(talk) == []


def test_more_connections_than_may_be_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are there stay."""
    monkeypatch.setattr(wire, "AT_ONCE", 2)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = writer.get_extra_info("peername")
        _, second = await asyncio.open_connection(host, port)
        await asyncio.sleep(0.1)
        third, last = await asyncio.open_connection(host, port)
        assert await third.read() == b""
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        second.close()
        last.close()

    assert len(served(talk)) == 1
