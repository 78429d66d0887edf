"""What a GoatCounter has counted, taken into the ledger through its documented API: days and pages, never people.

Its numbers are set, not added, so taking them twice is taking them once; where it stops, the next import goes on. Only pages that were
published are taken, named as sitegen's own tag names them (`/yen-bai/tin-tuc/bai/`) or as they stand on the web. A day is that of the time
zone which is set in GoatCounter. It asks slower than the four times a second that are allowed, and tells its token to nobody else.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from sitegen.counter.published import UNION, Published
from sitegen.counter.store import Count, Store
from sitegen.errors import N_, Kind, Place, Refused

MAKE_TOKEN = N_("Make one in GoatCounter under API, with the right to read statistics, and set it in the environment: GOATCOUNTER_TOKEN=…")
NO_GOATCOUNTER = Kind(
    "config-goatcounter",
    N_("The configuration names no GoatCounter."),
    N_('Write its address under [counter]: goatcounter = "https://ten.goatcounter.com/"'),
)
NO_TOKEN = Kind(
    "goatcounter-no-token",
    N_("GoatCounter is asked with a token, and there is none."),
    MAKE_TOKEN,
)
WRONG_TOKEN = Kind(
    "goatcounter-token",
    N_("GoatCounter does not know this token, or it may not read statistics ({status})."),
    MAKE_TOKEN,
)
UNHEARD = Kind(
    "goatcounter-unheard",
    N_("GoatCounter gives no answer that can be used: {reason}."),
    N_("Check its address in [counter], then give the command again: it goes on where it stopped. Nothing is counted twice."),
)

SOURCE = "goatcounter"
PAUSE = 0.3
"""Seconds between two questions: fewer than the four a second that are allowed."""
TRIES = 6
FIRST = "2019-01-01"
"""No GoatCounter is older."""
_LARGEST = 64_000_000
_PATHS, _HITS, _DAYS = 200, 100, 92
_LONGEST = 300
"""Seconds that an answer may ask to wait."""

Page = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import took: the views and pages, and how many addresses of GoatCounter are no page of the portal."""

    human: int
    pages: int
    unknown: int


class Api:
    """A GoatCounter's API. `pause` waits for seconds. Raises `Refused` for a wrong token, or when no try has an answer."""

    def __init__(self, address: str, token: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._address = address
        self._token = token
        self._pause = pause
        self.host = urlsplit(address).hostname or ""
        self._opener = urllib.request.build_opener(_Staying)

    def ask(self, path: str, **query: object) -> dict[str, Any]:
        """The answer to a question, a JSON object."""
        url = f"{self._address}api/v0/{path}?{urlencode(query)}"
        head = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", "User-Agent": "sitegen"}
        reason = ""
        for number in range(TRIES):
            self._pause(PAUSE)
            try:
                with self._opener.open(urllib.request.Request(url, headers=head), timeout=60) as answer:
                    data = answer.read(_LARGEST)
                found = json.loads(data)
                if isinstance(found, dict):
                    return found
                reason = f"{path}: {data[:40].decode('utf-8', 'replace')}"
            except urllib.error.HTTPError as error:
                error.close()
                reason = f"{error.code} {error.reason}"
                if error.code in (401, 403):
                    raise Refused(WRONG_TOKEN.at(Place("GOATCOUNTER_TOKEN"), status=error.code)) from None
                if error.code != 429 and error.code < 500:
                    break
                self._pause(_seconds(error.headers.get("X-Rate-Limit-Reset"), 2.0**number))
            except (OSError, HTTPException, ValueError) as error:  # no connection, an answer that breaks off, no JSON
                reason = str(error) or type(error).__name__
                self._pause(2.0**number)
        raise self.refuse(reason)

    def objects(self, answer: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
        """The objects under a key of an answer."""
        found = answer.get(key) or []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.refuse(f"{key}: {str(found)[:80]}")
        return found

    def refuse(self, reason: str) -> Refused:
        """That an answer is of no use."""
        return Refused(UNHEARD.at(Place(self._address), reason=reason))


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token is for one address."""

    def redirect_request(self, *args: Any) -> None:
        """None: the answer stands as it is."""


def take(api: Api, store: Store, published: Mapping[str, Published], start: date | None, stop: date) -> Taken:
    """Takes the days of a period, both among them, into a ledger; goes on where an import of the same period stopped.

    Without a `start` it is the last day that was taken before, or the first that a GoatCounter can know of.
    """
    name = f"{SOURCE}:{api.host}"
    was = store.mark(name)
    before = _Mark(**json.loads(was)) if was else _Mark()
    if start is None:
        start = date.fromisoformat((before.stop if before.is_done else before.start) or FIRST)
    is_same = not before.is_done and (before.start, before.stop) == (start.isoformat(), stop.isoformat())
    found, unknown = _pages(api, published)
    human = 0
    for begin, ids in _steps(start, stop, sorted(found)):
        if is_same and (begin.isoformat(), ids[-1]) <= (before.day, before.id):
            continue
        end = min(stop, begin + timedelta(days=_DAYS - 1))
        counts = list(_counts(api, found, begin, end, ids))
        store.put(counts)
        human += sum(count.human for count in counts)
        was = _remember(store, name, was, _Mark(start.isoformat(), stop.isoformat(), begin.isoformat(), ids[-1]))
    _remember(store, name, was, _Mark(start.isoformat(), stop.isoformat(), is_done=True))
    return Taken(human, len({page for page, _ in found.values()}), unknown)


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far an import came: of this period the part that begins with `day`, and the addresses up to `id`."""

    start: str = ""
    stop: str = ""
    day: str = ""
    id: int = 0
    is_done: bool = False


def _remember(store: Store, name: str, was: bytes | None, mark: _Mark) -> bytes:
    now = json.dumps(asdict(mark)).encode()
    store.add((), (name, now), was)
    return now


def _steps(start: date, stop: date, ids: Sequence[int]) -> Iterator[tuple[date, Sequence[int]]]:
    """The period in parts, by their first days, and the addresses in parts: each is one question."""
    while start <= stop:
        for at in range(0, len(ids), _HITS):
            yield start, ids[at : at + _HITS]
        start += timedelta(days=_DAYS)


def _pages(api: Api, published: Mapping[str, Published]) -> tuple[dict[int, tuple[Page, str]], int]:
    """The addresses that GoatCounter knows, by its own numbers, as pages with the source of their counts; how many are no page.

    A page may have several addresses there, each with a source of its own: in the ledger those of one kind add up.
    """
    places = sorted(((urlsplit(site.url).path, site) for site in published.values()), key=lambda place: -len(place[0]))
    found: dict[int, tuple[Page, str]] = {}
    seen: set[Page] = set()
    unknown, after, is_more = 0, 0, True
    while is_more:
        answer = api.ask("paths", limit=_PATHS, after=after)
        before = after
        for one in api.objects(answer, "paths"):
            id, path = one.get("id"), one.get("path")
            if type(id) is not int or not isinstance(path, str):
                raise api.refuse(f"paths: {str(one)[:80]}")
            after = max(after, id)
            page = None if one.get("event") else _page(path, published, places)
            if page:
                found[id] = page, f"{SOURCE}:{id}" if page in seen else SOURCE
                seen.add(page)
            else:
                unknown += 1
        is_more = answer.get("more") is True and after > before
    return found, unknown


def _page(path: str, published: Mapping[str, Published], places: Sequence[tuple[str, Published]]) -> Page | None:
    """The page at an address, with its site's id before it or as its site stands on the web; none where there is none."""
    path = f"{path.partition('?')[0].partition('#')[0].removesuffix('index.html').rstrip('/')}/"
    site, _, rest = path[1:].partition("/")
    if (told := published.get(site)) and _is_known(told, f"/{rest}"):
        return site, f"/{rest}"
    if (told := published.get(UNION)) and path == "/":
        return UNION, "/"
    within = ((told, f"/{path[len(base) :]}") for base, told in places if path.startswith(base))
    found = {(told.site, permalink) for told, permalink in within if _is_known(told, permalink)}
    return found.pop() if len(found) == 1 else None


def _is_known(site: Published, permalink: str) -> bool:
    return site.is_page(permalink) or permalink in site.moved


def _counts(api: Api, found: Mapping[int, tuple[Page, str]], begin: date, end: date, ids: Sequence[int]) -> Iterator[Count]:
    """The counts of some addresses in a period."""
    period = {"start": f"{begin}T00:00:00Z", "end": f"{end}T23:59:59Z", "group": "day"}
    answer = api.ask("stats/hits", **period, limit=_HITS, include_paths=",".join(map(str, ids)))
    for hit in api.objects(answer, "hits"):
        if hit.get("path_id") not in ids:
            continue
        (site, permalink), source = found[hit["path_id"]]
        for stat in api.objects(hit, "stats"):
            try:
                day, views = date.fromisoformat(stat["day"]), stat["daily"]
            except (KeyError, TypeError, ValueError):
                day, views = begin, None
            if type(views) is not int or not 0 <= views < 1 << 40:
                raise api.refuse(f"stats/hits: {str(stat)[:80]}")
            if views and begin <= day <= end:
                yield Count(site, day, permalink, source, views, 0)


def _seconds(text: str | None, otherwise: float) -> float:
    """The seconds that an answer asks to wait."""
    try:
        return min(float(text), _LONGEST) if text else otherwise
    except ValueError:
        return otherwise
