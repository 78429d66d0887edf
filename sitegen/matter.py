"""Front matter as text with places: a file in, its keys with their lines and its body out.

YAML likes to guess: `10:00` becomes 600, `no` becomes false, a date moves across midnight. Here nothing is guessed. Every value stays the
text that was typed, together with its line, and what it means is decided by `source`, which knows the keys. Mistakes that office writers
really make (a colon in a title, a tab, a missing space, text after `#`) are recognised and answered with the line as it should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from sitegen import legacy, nodes
from sitegen.article import Text
from sitegen.errors import N_, Kind, Place, Problem, Refused
from sitegen.nodes import Node
from sitegen.vietnamese import clean

ENCODING = Kind(
    "encoding",
    N_("This file is saved as {encoding}, not as UTF-8. It would read: “{reading}”"),
    N_("Open it in Notepad, choose Save as, and pick the encoding UTF-8."),
)
NO_MATTER = Kind(
    "matter-missing",
    N_("The article does not begin with its front matter."),
    N_("Begin the file with a line --- , then title: …, date: …, category: …, then --- again."),
)
OPEN_MATTER = Kind(
    "matter-open", N_("The front matter has no end."), N_("Put a line --- between the last key and the text of the article.")
)
COLON = Kind("matter-colon", N_("A colon inside a value confuses the reader of this line."), N_("Put the value between quotes: {fixed}"))
QUOTE = Kind("matter-quote", N_("The quotes of this line do not pair up."), N_("Put single quotes around the whole value: {fixed}"))
TAB = Kind("matter-tab", N_("This line is indented with a tab."), N_("Use spaces instead of the Tab key: {fixed}"))
SPACE = Kind("matter-space", N_("A space is missing after the colon."), N_("Write {fixed}"))
SIGN = Kind("matter-sign", N_("A value cannot begin with {sign}."), N_("Put the value between quotes: {fixed}"))
SHAPE = Kind(
    "matter-shape",
    N_("This line of the front matter cannot be understood."),
    N_("Each line is key: value, for example title: Hội nghị tổng kết năm 2023. Items of a list begin with “- ”, indented by two spaces."),
)
HASH = Kind(
    "matter-hash", N_("The text after # is not read: “{lost}”"), N_("If it belongs to the value, put the value between quotes: {fixed}")
)
TWICE = Kind("matter-twice", N_("“{key}” stands here a second time; the first is on line {first}."), N_("Keep one of the two."))

_CURLY = re.compile(r'^(\s*(?:- )?[^\s:#][^:#]*:\s+)[“”]([^“”"]*(?::\s|\s#)[^“”"]*)[“”](\s*)$', re.MULTILINE)
_OPEN = re.compile(r"(?:\s*\n)?-{3,}[^\S\n]*(?:\n|\Z)")
_CLOSE = re.compile(r"\n-{3,}[^\S\n]*(?=\n|\Z)")
_KEY_LINE = re.compile(r"^(\s*(?:- )?[^\s:#\"'][^:#\"']*?):[ \t]*(.*?)\s*$")


class Matter(NamedTuple):
    """A file taken apart: the keys of its front matter as typed, its body, and the lines down to it for the excerpts of problems."""

    entries: tuple[tuple[Node, Node], ...]
    text: Text
    lines: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


class _PlacedYAML(YAMLHandler):
    """The YAML of python-frontmatter, as nodes with lines instead of guessed values; `last` is the number of the line that closes it."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.last = last
        self.first = 0
        self.entries: tuple[tuple[Node, Node], ...] = ()

    def load(self, fm: str, **_: object) -> dict[str, object]:
        fm = fm.lstrip("\n")
        self.first = self.last - fm.count("\n")
        fm = fm.rstrip("\n") + "\n"
        entries = nodes.read(fm, self.first)
        self.entries = _compose(fm, self.first) if entries is None else entries
        return {}


DEEPEST, MOST = 20, 20_000
"""How deep front matter may be nested, and of how many keys and values it may consist."""
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _compose(text: str, first: int) -> tuple[tuple[Node, Node], ...]:
    """The entries of front matter of any kind, read as YAML. Raises `YAMLError`."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except RecursionError:
        raise yaml.YAMLError from None
    if node is None:
        return ()
    if not isinstance(node, yaml.MappingNode):
        raise yaml.MarkedYAMLError(problem="no mapping", problem_mark=node.start_mark)
    return _node(node, first, DEEPEST, count()).entries or ()


def _node(node: yaml.Node, first: int, depth: int, made: Iterator[int]) -> Node:
    """A node of YAML as ours; one that stands in many places, by `*name`, is made in each. Raises `YAMLError` where that has no end."""
    if not depth or next(made) > MOST:
        raise yaml.MarkedYAMLError(problem="too deep, or too many", problem_mark=node.start_mark)
    line = first + node.start_mark.line
    if isinstance(node, yaml.MappingNode):
        pairs = ((_node(key, first, depth - 1, made), _node(value, first, depth - 1, made)) for key, value in node.value)
        return Node(line, entries=tuple(pairs))
    if isinstance(node, yaml.SequenceNode):
        return Node(line, items=tuple(_node(item, first, depth - 1, made) for item in node.value))
    return Node(line, text=str(node.value).strip())


def read(data: bytes, path: str) -> Matter:
    """The front matter and the body of a file's bytes. Raises `Refused` when the file cannot be taken apart; `path` is for its place."""
    text = _text(data, path)
    start, end = _bounds(text, path)
    head = text[:end]
    if "“" in head:
        head = _CURLY.sub(r'\1"\2"\3', head)
    lines = head.split("\n")
    first = head.count("\n", 0, start)
    handler = _PlacedYAML(len(lines))
    try:
        frontmatter.parse(head, handler=handler)
    except yaml.YAMLError as error:
        raise Refused(_explain(error, lines, first, handler.first - 1, path)) from None
    problems = (*(_lost(lines, first, path) if "#" in head else ()), *_twice(handler.entries, lines, path))
    return Matter(handler.entries, _body(text, end), tuple(lines), problems)


def read_body(data: bytes, path: str) -> Text:
    """The body alone of a file that `read` has taken apart before."""
    text = _text(data, path)
    return _body(text, _bounds(text, path)[1])


def _bounds(text: str, path: str) -> tuple[int, int]:
    """Where the front matter begins, below its line of dashes, and where the line of dashes that closes it ends."""
    opening = _OPEN.match(text)
    closing = opening and _CLOSE.search(text, opening.end() - 1)
    if opening and closing:
        return opening.end(), closing.end()
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    raise Refused((OPEN_MATTER if opening else NO_MATTER).at(Place(path, start + 1), excerpt=_excerpt(lines, start)))


def _body(text: str, end: int) -> Text:
    """What stands below the front matter that ends there, without blank lines around it."""
    rest = text[end:].rstrip()
    if not rest:
        return Text("", text.count("\n") + 2)
    start = rest.rfind("\n", 0, len(rest) - len(rest.lstrip())) + 1
    return Text(rest[start:], text.count("\n", 0, end + start) + 1)


def _text(data: bytes, path: str) -> str:
    """The file as clean text: UTF-8, composed letters, one kind of line end."""
    try:
        text = legacy.decode(data)
    except legacy.WrongEncoding as error:
        raise Refused(ENCODING.at(Place(path), encoding=error.name, reading=error.reading)) from None
    return clean(text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text)


def _excerpt(lines: list[str], number: int) -> str:
    return lines[number].strip() if number < len(lines) else ""


def _explain(error: yaml.YAMLError, lines: list[str], first: int, top: int, path: str) -> Problem:
    """What a writer did wrong where YAML gave up: the suspicious line at or above the mark, and the line as it should be.

    `first` is the index of the line below the dashes, `top` that of the first line YAML has seen.
    """
    mark = getattr(error, "problem_mark", None)
    end = len(lines) - 1
    number = min(top + (mark.line if mark else 0), end - 1)
    for candidate in (number, number - 1, *range(first, end)):
        if first <= candidate < end and (problem := _diagnose(lines[candidate], Place(path, candidate + 1))):
            return problem
    return SHAPE.at(Place(path, number + 1), excerpt=_excerpt(lines, number))


def _diagnose(line: str, place: Place) -> Problem | None:
    """The known mistake of one line, or none."""
    excerpt = line.strip()
    if line.startswith("\t") or re.match(r"\s*\t", line):
        return TAB.at(place, excerpt=excerpt, fixed=f"  {excerpt}")
    if match := re.match(r"^(\s*(?:- )?[^\W\d][\w ]*):([^\s/].*)$", line):
        return SPACE.at(place, excerpt=excerpt, fixed=f"{match[1].strip()}: {match[2].strip()}")
    match = _KEY_LINE.match(line)
    if not match and re.match(r"[^\s#\-]", line):
        return SHAPE.at(place, excerpt=excerpt)
    if not match or not match[2]:
        return None
    key, value = match[1].strip(), match[2]
    if value[0] in "\"'":
        inner = value.strip("\"'") if value.count(value[0]) == 1 else value
        if not re.fullmatch(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", value):
            return QUOTE.at(place, excerpt=excerpt, fixed=f"{key}: {_quoted(inner)}")
        return None
    if re.search(r":(\s|$)", value):
        return COLON.at(place, excerpt=excerpt, fixed=f"{key}: {_quoted(value)}")
    if value[0] in "[]{}*&!|>%@`," and not re.fullmatch(r"\[.*\]|\{.*\}|[|>][+-]?", value):
        return SIGN.at(place, excerpt=excerpt, sign=value[0], fixed=f"{key}: {_quoted(value)}")
    return None


def _quoted(value: str) -> str:
    """A value between the quotes that need no escaping inside it."""
    return f'"{value}"' if '"' not in value and "\\" not in value else "'" + value.replace("'", "''") + "'"


def _lost(lines: list[str], first: int, path: str) -> Iterator[Problem]:
    """Warnings for text that YAML drops as a comment behind a value: nothing a writer typed may vanish in silence."""
    block = -1
    for number in range(first, len(lines) - 1):
        line = lines[number]
        indent = len(line) - len(line.lstrip())
        if block >= 0 and (indent > block or not line.strip()):
            continue
        block = indent if re.search(r":\s+[|>][+-]?\s*$", line) else -1
        if "#" not in line or line.lstrip().startswith("#"):
            continue
        match = re.match(r"^(\s*(?:- )?)([^:#]*:\s+)?([^\"'#\s][^#]*?|)\s*(?<=\s)(#.*)$", line)
        if match and (match[2] or match[1].strip()):
            fixed = f"{match[2] or ''}{_quoted(f'{match[3]} {match[4]}'.strip())}".strip()
            yield HASH.at(Place(path, number + 1), excerpt=line.strip(), lost=match[4], fixed=fixed)


def _twice(entries: tuple[tuple[Node, Node], ...], lines: list[str], path: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for key, _ in entries:
        name = key.text.casefold()
        if name in seen:
            yield TWICE.at(Place(path, key.line), excerpt=_excerpt(lines, key.line - 1), key=key.text, first=seen[name])
        seen.setdefault(name, key.line)
