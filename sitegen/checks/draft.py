"""An article as its editor sees it: the characters of its file, and which of them are prose.

The one idea: `prose` has a character for every character of the file, with a blank (`HIDDEN`) for whatever is no sentence of the writer's:
keys, file names, addresses, code, tags. So a rule reads prose and names places of the file, and an edit is never made by mistake inside an
address. Front matter is prose only where it is words for readers: the title, the summary, captions.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from sitegen import source
from sitegen.article import Article
from sitegen.attached import plain
from sitegen.errors import Place
from sitegen.settings import Config

HIDDEN = "\ue000"
"""Stands in the prose for a character that is none."""

_MATTER = re.compile(r"\ufeff?(?:\s*\n)?-{3,}[^\S\n]*\n(?P<keys>(?:.*\n)*?)-{3,}[^\S\n]*(?:\n|\Z)")
_KEY = re.compile(r"(?P<indent>\s*(?:- )?\s*)(?P<key>[^\s:#\"'\-][^:#\"']*):[ \t]+(?P<value>\S.*?)\s*$")
_SPOKEN = frozenset(map(plain, ("title", "tiêu đề", "summary", "sapo", "tóm tắt", "lead", "caption", "chú thích", "alt", "mô tả")))
_FILE_NAME = re.compile(r"[^\s:]+\.\w{2,5}")
_FENCE = re.compile(r"^[ \t>]*(?P<fence>```+|~~~+)[^`\n]*\n.*?(?:^[ \t>]*(?P=fence)|\Z)", re.DOTALL | re.MULTILINE)
# Each begins with a sign of its own, so that the search skips from sign to sign.
_SIGNS = re.compile(
    r"(?P<ticks>`++)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r"|<!--.*?-->|<(?P<code>pre|code)\b[^>]*>.*?</(?P=code)>|</?[A-Za-z][^>\n]*>"
    r"|\]\((?:[^()\n]|\([^()\n]*\))*\)"
    r"|\]\[[^\]\n]*\]|\[\^[^\]\n]*\]:?|\[(?<![^\n].)[^\]\n]+\]:[^\n]*"
    r"|\{[:#.][^}\n]*\}"
    r"|https?://[^\s)>\]]+|www\.[^\s)>\]]+"
    r"|---[-:| \t]*"
    r"|\\[^\w\s]",
    re.DOTALL,
)
_LABEL = re.compile(r"^ {0,3}\[([^\]\n^][^\]\n]*)\]:[ \t]*\S", re.MULTILINE)
_ADDRESSES = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+(?:\.[\w-]+)*\.(?:vn|com|org|net|gov|edu|md|jpe?g|png|pdf|docx?|xlsx?)\b", re.IGNORECASE
)
_HAS_ADDRESS = re.compile(r"@|\.[A-Za-z]{2}")
_GAP = re.compile(r"\n(?:[ \t\r\xa0>]*\n)+|\n(?=[ \t]*(?:[-*+•–—]|\d{1,3}[.)])[ \t]|[ \t]*[|#>])")
_LINE_END = re.compile("\r\n?|\n")
_DIGITS = re.compile(r"\d(?:[ .-]?\d){7,}")
_LONGEST_EXCERPT = 150


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading, item, table row or value of the front matter: where it starts in the file, and its prose."""

    start: int
    text: str
    in_body: bool = True


class Draft:
    """One article file. `reading` is what `source` makes of it; `path` is relative to the project folder, as places are."""

    def __init__(self, config: Config, path: str, data: bytes) -> None:
        self.file = path
        self.path = f"{config.content.name}/{path}"
        self.id = source.identify(path)
        self.data = data
        self.reading = source.read(config, path, data)
        self.text = "" if self.reading.text is source.NO_TEXT else data.decode()

    @property
    def article(self) -> Article | None:
        """The article, unless an error stands in the way."""
        return self.reading.article

    @cached_property
    def is_printable(self) -> bool:
        """Whether it has no character but usual spaces, line ends, and what can be seen: the fast answer for most."""
        return self.text.replace("\n", "").isprintable()

    @cached_property
    def body_start(self) -> int:
        """The character where the body begins."""
        match = _MATTER.match(self.text.replace("\r", "\n") if "\r" in self.text else self.text)
        return match.end() if match else 0

    @cached_property
    def prose(self) -> str:
        """The text with everything that is not prose hidden; line ends stay, so that lines stay lines."""
        head, body = self.text[: self.body_start], self.text[self.body_start :]
        if "```" in body or "~~~" in body:
            body = _FENCE.sub(lambda match: _hide(match[0]), body)
        if labels := set(_LABEL.findall(body)):  # a link by its label alone: another spelling would be another label
            body = re.sub(rf"\[(?:{'|'.join(map(re.escape, labels))})\](?!:)", lambda match: _hide(match[0]), body, flags=re.IGNORECASE)
        body = _SIGNS.sub(lambda match: _hide(match[0]), body)
        if _HAS_ADDRESS.search(body):
            body = _ADDRESSES.sub(lambda match: _hide(match[0]), body)
        return "".join(_head(head)) + body

    @cached_property
    def body(self) -> str:
        """The prose of the body, the front matter wholly hidden."""
        return HIDDEN * self.body_start + self.prose[self.body_start :]

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The prose in the pieces it is written in, in order."""
        found = [
            Passage(match.start(), match[0], in_body=False)
            for match in re.finditer(rf"[^{HIDDEN}\n\r]+", self.prose[: self.body_start])
            if match[0].strip()
        ]
        start = self.body_start
        for gap in (*_GAP.finditer(self.prose, start), None):
            end = gap.start() if gap else len(self.prose)
            if text := self.prose[start:end].rstrip():
                found.append(Passage(start, text))
            start = gap.end() if gap else end
        return tuple(found)

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def place(self, at: int) -> Place:
        """The line of a character."""
        return Place(self.path, bisect_right(self._lines, at))

    def excerpt(self, at: int, *, private: bool = False) -> str:
        """The line of a character as it was typed, of a long one the part around it; with `private`, long numbers by their beginning."""
        number = bisect_right(self._lines, at)
        start = self._lines[number - 1]
        end = self._lines[number] if number < len(self._lines) else len(self.text)
        first = max(at - start - _LONGEST_EXCERPT // 3, 0) if end - start > _LONGEST_EXCERPT else 0
        if first:
            first = self.text.find(" ", start + first, at) + 1 - start if " " in self.text[start + first : at] else first
        part = self.text[start + first : end]
        if len(part) > _LONGEST_EXCERPT:
            part = part[: part.rfind(" ", 0, _LONGEST_EXCERPT) + 1 or _LONGEST_EXCERPT].rstrip() + "…"
        part = ("…" if first else "") + part.strip()
        return masked(part) if private else part

    def find(self, text: str) -> int:
        """Where a text stands in the file, its accents loose or joined or as in an address; the beginning where it does not."""
        found = (self.text.find(form) for form in (text, unicodedata.normalize("NFD", text), quote(text)))
        return next((at for at in found if at >= 0), 0)

    def key(self, *names: str) -> int:
        """Where the front matter has one of these keys, by any spelling; the beginning of the file where it has none."""
        wanted = {plain(name) for name in names}
        for match in re.finditer(r"^[^\s:#][^:#\n]*(?=:)", self.text[: self.body_start], re.MULTILINE):
            if plain(match[0].lstrip("\ufeff")) in wanted:
                return match.start()
        return 0


def masked(text: str) -> str:
    """The text with every long number shown by its first three digits only."""
    return _DIGITS.sub(lambda match: match[0][:3] + "•" * (len(match[0]) - 3), text)


def _hide(text: str) -> str:
    return "".join(sign if sign in "\n\r" else HIDDEN for sign in text) if "\n" in text or "\r" in text else HIDDEN * len(text)


def _head(text: str) -> list[str]:
    """The front matter with everything hidden that is no text for readers."""
    pieces, spoken = [], False
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        match = _KEY.match(bare)
        start, end = len(bare), len(bare)
        if match:
            key = match["key"].strip()
            spoken = plain(key) in _SPOKEN or bool(_FILE_NAME.fullmatch(key))
            if spoken:
                start, end = _within_quotes(bare, match.start("value"), match.end("value"))
            if match["value"] in ("|", ">", "|-", ">-"):
                start = end = len(bare)
        elif spoken and bare.startswith((" ", "\t")) and bare.strip():
            start = len(bare) - len(bare.lstrip())
        else:
            spoken = False
        pieces.append(HIDDEN * start + bare[start:end] + HIDDEN * (len(bare) - end) + line[len(bare) :])
    return pieces


def _within_quotes(line: str, start: int, end: int) -> tuple[int, int]:
    """The part of a value between the quotes around it, if there are any."""
    quoted = end - start > 1 and line[start] == line[end - 1] and line[start] in "\"'"
    return (start + 1, end - 1) if quoted else (start, end)
