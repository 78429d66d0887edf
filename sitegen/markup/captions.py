"""Captions and credits as Vietnamese newsrooms write them: what `Ảnh: …` names, the picture or the one who took it.

The one idea: after `Ảnh:` two to five capitalised words are a photographer, everything else is a sentence about the picture. No word is
ever cut: what is not the credit is the caption. Nothing here knows HTML.
"""

from __future__ import annotations

import re
import unicodedata

_LABEL = re.compile(r"\s*[(\[]?\s*ảnh\s*:\s*", re.IGNORECASE)
_TAIL_LABEL = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[(\[.,;!?…/–—\-]))ảnh\s*:\s*", re.IGNORECASE)
_TITLES = frozenset({"ông", "bà", "chị", "cô", "chú", "bác", "cụ"})  # people in the picture, not behind the camera
_NOT_BY_NAME = frozenset({"internet", "tư liệu", "sưu tầm", "cộng tác viên", "phóng viên", "cơ sở cung cấp", "nhân vật cung cấp"})
_DEPARTMENT = re.compile(
    r"(?:văn phòng|phòng|ban|báo|đài|trung tâm|sở|hội|liên minh|htx|hợp tác xã|tạp chí|cổng|ctv|pv|cộng tác viên|phóng viên)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"[A-ZĐ][A-ZĐ&.]*[A-ZĐ](?:/[A-ZĐ][A-ZĐ&.]*[A-ZĐ])*")
_PARENTHESIS = re.compile(r"(.*\S)\s*\(([^()]*)\)")
_BETWEEN = re.compile(r"\s+[-–—]\s+|\s*[,;/]\s+|\s*/\s*|\s+(?:và|&)\s+")


def begins_with_label(text: str) -> bool:
    """Whether a paragraph begins with `Ảnh:`."""
    return _LABEL.match(unicodedata.normalize("NFC", text[:40])) is not None


def read_paragraph(text: str) -> tuple[str, str]:
    """Caption and credit of a paragraph below a photo; `Ảnh:` at its beginning is dropped."""
    text = unicodedata.normalize("NFC", text)
    label = _LABEL.match(text)
    if label is None:
        return split_caption(text)
    rest = text[label.end() :].strip()
    if "(" in label[0] or "[" in label[0]:
        if not rest.endswith((")", "]")):
            return split_caption(text)
        rest = rest[:-1].rstrip()
    name = rest.rstrip(" .")
    return ("", name) if is_credit(name) else split_caption(rest)


def split_caption(text: str) -> tuple[str, str]:
    """Caption and credit of `… (Ảnh: Nguyễn Văn A)` or `… Ảnh: Nguyễn Văn A`; the whole text and no credit where no name follows."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    labels = list(_TAIL_LABEL.finditer(text)) if ":" in text else []
    if not labels:
        return text, ""
    before, after = text[: labels[-1].start()].rstrip(), text[labels[-1].end() :].rstrip(" .")
    if before.endswith(("(", "[")) and after.endswith((")", "]")):
        before, after = before[:-1].rstrip(), after[:-1].rstrip(" .")
    elif before.endswith(("(", "[")):
        return text, ""
    if not is_credit(after):
        return text, ""
    return before.rstrip(" -–—/;,") if before.endswith(("-", "–", "—", "/", ";", ",")) else before, after


def adds(more: tuple[str, str], said: tuple[str, str]) -> bool:
    """Whether caption and credit of a further paragraph say what those `said` of the photo do not, and neither takes another's place."""
    return any(more) and not any(new and old for new, old in zip(more, said, strict=True))


def is_credit(text: str) -> bool:
    """Whether a text names photographers: `Đinh Hòa`, `Lê Anh (TTXVN)`, `Nguyễn Thị Thúy - Văn phòng`, `Hà My, Thu Trang`, `TTXVN`."""
    text = text.strip()
    if not text or len(text) > 120:
        return False
    if text.casefold() in _NOT_BY_NAME:
        return True
    parenthesis = _PARENTHESIS.fullmatch(text)
    if parenthesis:
        return _is_name(parenthesis[1]) and 0 < len(parenthesis[2].split()) <= 6
    first, *others = _BETWEEN.split(text)
    return _is_name_or_mark(first) and all(_is_name_or_mark(other) or _is_department(other) for other in others)


def _is_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 5 and words[0].casefold() not in _TITLES and all(_is_capitalised(word) for word in words)


def _is_name_or_mark(text: str) -> bool:
    return _is_name(text) or _MARK.fullmatch(text) is not None


def _is_department(text: str) -> bool:
    return _DEPARTMENT.match(text) is not None and len(text.split()) <= 8


def _is_capitalised(word: str) -> bool:
    word = word.replace("’", "").replace("'", "").replace(".", "")
    return word[:1].isupper() and word.replace("-", "").isalpha()
