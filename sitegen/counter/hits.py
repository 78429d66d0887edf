"""What is asked of the live service, and what it answers: the contract with the script on the page.

A page address is the site's id and the permalink, written together: `yen-bai/tin-tuc/bai/`, `_union/` for the union's front page.

    POST hit                    body: a page address as plain text (`navigator.sendBeacon`). Counts a view: 204 when it is in the ledger.
    GET  hit.gif?p=<address>    counts a view, for browsers without JavaScript: a picture of one pixel
    GET  views?p=<address>      {"views": 159, "today": 12, "month": 1200, "total": 1290001, "online": 46}; views: null of no article
    GET  health                 200 while the ledger can be written, 503 otherwise

204 is also the answer to what is rightly not counted again or at all: the same visitor within half an hour, a robot (which has a column of
its own), a page that the browser fetched in advance. Anything else is refused in a few words, and counts nothing: 400 no page address, 403
another site's page, 404 nothing published there, 405, 413, 429 too many from one address, 503 the ledger cannot be written.

Nothing that tells readers apart leaves this process, and nothing is set in a browser; a wish not to be tracked needs no answer of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from urllib.parse import parse_qs

from sitegen.counter.listed import Known, Listed
from sitegen.counter.robots import Robots
from sitegen.counter.totals import Totals
from sitegen.counter.visitors import Visitors, network
from sitegen.counter.wire import Answer, Reply, Request, answer
from sitegen.counter.writing import Batch, Writing
from sitegen.errors import N_, Translate

LONGEST = 1_000
"""Characters of a page address."""
PROXIES = ("127.0.0.1", "::1")
"""Whose word for a reader's address is taken, if nothing else is said: a web server on this machine."""

_PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
_SAID = {
    400: N_("This is not the address of a page."),
    403: N_("This page belongs to another site."),
    404: N_("Nothing is published at this address."),
    405: N_("This cannot be asked in this way."),
    413: N_("This is too long for the address of a page."),
    429: N_("Too many at once: wait a little."),
    431: N_("This is too long for a request."),
    503: N_("This could not be counted just now."),
}
_HERE = (b"same-origin", b"same-site")


class Hits:
    """Answers requests. What it answers with is replaced from outside: `listed` after a build, `totals` after another one's counts."""

    def __init__(
        self, listed: Listed, totals: Totals, visitors: Visitors, writing: Writing, today: Callable[[], date],
        translate: Translate, proxies: Iterable[str] = PROXIES,
    ) -> None:  # fmt: skip
        self.listed = listed
        self.totals = totals
        self._visitors = visitors
        self._writing = writing
        self._today = today
        self._proxies = {network(proxy) for proxy in proxies}
        self._is_robot = Robots().is_robot
        self._is_robot("Mozilla/5.0")  # makes ready what is made ready with the first question
        self.refusals = {status: answer(status, f"{translate(text)}\n".encode()) for status, text in _SAID.items()}
        self._counted = answer(204)
        self._pixel = answer(200, _PIXEL, "image/gif")
        self._paths = {
            b"/hit": ((b"POST",), self._beacon),
            b"/hit.gif": ((b"GET",), self._image),
            b"/views": ((b"GET", b"HEAD"), self._views),
            b"/health": ((b"GET", b"HEAD"), self._health),
        }

    def handle(self, request: Request, reply: Reply) -> None:
        """Answers one request, a hit only when it is in the ledger."""
        methods, run = self._paths.get(request.path, ((), None))
        if run is None:
            reply(self.refusals[404])
        elif request.method not in methods:
            reply(self.refusals[405]._replace(lines=self.refusals[405].lines + b"Allow: " + b", ".join(methods) + b"\r\n"))
        else:
            run(request, reply)

    def counted(self, batch: Batch) -> None:
        """Takes notice of hits that are in the ledger."""
        self.totals.count(batch.counts)
        for reading in batch.readings:
            self._visitors.remember(reading)

    # -- what is asked

    def _beacon(self, request: Request, reply: Reply) -> None:
        self._hit(request, _text(request.body), self._counted, reply)

    def _image(self, request: Request, reply: Reply) -> None:
        self._hit(request, _asked(request.query), self._pixel, reply)

    def _views(self, request: Request, reply: Reply) -> None:
        found = self._find(_asked(request.query))
        if isinstance(found, int):
            reply(self.refusals[found])
            return
        site = found.page[0]
        numbers = self.totals.numbers(site)
        said = {
            "views": found.views + self.totals.views(found.page) if found.is_article else None,
            **numbers._asdict(),
            "online": self._visitors.online(site),
        }
        reply(
            answer(200, json.dumps(said).encode(), "application/json", Cache_Control="public, max-age=10", Access_Control_Allow_Origin="*")
        )

    def _health(self, request: Request, reply: Reply) -> None:
        reply(answer(200, b"ok\n") if self._writing.is_well else self.refusals[503])

    # -- hits

    def _hit(self, request: Request, address: str | None, counted: Answer, reply: Reply) -> None:
        visitors, writing, headers = self._visitors, self._writing, request.headers
        today = self._today()
        if today != visitors.day:
            visitors.begin(today)
        reader = self._reader(request)
        if visitors.is_hurried(reader):
            reply(self.refusals[429])
            return
        found = self._find(address)
        if isinstance(found, int):
            reply(self.refusals[found])
            return
        if not _is_from(headers, found):
            reply(self.refusals[403])
            return
        if _is_in_advance(headers):
            reply(counted)
            return
        agent = headers.get(b"user-agent", b"").decode("latin-1")
        is_robot = self._is_robot(agent)
        if not is_robot:
            visitors.see(found.page[0], visitors.digest(reader, agent, found.page[0]))
        reading = visitors.digest(reader, agent, *found.page)
        if visitors.is_again(reading):
            reply(counted)
            return

        def told(is_written: bool) -> None:
            reply(counted if is_written else self.refusals[503])

        if writing.joins(reading, told):
            return
        if writing.is_full:
            reply(self.refusals[503])
        else:
            writing.add(found.page, today, is_robot, told, reading)

    def _find(self, address: str | None) -> Known | int:
        """What is published at an address; the status of the refusal where nothing is."""
        if address is None or len(address) > LONGEST or "/" not in address or not address.isprintable():
            return 400
        return self.listed.find(address) or 404

    def _reader(self, request: Request) -> str:
        """The address of the reader: the nearest that is not one of our own proxies."""
        if network(request.peer) not in self._proxies:
            return request.peer
        said = request.headers.get(b"x-forwarded-for", b"").decode("latin-1")
        for address in reversed(said.split(",")):
            if (address := address.strip()[:64]) and network(address) not in self._proxies:
                return address
        return request.peer


def _text(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _asked(query: bytes) -> str | None:
    """The page address in a query."""
    try:
        return parse_qs(query.decode("ascii"), strict_parsing=True, errors="strict", max_num_fields=9)["p"][0]
    except (ValueError, KeyError):
        return None


def _is_from(headers: dict[bytes, bytes], page: Known) -> bool:
    """Whether a hit was sent by the site that the page belongs to, as its browser says."""
    if origin := headers.get(b"origin"):
        return origin.decode("latin-1").lower() in page.origins
    if referer := headers.get(b"referer"):
        return b"/".join(referer.split(b"/", 3)[:3]).decode("latin-1").lower() in page.origins
    return headers.get(b"sec-fetch-site") in _HERE


def _is_in_advance(headers: dict[bytes, bytes]) -> bool:
    """Whether the browser asks for what nobody has looked at yet."""
    said = headers.get(b"sec-purpose") or headers.get(b"purpose") or headers.get(b"x-moz") or b""
    return b"prefetch" in said.lower() or b"preview" in said.lower()
