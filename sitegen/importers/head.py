"""The top of an article: its title, the numbers and the date line around it, and the day that its first sentence names.

The one idea: a line is taken out of the text only if it says nothing else. A date inside a sentence stays there and is read along; that
of a document (`Quyết định số 12, ngày 6/12/2022`) is no day of the news, so it counts only where a sentence begins with it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from sitegen import dates
from sitegen.errors import N_
from sitegen.importers.blocks import Paragraph, Table
from sitegen.importers.draft import Draft
from sitegen.vietnamese import fold, parse_number

LONGEST_TITLE = 300
"""Characters; real ones have 157."""

_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,7}")
_COUNT = re.compile(
    r"(?:(?:số )?(?:lượt )?(?P<views>xem|đọc|truy cập)|(?:số )?(?P<comments>bình luận|phản hồi))\s*:?\s*(?P<n>[\d.,]+)", re.I
)
_DATE_WORDS = re.compile(
    r"\b(?:ngày|tháng|năm|thứ|hai|ba|tư|sáu|bảy|chủ nhật|cập nhật|đăng|lúc|gmt|utc|sáng|chiều|tối|trưa|sa|ch|am|pm|giờ|phút|h)\b",
    re.I,
)
_NO_TITLE = re.compile(r"\([A-ZĐ]{2,8}\)\s*[-–—]|(?:sáng|chiều|trưa|tối|ngày|vừa qua|trong)\b.*\d{1,2}/\d{1,2}", re.I)
_LETTERHEAD = ("cong hoa xa hoi", "doc lap tu do", "so ")
_DAY = re.compile(
    r"(?:\(?[A-ZĐ]{2,8}\)?\s*[-–—]\s*)?(?:(?:tại\s[^,.]{2,60},|vào|trong|hồi|lúc|buổi|sáng|trưa|chiều|tối|đêm|hôm|nay|qua|và|,|\(|"
    r"\d{1,2}\s*(?:h|g|giờ)\s*(?:\d{1,2}\s*(?:phút|’|')?)?)\s*)*"
    r"(?P<day>(?:ngày\s*)?\d{1,2}\s?(?P<sep>[/.-])\s?\d{1,2}\s?(?P=sep)\s?\d{4}|ngày\s*\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})(?![\d/])",
    re.I,
)
_DATELINE = re.compile(r"[^\d,]{2,40},\s*(ngày\s*\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})\.?", re.I)


def take_title(draft: Draft) -> None:
    """Takes the title out of the text: by its style, or the first line in bold or in the middle, or the first line that can be one."""
    texts = [(at, block) for at, block in enumerate(draft.blocks[:12]) if isinstance(block, Paragraph)]
    titles = [pair for pair in texts if pair[1].style == "title"]
    first = next((number for number, (_, block) in enumerate(texts) if not _is_letterhead(block)), len(texts))
    rest = texts[first:]
    if titles:
        found = titles
    elif rest and rest[0][1].style == "heading":
        found = rest[:1]
    elif len(rest) > 1 and _can_be_title(rest[0][1]):
        found = _with_next(rest)
    else:
        return
    draft.title = " ".join(block.text for _, block in found)
    draft.blocks = [block for at, block in enumerate(draft.blocks) if at not in {at for at, _ in found}]
    draft.accounted.append(draft.title)
    draft.guess(N_("title"), draft.title, "", "title")


def _with_next(lines: list[tuple[int, Paragraph]]) -> list[tuple[int, Paragraph]]:
    """The first line and those that go on with it: a long title is broken over lines in capitals, or in bold in the middle of the page."""
    found = lines[:1]
    for at, block in lines[1:]:
        above = found[-1][1]
        capitals = block.text.isupper() and above.text.isupper()
        headline = all(each.is_bold and each.align == "center" and len(each.text) < 150 for each in (block, above))
        if at != found[-1][0] + 1 or not (capitals or headline) or not _can_be_title(block):
            break
        found.append((at, block))
    return found


def _is_letterhead(block: Paragraph) -> bool:
    return fold(block.text).startswith(_LETTERHEAD)


def _can_be_title(block: Paragraph) -> bool:
    text = block.text
    long = len(text) > LONGEST_TITLE or not any(character.isalpha() for character in text)
    ends = text.endswith((".", ";", ":", ",")) and not text.endswith(("...", "…"))
    return not (
        long
        or ends
        or _NO_TITLE.match(text)
        or _is_letterhead(block)
        or block.style in ("bullet", "number", "quote")
        or _COUNT.fullmatch(text)
    )


def take_numbers(draft: Draft) -> None:
    """Takes the lines at the top that are nothing but a date or the numbers of views and comments, and a date just below them."""
    alone: list[tuple[int, str]] = []
    while draft.blocks:
        block = draft.blocks[0]
        if not isinstance(block, Paragraph) or len(block.text) > 80 or block.style == "title":
            break
        text = block.text
        if (match := _COUNT.fullmatch(text)) and (value := parse_number(match["n"])) is not None:
            key = "views" if match["views"] else "comments"
            setattr(draft, key, int(value))
            draft.guess(N_("views") if match["views"] else N_("comments"), str(int(value)), text, key)
        elif _NUMBER.fullmatch(text) and len(alone) < 2:
            alone.append((int(re.sub(r"\D", "", text)), text))
        elif (date := _date_alone(text)) and not draft.date:
            draft.date = date
            draft.guess(N_("date"), date, text, "date")
        else:
            break
        draft.accounted.append(text)
        del draft.blocks[0]
    for at, block in enumerate(draft.blocks[:3] if draft.title and not draft.date else ()):
        if isinstance(block, Paragraph) and not block.style and len(block.text) <= 80 and (date := _date_alone(block.text)):
            draft.date = date
            draft.guess(N_("date"), date, block.text, "date")
            draft.accounted.append(block.text)
            del draft.blocks[at]
            break
    for (value, text), key in zip(sorted(alone, reverse=True), ("views", "comments"), strict=False):
        setattr(draft, key, value)
        draft.guess(N_("views") if key == "views" else N_("comments"), str(value), text, key)


def _date_alone(text: str) -> str:
    """The date of a line that says nothing else; empty for any other line."""
    parsed = dates.parse(text)
    if parsed is None or re.search(r"[^\W\d]", _DATE_WORDS.sub("", text)):
        return ""
    return written(*parsed)


def written(moment: datetime, explicit: bool) -> str:
    """A moment as front matter has it: `10/01/2023`, `10/01/2023 16:30`."""
    return f"{moment:%d/%m/%Y %H:%M}" if explicit else f"{moment:%d/%m/%Y}"


def day_of(text: str) -> tuple[str, str] | None:
    """The day that a text begins with (`Chiều ngày 10/01/2023, …`, `Yên Bái, ngày 10 tháng 01 năm 2023`), and the words that say it."""
    match = _DAY.match(text) or _DATELINE.match(text)
    if not match:
        return None
    parsed = dates.parse(match["day"] if match.re is _DAY else match[1])
    said = match[0].strip(" ,")
    return (written(parsed[0], False), said if ")" in said else said.lstrip("(")) if parsed else None


def dateline(draft: Draft) -> tuple[str, str] | None:
    """The day that a document's own dateline gives, at its top: `Yên Bái, ngày 10 tháng 01 năm 2023`."""
    for block in draft.blocks[:6]:
        texts = [block.text] if isinstance(block, Paragraph) else []
        if isinstance(block, Table):
            texts = [each.text for row in block.rows for cell in row for each in cell if isinstance(each, Paragraph)]
        for text in texts:
            if (match := _DATELINE.fullmatch(text)) and (parsed := dates.parse(match[1])):
                return written(parsed[0], False), text
    return None


def without_bold(paragraph: Paragraph) -> Paragraph:
    """The paragraph in plain weight."""
    return replace(paragraph, spans=tuple(replace(span, bold=False) for span in paragraph.spans))
