"""Log formats of Apache and nginx are read as their servers write them, and by nobody's tricks slowly."""

from __future__ import annotations

import apachelogs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.counter.formats import NAMED, Format, recognise
from sitegen.errors import Refused

MOMENT = 1_795_575_600  # 25 November 2026, 10:00 in Vietnam
STAMP = "25/Nov/2026:10:00:00 +0700"
NGINX = """
log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                '$status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for"';
"""
CASES = [
    ("common", f'203.0.113.7 - - [{STAMP}] "GET /a/ HTTP/1.1" 200 5', "", None),
    ("combined", f'203.0.113.7 - - [{STAMP}] "GET /a/ HTTP/1.1" 200 5 "-" "Opera"', "", "Opera"),
    ("combined", f'2001:db8::7 - thuy [{STAMP}] "GET /a/ HTTP/2.0" 304 - "-" "-"', "", ""),
    ("vhost_combined", f'A.Example:443 203.0.113.7 - - [{STAMP}] "GET /a/ HTTP/1.1" 200 5 "-" "Opera"', "a.example", "Opera"),
    ('%v %h %l %u %t \\"%r\\" %>s %b', f'yen-bai.example 203.0.113.7 - - [{STAMP}] "GET /a/ HTTP/1.1" 200 5', "yen-bai.example", None),
    ('%a %{%Y-%m-%d %H:%M:%S %z}t "%r" %s', '203.0.113.7 2026-11-25 10:00:00 +0700 "GET /a/ HTTP/1.1" 200', "", None),
    ("%h %{sec}t %m %U %s", f"203.0.113.7 {MOMENT} GET /a/ 200", "", None),
    (NGINX, f'203.0.113.7 - - [{STAMP}] "GET /a/ HTTP/1.1" 200 5 "-" "Opera" "-"', "", "Opera"),
    (
        '$host|$remote_addr|$time_iso8601|$request_method|$request_uri|$status|"$http_user_agent"',
        'yen-bai.example|203.0.113.7|2026-11-25T10:00:00+07:00|GET|/a/|200|"Opera"', "yen-bai.example", "Opera",
    ),
    ('$remote_addr $msec "$request" $status', f'203.0.113.7 {MOMENT}.123 "GET /a/ HTTP/1.1" 200', "", None),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text", "host", "agent"), CASES)
def test_formats_are_read(form: str, text: str, host: str, agent: str | None) -> None:
    """Time, page, status, host and program stand where the format says."""
    read = Format(form)
    match = read.pattern.fullmatch(text.encode())
    assert match is not None
    assert (read.moment(match), read.target(match), read.host(match), read.agent(match)) == (MOMENT, b"/a/", host, agent)
    assert read.status(match) in (b"200", b"304")
    assert text.partition(" ")[0].encode() in read.visitor(match) or host
    assert b"203.0.113" not in read.impersonal(match)
    assert b"Opera" not in read.impersonal(match)


@pytest.mark.parametrize("name", NAMED)
def test_formats_are_recognised(name: str) -> None:
    """By the first lines, broken ones among them."""
    lines = {
        "common": f'203.0.113.7 - - [{STAMP}] "GET /a/ HTTP/1.1" 200 5',
        "combined": f'203.0.113.7 - - [{STAMP}] "GET /a/ HTTP/1.1" 200 5 "-" "Opera"',
        "vhost_combined": f'yen-bai.example:80 203.0.113.7 - - [{STAMP}] "GET /a/ HTTP/1.1" 200 5 "-" "Opera"',
        "main": f'203.0.113.7 - - [{STAMP}] "GET /a/ HTTP/1.1" 200 5 "-" "Opera" "192.0.2.1, 192.0.2.2"',
    }
    assert recognise([b"\xff\x00", lines[name].encode(), b""], "access.log").text == NAMED[name]


def test_what_is_no_log_is_refused_with_a_hint() -> None:
    """A file of something else is not read as anything."""
    with pytest.raises(Refused, match="log-format-unrecognised"):
        recognise([b"2026/11/25 10:00:00 [error] 1#1: *1 open() failed"], "error.log")


@pytest.mark.parametrize(
    ("form", "kind"), [("%h %t %r", "log-format"), ("xin chào", "log-format-unknown"), ("%h %Q", "log-format-unknown")]
)
def test_what_is_no_format_is_refused_with_a_hint(form: str, kind: str) -> None:
    """A format must tell who, when, what and how it ended."""
    with pytest.raises(Refused) as caught:
        Format(form)
    assert caught.value.problems[0].kind.name == kind


def test_pages_fetched_ahead_are_known() -> None:
    """Browsers say so, where the format writes it down."""
    read = Format('%h %t "%r" %s "%{Sec-Purpose}i" "%{Purpose}i"')
    for said, expected in (('"prefetch;prerender" "-"', True), ('"-" "prefetch"', True), ('"-" "-"', False)):
        match = read.pattern.fullmatch(f'203.0.113.7 [{STAMP}] "GET /a/ HTTP/1.1" 200 {said}'.encode())
        assert match is not None
        assert read.is_ahead(match) is expected


word = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"\\ :'), min_size=1, max_size=12)
quoted = st.text(st.sampled_from('abc /?=&%;()[]\\"é\n-+'), max_size=20).map(
    lambda text: "".join(
        f"\\{letter}" if letter in '"\\' else letter if " " <= letter <= "~" else f"\\x{ord(letter):02x}" for letter in text
    )
)


@given(word, word, quoted, quoted, quoted, st.integers(100, 599), st.integers(0, 10**9))
def test_sharpened_patterns_read_what_apachelogs_reads(
    host: str, user: str, request: str, referer: str, agent: str, status: int, size: int
) -> None:
    """Where a field ends at its neighbour, both find the same fields."""
    text = f'{host} - {user} [{STAMP}] "{request}" {status} {size} "{referer}" "{agent}"'
    match = Format("combined").pattern.fullmatch(text.encode())
    entry = apachelogs.LogParser(apachelogs.COMBINED).parse(text)
    assert match is not None
    assert [part.decode() for part in match.groups()] == [host, "-", user, f"[{STAMP}]", request, str(status), str(size), referer, agent]
    assert entry.remote_host == host
    assert entry.final_status == status
