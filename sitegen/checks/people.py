"""Personal numbers that must not be published: identity cards and bank accounts (Law 91/2025/QH15, Decree 356/2025/NĐ-CP).

The citizen's number (CCCD, personal identification number) has twelve digits with a structure that few other numbers have (Decree
137/2015/NĐ-CP): province, sex and century, year of birth. The older nine digits and accounts are told only by the words beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.checks.desk import Desk
from sitegen.checks.draft import Draft, masked
from sitegen.checks.rule import Found, Rule, found
from sitegen.errors import N_, Kind

IDENTITY = Kind(
    "identity-number",
    N_("This looks like a person's identity number: {number}."),
    N_("Remove it. An article may name a person, never publish the number of their card (Law 91/2025/QH15)."),
)
ACCOUNT = Kind(
    "bank-account",
    N_("This looks like a bank account: {number}."),
    N_("Leave a person's account out. Keep it only if an organisation asks the public to pay into it."),
    "warning",
)

_CODES = """
    001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 045 046 048
    049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096
"""
_PROVINCES = frozenset(_CODES.split())
_LONG = re.compile(r"[0-9](?:[ .-]?[0-9]){5}")
_TWELVE = re.compile(
    r"(?<![\w.,/-])\d{12}(?![\w/-]|[.,]\d)|(?<![\w.,/-])(?:\d{3}([ .-])\d{3}\1\d{3}\1\d{3}|\d{4}([ .-])\d{4}\2\d{4})(?![\w/-]|[ .,]\d)"
)
_NINE = re.compile(r"(?<![\w.,/-])(?:\d{9}|\d{3}([ .-])\d{3}\1\d{3})(?![\w/-]|[ .,]\d)")
_CARD = re.compile(r"CCCD|CMND|CMTND|CMT\b|căn cước|chứng minh (?:nhân dân|thư)|định danh|giấy tờ tùy thân", re.IGNORECASE)
_NAMED = re.compile(
    rf"(?:{_CARD.pattern})(?:[\s:,]|số|mới|cũ|cá nhân|công dân|điện tử|gắn chip|là|mang)*"
    r"(?:của (?:ông|bà|anh|chị)(?: [^\W\d_]+){1,5}[\s:,]*)?$",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?:(?<!\w)(?:STK|số\s+TK|TK\s+số)(?!\w)|(?:số\s+)?tài\s+khoản(?:\s+ngân\s+hàng)?(?:\s+số)?)"
    r"[^\d\n]{0,40}?(?<![\w.,/-])(\d(?:[ .-]?\d){5,18})(?![\d/%]|[.,]\d)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\s*(?:đồng|triệu|tỷ|tỉ|nghìn|ngàn|VNĐ|đ\b|USD|người|lượt|khách)", re.IGNORECASE)
_NETWORK = re.compile(r"Facebook|Zalo|TikTok|YouTube|mạng xã hội", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"[Uu]ỷ ban|[Ủủ]y ban|ỦY BAN|MTTQ|[Qq]uỹ|QUỸ|[Kk]ho bạc|[Hh]ội |[Cc]ông ty|HTX|[Hh]ợp tác xã|[Ll]iên minh"
    r"|[Bb]an [Vv]ận động|[Cc]ông đoàn|[Ss]ở |[Tt]rung tâm|[Vv]ăn phòng|[Tt]ên tài khoản"
)
_REACH, _AROUND = 60, 90


def _identity(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Twelve digits built as the law says, and twelve or nine beside the word for the card."""
    if not _LONG.search(draft.prose):
        return
    for match in _TWELVE.finditer(draft.prose):
        is_named = _is_named(draft, match)
        if _ACCOUNT.search(draft.prose, max(match.start() - _REACH, 0), match.end()) and not is_named:
            continue
        if is_named or (match[0].isdigit() and _is_built(match[0], desk.now.year)):
            yield found(match.start(), number=masked(match[0]))
    for match in _NINE.finditer(draft.prose):
        if _is_named(draft, match):
            yield found(match.start(), number=masked(match[0]))


def _is_named(draft: Draft, match: re.Match[str]) -> bool:
    """Whether the word for the card leads to a number, and no word for money follows it."""
    before = draft.prose[max(match.start() - _REACH, 0) : match.start()]
    return bool(_NAMED.search(before)) and not _MONEY.match(draft.prose, match.end())


def _is_built(digits: str, year: int) -> bool:
    """Whether twelve digits are a citizen's number: a province's code, a sex and century, a year of birth that can be."""
    born = 1900 + 100 * (int(digits[3]) // 2) + int(digits[4:6])
    return digits[:3] in _PROVINCES and digits[3] in "0123" and 1905 <= born <= year


def _account(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Digits beside the words for an account; not amounts of money, nor the account of an organisation or of a network."""
    if not _LONG.search(draft.prose):
        return
    for match in _ACCOUNT.finditer(draft.prose):
        around = draft.prose[max(match.start() - _AROUND, 0) : match.end() + _REACH]
        if not (
            _MONEY.match(draft.prose, match.end(1)) or _CARD.search(match[0]) or _NETWORK.search(match[0]) or _ORGANISATION.search(around)
        ):
            yield found(match.start(1), number=masked(match[1]))


RULES = (Rule(IDENTITY, _identity, private=True), Rule(ACCOUNT, _account, private=True))
