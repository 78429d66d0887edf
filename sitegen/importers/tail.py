"""Who wrote an article and where it is from, mostly at its end, and, on a page that was copied whole, what belongs to the page.

The one idea: a page's furniture is dropped only where its words leave no doubt (`Thống kê truy cập`, the credit of a theme, a list under
`Các tin khác`), and always shown to the writer. A name at the end is the author if the portal's own rules for names say it is one.
"""

from __future__ import annotations

import re

from sitegen.errors import N_
from sitegen.importers.blocks import Paragraph, Picture
from sitegen.importers.draft import Draft
from sitegen.markup.captions import is_credit
from sitegen.vietnamese import fold, shorten

_OTHERS = re.compile(
    r"(?:cac |nhung |xem )?(?:tin|bai viet|bai|tin bai)(?: bai)? (?:khac|lien quan|da dua|moi hon|cu hon|moi nhat|cung chuyen muc)"
    r"|xem cac tin da dua ngay|theo dong su kien"
)
_STATISTICS = re.compile(
    r"(?:thong ke truy cap|(?:tong )?(?:so )?luot truy cap|(?:so nguoi )?(?:dang )?(?:truc tuyen|online)|dang truy cap)\b.*\d.*"
    r"|thong ke truy cap"
)
_PERIODS = re.compile(r"(?:hom nay|hom qua|trong ngay|tuan nay|thang nay|nam nay|tat ca|tong cong|tong)(?: so)?(?: luot)? \d[\d ]*")
_CREDITS = re.compile(r".*\bcontributing drupal theme\b.*|(?:theme )?design(?:ed)? by \S+.*|.*\bpowered by \S+.*")
_LABELLED = re.compile(
    r"((?:tin|bài|ảnh)(?:\s*(?:,|và|/|&|-)\s*(?:tin|bài|ảnh|clip|video))*|người đưa tin|người viết|tác giả|thực hiện|bài viết)\s*:\s*(.+)",
    re.I,
)
_SOURCE = re.compile(
    r"(?:(nguồn|nguồn tin|trích nguồn)\s*:\s*(.+)|theo\s*:\s*.+|theo\s+(?:báo|đài|cổng|trang|ttxvn|vov|vtv|tạp chí)\b.+)", re.I
)
_BYLINE = re.compile(r"(.+?)\s+[-–—]\s+(.+)")
_DESKS = frozenset({"bbt", "ban bien tap", "ban bien tap t h", "bbt t h", "van phong", "van phong lien minh"})
LONGEST = 140
"""Characters of a byline."""


def cut_furniture(draft: Draft) -> None:
    """Takes out what certainly belongs to the page that the text was copied from; remembers and accounts for it."""
    blocks = draft.blocks
    end = len(blocks)
    seen = 0
    for at, block in enumerate(blocks):
        text = block.text if isinstance(block, Paragraph) else ""
        seen += len(text)
        if seen > 300 and len(text) < 60 and _OTHERS.fullmatch(fold(text)):
            end = at
            break
    kept, cut = blocks[:end], blocks[end:]
    drop(draft, [block.text for block in cut if isinstance(block, Paragraph)])
    odd: list[str] = []
    while kept and isinstance(last := kept[-1], Paragraph) and _is_furniture(last.text):
        odd.insert(0, last.text)
        kept.pop()
    drop(draft, odd)
    draft.blocks = [*kept, *(block for block in cut if isinstance(block, Picture))]


def _is_furniture(text: str) -> bool:
    folded = fold(text)
    return len(text) < 120 and any(pattern.fullmatch(folded) for pattern in (_STATISTICS, _PERIODS, _CREDITS))


def drop(draft: Draft, texts: list[str]) -> None:
    """Remembers and accounts for texts that belong to a page and not to the article."""
    if texts:
        draft.dropped += texts
        draft.guess(N_("left out, part of the page"), shorten(" / ".join(texts), 100))


def take_byline(draft: Draft) -> None:
    """Takes author, department and source from the last lines of the text."""
    for _ in range(3):
        last = draft.blocks[-1] if draft.blocks else None
        if not isinstance(last, Paragraph) or last.style or len(last.text) > LONGEST or len(draft.blocks) < 2:
            return
        if not _read(draft, last):
            return
        draft.blocks.pop()


def take_byline_above(draft: Draft) -> None:
    """Takes an author whose name stands below the title: only with a label, since names stand there for other reasons too."""
    first = draft.blocks[0] if len(draft.blocks) > 1 else None
    if not isinstance(first, Paragraph) or first.style or not (label := _LABELLED.fullmatch(first.text)):
        return
    if fold(label[1]) != "anh" and is_credit(label[2].strip(" .")) and _read(draft, first):
        del draft.blocks[0]


def _read(draft: Draft, last: Paragraph) -> bool:
    """Whether a line says who wrote the article or where it is from; what it says is then in the draft."""
    text = last.text.strip("()[] ") if last.text.startswith(("(", "[")) else last.text
    if not draft.source and (match := _SOURCE.fullmatch(text)) and not text.endswith("./."):
        draft.source = match[2] or text
        draft.accounted.append(match[1] or "")
        draft.accounted.append(draft.source)
        draft.guess(N_("source"), draft.source, last.text, "source")
        return True
    if draft.author:
        return False
    label = _LABELLED.fullmatch(text)
    if label and fold(label[1]) == "anh":
        return _credit_all(draft, label[1], label[2], last.text)
    name = (label[2] if label else text).strip()
    aside = last.align == "right" and not re.search(r"\d|[:;]$", name)
    is_link = any(span.href for span in last.spans)  # `Xem Tại Đây` looks like a name, and the front matter has no links
    if not (label or ((aside or is_credit(name.rstrip(".")) or fold(name) in _DESKS) and not is_link)):
        return False
    split = _BYLINE.fullmatch(name)
    draft.author, draft.department = (split[1], split[2]) if split else (name, "")
    draft.accounted += [label[1] if label else "", draft.author, draft.department]
    draft.guess(N_("author"), name, last.text, "author")
    return True


def _credit_all(draft: Draft, label: str, name: str, words: str) -> bool:
    """`Ảnh: Đinh Hòa` at the very end names who took all the photos, if there are any without a photographer."""
    at = [place for place, block in enumerate(draft.blocks) if isinstance(block, Picture)]
    if not at or at[-1] == len(draft.blocks) - 2 or not is_credit(name.rstrip(" .")):
        return False
    for place in at:
        picture = draft.blocks[place]
        assert isinstance(picture, Picture)
        draft.blocks[place] = Picture(picture.data, picture.caption, picture.credit or name.rstrip(" ."), picture.alt)
    draft.accounted += [label, name]
    draft.guess(N_("photographer"), name, words, "photos")
    return True
