"""Figures that contradict each other: parts that do not make the whole, a percentage that is not the quotient it names.

The one idea: only a sentence that gives every number itself can be checked, and only where it can be read in one way. A list that may
name overlapping groups (`27 thành viên, trong đó 15 nữ, 14 hộ nghèo`) is no sum; where the sum is far from the whole, it was none either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from sitegen import vietnamese
from sitegen.checks.desk import Desk
from sitegen.checks.draft import Draft, Passage
from sitegen.checks.rule import Found, Rule, found
from sitegen.errors import N_, Kind

SUM = Kind(
    "sum",
    N_("The parts do not make the whole: {parts} = {sum}, but the text says {whole}."),
    N_("Compare the figures with the report: one of them is mistyped, or a part is missing."),
    "warning",
)
PERCENTAGE = Kind(
    "percentage",
    N_("{part} of {whole} is {right} %, but the text says {said} %."),
    N_("Compare the figures with the report."),
    "warning",
)

NUMBER = r"[0-9](?<![\d.,/].)(?:\d{0,2}(?:\.\d{3})+|\d*)(?:,\d+)?(?![\d%/]|[.,]\d|\s?%)"
_MAYBE_LIST = re.compile(r"(?:\(|: |gồm )(?=[0-9])")
_UNIT = r"[^\d+=()\n;:.–-]{0,25}?"
_EQUATION = re.compile(rf"({NUMBER}{_UNIT}(?:\+ ?{NUMBER}{_UNIT})+)= ?({NUMBER})")
_IN_BRACKETS = re.compile(rf"({NUMBER}) ([^\d+=()\n;:.]{{0,60}})\( ?({NUMBER}{_UNIT}(?:\+ ?{NUMBER}{_UNIT})+)\)")
_LISTED = re.compile(rf"({NUMBER}) ((\w+)[^\d()\n;:.]{{0,60}}?)(?:\(|: |,? ?gồm:? |,? ?bao gồm:? )(?=\d)([^()\n;:]*?)(?=[);]|\.\s|\.?$)")
_OF_ITS_OWN = re.compile(rf"({NUMBER}) ([^\d()\n;:.]{{0,90}}?)(?<!trong đó )(?:,? ?bao gồm:? |,? ?gồm:? )(?=\d)([^\n;:]*?)(?=;|\.\s|\.?$)")
_ITEM = re.compile(rf"({NUMBER}) (\w+)(?:[^\d]*)$")
_BETWEEN = re.compile(r", | và ")
_BRACKETED = re.compile(r" ?\([^()]*\)")


def decimal(text: str) -> Decimal:
    """A number in Vietnamese form."""
    return Decimal(text.replace(".", "").replace(",", "."))


def shown(value: Decimal) -> str:
    """A number in Vietnamese form, without zeros at its end."""
    return vietnamese.number(value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize())


def contradiction(at: int, parts: list[str], whole: str) -> Iterator[Found]:
    """A finding where these parts do not make this whole."""
    total = sum(map(decimal, parts), Decimal(0))
    if total != decimal(whole):
        yield found(at, parts=" + ".join(parts), sum=shown(total), whole=whole)


def _sums(draft: Draft, desk: Desk) -> Iterator[Found]:
    """`525 + 29 + 98 = 652`, `129 HTX (51 + 25)`, `129 HTX (51 HTX …, 25 HTX …)`, `597 tổ chức, gồm: 433 HTX, 164 THT`, tables."""
    for passage in draft.passages:
        if "|" in passage.text[:3]:
            continue
        yield from _written_out(passage)
        yield from _listed(passage)


def _written_out(passage: Passage) -> Iterator[Found]:
    if "+" not in passage.text:
        return
    for match in _EQUATION.finditer(passage.text):
        if passage.text[: match.start()].rstrip()[-1:] in tuple("+=×*x÷-–"):
            continue
        yield from contradiction(passage.start + match.start(1), re.findall(NUMBER, match[1]), match[2])
    for match in _IN_BRACKETS.finditer(passage.text):
        yield from contradiction(passage.start + match.start(1), re.findall(NUMBER, match[3]), match[1])


def _listed(passage: Passage) -> Iterator[Found]:
    """Lists after a whole: of the same unit, if their sum is near it; of several units, if it is very near and `gồm` says it is all."""
    if not _MAYBE_LIST.search(passage.text):
        return
    seen: set[int] = set()
    for pattern, is_same, reach in ((_LISTED, True, Decimal("0.25")), (_OF_ITS_OWN, False, Decimal("0.05"))):
        for match in pattern.finditer(passage.text):
            at, whole, unit, items = match.start(1), match[1], match[2].split(), match[match.lastindex or 0]
            parts = _items(items if is_same else _BRACKETED.sub("", items), unit[0] if is_same and unit else "")
            fewest = 4 if match[0][match.end(2) - at :].startswith("(") else 2  # a few in brackets are as often a few of many
            if at in seen or len(parts) < fewest or not decimal(whole) or "trong đó" in match[2]:
                continue
            total = sum(map(decimal, parts), Decimal(0))
            if abs(total - decimal(whole)) <= reach * decimal(whole):
                seen.add(at)
                yield from contradiction(passage.start + at, parts, whole)


def _items(text: str, unit: str) -> list[str]:
    """The numbers of a list whose every item begins with one, and with that unit if one is given; else nothing."""
    numbers = []
    for item in _BETWEEN.split(text.strip()):
        match = _ITEM.match(item.strip())
        if match is None or (unit and match[2].casefold() != unit.casefold()):
            return []
        numbers.append(match[1])
    return numbers


# -- percentages ------------------------------------------------------------------------------------------------------------------------

_N = r"(?:\d{1,3}(?:\.\d{3})+|\d+)"
_QUOTIENT = re.compile(
    rf"(?<![\d/.,-])({_N})/({_N}) [^\d()\n;:.,%/]{{0,40}}(?:,? ?\(?(?:đạt|bằng|chiếm)(?: tỷ lệ)? (?P<said>\d+(?:,\d+)?) ?%(?! trở)"
    r"|\((?P<noted>\d+(?:,\d+)?) ?%\))"
)
_DAY = re.compile(r"(?:ngày|hết|đến|trước|sau|từ|và|lễ|tháng) $", re.IGNORECASE)
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_ABOUT = re.compile(r"(?:khoảng|hơn|gần|trên|dưới|quá|ngót|chừng) $", re.IGNORECASE)
_OF_A_GOAL = re.compile(
    rf"({NUMBER}) ([^\d()\n;:.,%]{{1,40}}), ?(?:đạt|bằng) (\d+(?:,\d+)?) ?% (?:so với )?(?:chỉ tiêu|kế hoạch|mục tiêu)"
    rf"[^\d()\n;:.,%]{{0,40}}\(({NUMBER}) (\w+)\)"
)


def _percentages(draft: Draft, desk: Desk) -> Iterator[Found]:
    """`92/80 HTX, đạt 115%`, `92/80 HTX (115%)`, and `97 HTX, bằng 121,2% chỉ tiêu (80 HTX)`; rounded up or down both are right."""
    if "%" not in draft.prose:
        return
    for passage in draft.passages:
        for match in _QUOTIENT.finditer(passage.text):
            said = match["said"] or match["noted"]
            before = passage.text[max(match.start() - 10, 0) : match.start()]
            if not (_ABOUT.search(before) or _is_day(before, match[1], match[2], said)):
                yield from _quotient(passage.start + match.start(1), match[1], match[2], said)
        for match in _OF_A_GOAL.finditer(passage.text):
            yield from _quotient(passage.start + match.start(1), match[1], match[4], match[3])


def _is_day(before: str, part: str, whole: str, said: str) -> bool:
    """Whether `30/6` or `6/2023` is a date: by the word before it, or since it can be one and as a quotient would be far off."""
    could = (len(part) < 3 and len(whole) < 3 and 1 <= int(part) <= 31 and 1 <= int(whole) <= 12) or bool(_YEAR.fullmatch(whole))
    return could and bool(_DAY.search(before) or abs(decimal(part) * 100 / decimal(whole) - decimal(said)) > 20)


def _quotient(at: int, part: str, whole: str, said: str) -> Iterator[Found]:
    if not decimal(whole):
        return
    right = decimal(part) * 100 / decimal(whole)
    step = Decimal(1).scaleb(-len(said.partition(",")[2]))
    if abs(right - decimal(said)) >= step:
        yield found(at, part=part, whole=whole, right=shown(right.quantize(min(step, Decimal("0.1")))), said=said)


RULES = (Rule(SUM, _sums), Rule(PERCENTAGE, _percentages))
