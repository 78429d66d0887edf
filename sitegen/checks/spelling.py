"""Slips of the hand and of the keyboard: numbers stuck to words, tone marks in two styles, text from old fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sitegen import legacy
from sitegen.checks.desk import Desk
from sitegen.checks.draft import HIDDEN, Draft
from sitegen.checks.rule import Edit, Found, Rule, found
from sitegen.errors import N_, Kind
from sitegen.vietnamese import is_syllable, settle_tone, shorten

STUCK = Kind(
    "stuck-number", N_("The number is stuck to the word: “{text}”."), N_("Write “{fixed}”. --fix puts the space there."), "warning"
)
TONES = Kind(
    "tone-style",
    N_("The tone mark of “{word}” stands otherwise than in the rest (written so: {count}, as “{other}”: {others})."),
    N_("Both ways are right, but one article should keep to one. --fix writes “{fixed}” and the like; [check] tone sets the style."),
    "warning",
)
OLD_FONT = Kind(
    "old-font",
    N_("This text seems to be typed for the old fonts of {encoding}. It would read: “{reading}”"),
    N_("Convert it to Unicode before pasting: in Unikey, Ctrl+Shift+F6. Compare it with the original: old letters may be lost."),
)

_BEFORE = (
    "ngày tháng năm quý lúc hồi giờ sáng trưa chiều tối vào khoảng gồm được với trên dưới đạt hơn gần tổng có là và từ đến đợt khóa lần "
    "thứ số khoản"
)
_BEHIND = "ngày tháng năm giờ phút người hộ triệu tỷ tỉ nghìn ngàn đồng tấn tạ xã huyện thành đơn sản ha htx"
_STUCK = re.compile(
    rf"(?<![\w#@/\\-])(?:{_BEFORE.replace(' ', '|')})(?=\d)"
    rf"|(?<![\w.,/#@\\-])\d[\d.,]*(?=(?:{_BEHIND.replace(' ', '|')})(?![^\W\d]))",
    re.IGNORECASE,
)
_UNITS = frozenset(f"{_BEFORE} {_BEHIND}".split())
_WORD = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_NUMBER = re.compile(r"[0-9][0-9.,]*")
_STUCK_TEXT = re.compile(r"[\w/.,]*\w")


def _stuck(draft: Draft, desk: Desk) -> Iterator[Found]:
    """`ngày19/7/2019`, `5triệu`: only after and before words that numbers usually stand beside."""
    prose = draft.prose
    if not any(prose[n.start() - 1].isalpha() or prose[n.end() : n.end() + 1].isalpha() for n in _NUMBER.finditer(prose)):
        return
    done = 0
    for match in _STUCK.finditer(prose):
        start, whole = match.start(), _STUCK_TEXT.match(prose, match.start())
        if start < done or not whole:
            continue
        text, done = whole[0], whole.end()
        joints = [joint.start() for joint in _JOINT.finditer(text)]
        if not all(word.casefold() in _UNITS for word in _WORD.findall(text)):  # `ngày19abc`: only the first is sure
            joints = joints[:1]
        fixed = " ".join(text[a:b] for a, b in pairwise((0, *joints, len(text))))
        yield found(start, *(Edit(start + at, start + at, " ") for at in joints), text=text, fixed=fixed)


# -- tones ------------------------------------------------------------------------------------------------------------------------------

_OLD = "òa ỏa õa óa ọa òe ỏe õe óe ọe ùy ủy ũy úy ụy"
_NEW = "oà oả oã oá oạ oè oẻ oẽ oé oẹ uỳ uỷ uỹ uý uỵ"
_OTHER = {
    case(one): case(other)
    for one, other in zip(f"{_OLD} {_NEW}".split(), f"{_NEW} {_OLD}".split(), strict=True)
    for case in (str.lower, str.upper, str.capitalize)
}
_FIRST, _SECOND = ("".join(sorted({one[at] for one in _OTHER})) for at in (0, 1))
_OPEN = re.compile(rf"[{_FIRST}][{_SECOND}](?![^\W\d_])")
_BEGINS = re.compile(r"(?:^|[!?…]|(?<![A-ZĐ])(?<![A-ZĐ]\w)(?<![A-ZĐ]\w\w)\.)[\W\d_]*$")
_OFFICE = re.compile(r"(?:Ủy|Uỷ) (?:ban|viên)(?!\w)")
_IS_OLD = frozenset(one for one in _OTHER if one.lower() in _OLD.split())


def _tones(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Words in -oa, -oe and -uy, the only ones where both styles exist: against the house's style, or against most of the article's.

    What may be a name (`chị Thuý`, `HTX Hoà Bình`) is neither counted nor changed: people spell their own. So is what a sentence begins
    with, unless it stands in lower case elsewhere.
    """
    words: dict[bool, list[tuple[int, int, int]]] = {True: [], False: []}
    names: set[str] = set()
    for passage, match in ((one, match) for one in draft.passages for match in _OPEN.finditer(one.text)):
        start, prose, base = match.start(), passage.text, passage.start
        if match[0] not in _OTHER or prose[start - 1 : start] in ("q", "Q"):
            continue
        while start and prose[start - 1].isalpha():
            start -= 1
        text = prose[start : match.end()]
        if not text.islower() and not _is_no_name(prose, start, match.end()):
            names.add(text)
        elif is_syllable(text):
            words[match[0] in _IS_OLD].append((base + start, base + match.start(), base + match.end()))
    texts = {word: draft.text[word[0] : word[2]] for each in words.values() for word in each}
    common = {settle_tone(text) for text in texts.values() if text.islower()} | {"ủy"}
    known = {word for word, text in texts.items() if text not in names and settle_tone(text.lower()) in common}
    words = {style: [word for word in each if word in known] for style, each in words.items()}
    house = desk.settings.tone
    is_old = house == "old" if house != "either" else len(words[True]) >= len(words[False])
    right, wrong = words[is_old], words[not is_old]
    if not wrong or (house == "either" and not right):
        return
    edits = [Edit(start, end, _OTHER[draft.text[start:end]]) for _, start, end in wrong]
    word, start, end = wrong[0]
    fixed = draft.text[word:start] + edits[0].text
    other = draft.text[right[0][0] : right[0][2]] if right else fixed
    yield found(word, *edits, word=draft.text[word:end], count=len(wrong), others=len(right), other=other, fixed=fixed)


def _is_no_name(text: str, start: int, end: int) -> bool:
    """Whether a word with a capital has it because a sentence begins there, or because it begins the name of an office."""
    is_alone = text[end : end + 1] == " " and text[end + 1 : end + 2].islower()
    return bool(_OFFICE.match(text, start)) or (is_alone and bool(_BEGINS.search(text[:start])))


# -- old fonts --------------------------------------------------------------------------------------------------------------------------

_SUSPECT = re.compile(  # letters of TCVN3, and second halves of VNI's pairs, that Vietnamese in Unicode does not have there
    "[\xa1-\xb6\xb8-\xbf\xc4-\xc7\xcb\xce-\xd1\xd6\xd7\xdb\xdc\xde\xdf\xe4-\xe7\xeb\xee\xf0\xf1\xf6\xf7\xfb\xfc\xfe\xff]"
    "|[ùøûõïÙØÛÕÏ](?<=[aeouyôöAEOUYÔÖ].)|[âêÂÊ](?<=[aeoAEO].)"
)
_CLAUSE = re.compile(rf"[^.,;:!?()“”\"{HIDDEN}\n]+")
_READABLE = {"tcvn3": "TCVN3 (.Vn…)", "vni": "VNI"}


def _old_font(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Clauses that read as Vietnamese only in an old encoding, in two words of them at least."""
    if not _SUSPECT.search(draft.prose):
        return
    for passage in draft.passages:
        old = [(clause, encoding) for clause in _CLAUSE.finditer(passage.text) if (encoding := _encoding(clause[0]))]
        if old:
            first, encoding = old[0]
            reading = " … ".join(legacy.convert(clause[0], encoding).strip() for clause, _ in old)
            start = first.start() + len(first[0]) - len(first[0].lstrip())
            yield found(passage.start + start, encoding=_READABLE[encoding], reading=shorten(reading, 120))


def _encoding(clause: str) -> str:
    """The old encoding of a clause, or empty."""
    encoding = legacy.detect(clause) if _SUSPECT.search(clause) else "unicode"
    if encoding not in _READABLE:
        return ""
    read = zip(clause.split(), legacy.convert(clause, encoding).split(), strict=False)
    return encoding if sum(old != new and is_syllable(new) for old, new in read) > 1 else ""


RULES = (Rule(STUCK, _stuck), Rule(TONES, _tones), Rule(OLD_FONT, _old_font))
