"""Log formats: what Apache and nginx call them, the pattern that reads a line, and where in it each field stands.

`apachelogs` knows Apache's directives; nginx's variables are put into them. Its patterns try every way of dividing a line, which a hostile
line can make last for ever; here each field ends where its neighbour begins, so a line is read once from left to right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import apachelogs
from apachelogs.directives import format2regex
from apachelogs.timeutil import assemble_datetime
from apachelogs.util import esc_string, esc_word

from sitegen import dates
from sitegen.errors import N_, Kind, Place, Refused

BAD_FORMAT = Kind(
    "log-format",
    N_("This log format lacks {missing}: who asked, when, what for, and what was answered must stand in every line."),
    N_("Give “common”, “combined” or “vhost_combined”, or the LogFormat line of Apache or the log_format of nginx, as it stands there."),
)
NOT_A_FORMAT = Kind(
    "log-format-unknown",
    N_("“{format}” is no log format: {reason}."),
    N_("Give “common”, “combined” or “vhost_combined”, or the LogFormat line of Apache or the log_format of nginx, as it stands there."),
)
UNRECOGNISED = Kind(
    "log-format-unrecognised",
    N_("The first lines are of no log format that is known here."),
    N_("Name the format with --log-format: the LogFormat line of Apache or the log_format of nginx, as it stands in its configuration."),
)

NAMED = {
    "common": apachelogs.COMMON,
    "combined": apachelogs.COMBINED,
    "vhost_combined": apachelogs.VHOST_COMBINED,
    "main": apachelogs.COMBINED + ' "%{X-Forwarded-For}i"',
}
"""Formats with a name; `main` is the one of nginx's own example."""
_TRIED = ("main", "combined", "vhost_combined", "common")
SAMPLE = 200
"""How many lines a format is recognised from."""

_NGINX = {
    "remote_addr": "%h",
    "remote_user": "%u",
    "time_local": "%{time_local}n",
    "request": "%r",
    "request_method": "%m",
    "request_uri": "%U",
    "uri": "%U",
    "status": "%>s",
    "body_bytes_sent": "%b",
    "bytes_sent": "%b",
    "host": "%v",
    "server_name": "%V",
}

_AHEAD = re.compile(rb"prefetch|prerender|preview", re.IGNORECASE)
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F))).replace('"', "").replace("\\", "")
_ADDRESSES = ("remote_address", "remote_host", "remote_client_address", "headers_in x-forwarded-for", "headers_in x-real-ip")
_PURPOSES = ("headers_in sec-purpose", "headers_in purpose", "headers_in x-purpose", "headers_in x-moz")
_TIMES = ("request_time_fields", "notes time_local", "notes time_iso8601", "notes msec")


class Format:
    """A log format, by one of the names above or as a server's configuration has it. Raises `Refused` for what is none.

    `name` is what it was asked for by. `pattern` reads a line of bytes without its end; what else is asked here is asked of a match of it.
    `clock` is a group that says the whole time, 0 (the line) where several together do; `request` that of the request line, 0 where the
    format has it in parts.
    """

    def __init__(self, text: str) -> None:
        self.name = text
        self.text = NAMED.get(text, text)
        directives = _from_nginx(self.text) if re.search(r"\$\{?[a-z]", self.text) else self.text.replace('\\"', '"')
        try:
            groups, pattern = format2regex(directives)
            self.pattern = re.compile(_sharpened(pattern).encode("ascii"))
        except (apachelogs.Error, re.error, UnicodeEncodeError) as error:
            raise Refused(NOT_A_FORMAT.at(Place("--log-format"), format=text, reason=error)) from None
        self._fields = {_name(group): number for number, group in reversed([*enumerate(groups, 1)])}
        self.request = self._of("request_line", "original_request_line", "final_request_line")
        self._method = self._of("request_method")
        self._uri = self._of("request_uri", "final_request_uri", "original_request_uri")
        self._status = self._of("final_status", "status", "original_status")
        self._agent = self._of("headers_in user-agent")
        self._host = self._of("virtual_host", "server_name", "headers_in host")
        self._visitor = [self._fields[name] for name in _ADDRESSES if name in self._fields] + [self._agent] * (self._agent > 0)
        self._purposes = [self._fields[name] for name in _PURPOSES if name in self._fields]
        self._times = [number for number, group in enumerate(groups, 1) if _name(group).startswith(_TIMES)]
        self._convert = _clock([groups[number - 1] for number in self._times])
        self.clock = self._times[0] if len(self._times) == 1 else 0
        self._stamp, self._moment = b"", 0
        missing = {
            "%h": not any(name in self._fields for name in _ADDRESSES),
            "%t": not self._times,
            "%r": not (self.request or (self._method and self._uri)),
            "%>s": not self._status,
        }
        if any(missing.values()):
            raise Refused(BAD_FORMAT.at(Place("--log-format"), missing=", ".join(name for name, is_so in missing.items() if is_so)))
        told = (self.request, self._method, self._uri, self._status, self._of("bytes_sent", "bytes_out"), self._host)
        self._impersonal = sorted({*self._times, *told} - {0})

    def moment(self, match: re.Match[bytes]) -> int:
        """When it was asked, in seconds since 1970. Raises ValueError where there is no such time."""
        stamp = match[self.clock] if self.clock else b"\0".join([match[number] for number in self._times])
        if stamp != self._stamp:
            try:
                self._moment = int(self._convert(stamp))
            except (OverflowError, LookupError, TypeError) as error:
                raise ValueError(stamp) from error
            self._stamp = stamp
        return self._moment

    def target(self, match: re.Match[bytes]) -> bytes:
        """What was asked for, where it was asked for to be read (GET); else nothing."""
        if self.request:
            method, _, rest = match[self.request].partition(b" ")
            return rest.partition(b" ")[0] if method == b"GET" else b""
        return match[self._uri] if match[self._method] == b"GET" else b""

    @property
    def tells_host(self) -> bool:
        """Whether its lines say which host was asked."""
        return bool(self._host)

    def status(self, match: re.Match[bytes]) -> bytes:
        """What was answered: `200`."""
        return match[self._status]

    def host(self, match: re.Match[bytes]) -> str:
        """The name that was asked, in small letters and without a port; empty where the format does not tell it."""
        if not self._host:
            return ""
        text = match[self._host].decode("ascii", "replace").lower().rstrip(".")
        return "" if text == "-" else re.sub(r":\d+$", "", text)

    def agent(self, match: re.Match[bytes]) -> str | None:
        """The program that asked, empty where it does not say so; none where the format does not tell it."""
        if not self._agent:
            return None
        text = match[self._agent].decode("ascii", "replace")
        return "" if text == "-" else text

    def visitor(self, match: re.Match[bytes]) -> bytes:
        """Who asked: for telling apart readers while a log is read, never to be kept."""
        return b"\0".join([match[number] for number in self._visitor])

    def is_ahead(self, match: re.Match[bytes]) -> bool:
        """Whether a browser asked for it before anybody wanted to read it."""
        return bool(self._purposes) and any(_AHEAD.search(match[number]) for number in self._purposes)

    def impersonal(self, match: re.Match[bytes]) -> bytes:
        """What a line says besides who asked: time, request, status, length, host."""
        return b"\0".join([match[number] for number in self._impersonal])

    def _of(self, *names: str) -> int:
        """The group of the first of these fields that the format has; 0 where it has none."""
        return next((self._fields[name] for name in names if name in self._fields), 0)


def recognise(lines: Iterable[bytes], place: str) -> Format:
    """The format that most of a log's first lines have. Raises `Refused` where none of those known reads a single one."""
    sample = [line for _, line in zip(range(SAMPLE), lines, strict=False)]
    read = {name: sum(form.pattern.fullmatch(line) is not None for line in sample) for name in _TRIED for form in [Format(name)]}
    found = max(_TRIED, key=lambda name: read[name])
    if sample and not read[found]:
        raise Refused(UNRECOGNISED.at(Place(place, 1)))
    return Format(found)


def _clock(groups: list[tuple[Any, str, Callable[[str], Any]]]) -> Callable[[bytes], float]:
    """How the text of the time is read, in seconds since 1970."""
    name = _name(groups[0]) if groups else ""
    if name in ("request_time_fields timestamp", "notes time_local"):
        return _stamps()
    if name == "notes time_iso8601":
        return lambda text: datetime.fromisoformat(text.decode("ascii")).timestamp()
    if name == "notes msec":
        return lambda text: float(text)

    def by_parts(text: bytes) -> float:
        parts = zip(groups, text.decode("ascii").split("\0"), strict=True)
        moment = assemble_datetime({name[1]: convert(part) for (name, _, convert), part in parts})
        if moment is None:
            raise ValueError(text)
        return float((moment if moment.tzinfo else moment.replace(tzinfo=dates.ZONE)).timestamp())

    return by_parts


def _stamps() -> Callable[[bytes], float]:
    """Reads `25/Nov/2026:10:00:00 +0700`, each minute only once."""
    known: dict[bytes, float] = {}

    def read(text: bytes) -> float:
        text = text.strip(b"[]")
        minute, seconds = text[:18] + b"00" + text[20:], text[18:20]
        if not seconds.isdigit() or seconds > b"60":
            raise ValueError(text)
        if minute not in known:
            if len(known) > 10_000:
                known.clear()
            known[minute] = datetime.strptime(minute.decode("ascii"), "%d/%b/%Y:%H:%M:%S %z").timestamp()
        return known[minute] + int(seconds)

    return read


def _name(group: tuple[Any, str, Any]) -> str:
    return " ".join(group[0]).lower() if isinstance(group[0], tuple) else str(group[0])


def _sharpened(pattern: str) -> str:
    """A pattern of `apachelogs` in which a field takes all it can and gives nothing back: it ends before the sign that follows it."""
    parts = re.split(f"({re.escape(esc_string.regex)}|{re.escape(esc_word.regex)})", pattern)
    for at in range(1, len(parts), 2):
        follows = re.match(r'(?:\|-\)|\|""\)|\))*\\?(.?)', parts[at + 1])
        sign = follows[1] if follows else ""
        if sign not in tuple("(?["):
            inside = re.escape(
                "".join(letter for letter in _PRINTABLE if letter != sign and not (letter == " " and parts[at] == esc_word.regex))
            )
            parts[at] = rf"(?:[{inside}]++|\\.)*+"
    return "".join(parts)


def _from_nginx(text: str) -> str:
    """Apache's directives for a `log_format` of nginx, given as it stands in its configuration, with or without quotes and line breaks."""
    inner = re.sub(r"^\s*log_format\s+\S+\s+(?:escape=\w+\s+)?", "", text).strip().removesuffix(";").strip()
    if re.fullmatch(r"(?:'[^']*'\s*)+", inner):
        inner = "".join(re.findall(r"'([^']*)'", inner))

    def directive(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        if name.startswith("http_"):
            return f"%{{{name.removeprefix('http_').replace('_', '-')}}}i"
        return _NGINX.get(name, f"%{{{name}}}n")

    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", directive, inner.replace("%", "%%"))
