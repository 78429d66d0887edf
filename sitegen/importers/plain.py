"""A text file as a document: whatever its encoding, one paragraph a line or lines broken by hand.

The one idea: the words come first. A file from before Unicode is read as what it most likely says, which the writer is shown; an invisible
line between paragraphs is none; a line that names a photo beside the file is that photo. What a line means is for `recognise` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sitegen import legacy
from sitegen.errors import N_, Kind, Place, Refused
from sitegen.importers.blocks import Block, Document, Guess, Paragraph, Picture, Span, plain
from sitegen.vietnamese import clean, shorten

NO_TEXT = Kind("import-empty", N_("“{file}” has no text in it."), N_("Paste the text of the article into it and save it."))
NOT_TEXT = Kind(
    "import-not-text",
    N_("“{file}” is no text file; it is {found}."),
    N_("Open it, copy its text into Notepad, and save that as a text file (UTF-8). A Word document goes in with: sitegen import docx"),
)
NOISE = Kind(
    "import-noise",
    N_("“{file}” is no text file: there are no letters in it that can be read."),
    N_("Open it in the program it was made with, copy its text into Notepad, and save that as a text file (UTF-8)."),
)
NO_PHOTO = Kind(
    "import-photo-named",
    N_("The text names the photo “{name}”, which is not beside it."),
    N_("Copy the photo beside {file} and begin again, or put it beside the article and write ![](…) there. The name stays in the text."),
    "warning",
)

_FOREIGN = (
    (b"PK\x03\x04", "Word, Excel (ZIP)"),
    (b"\xd0\xcf\x11\xe0", "Word, Excel (.doc, .xls)"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
)
_PHOTO = re.compile(r"(?:!\[\]\()?[\[(<]?\s*([^\\/:*?\"<>|\[\]()]+\.(?:jpe?g|png|webp|gif|tiff?|bmp|avif|heic))\s*[\])>]*", re.IGNORECASE)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_ITEM = re.compile(r"([-–•*+])\s+(?=\S)")
_BROKEN = range(55, 101)
"""How long the lines of a text are that was broken by hand, in an e-mail for example."""


def read(path: Path) -> Document:
    """The document in a text file. Raises `Refused` for what is no text, `OSError` for what cannot be opened."""
    data = path.read_bytes()
    for mark, name in _FOREIGN:
        if data.startswith(mark):
            raise Refused(NOT_TEXT.at(Place(path.name), file=path.name, found=name))
    if is_noise(data):
        raise Refused(NOISE.at(Place(path.name), file=path.name))
    text, guesses = decode(data)
    lines = clean(text).split("\n")
    if not any(line.strip() for line in lines):
        raise Refused(NO_TEXT.at(Place(path.name), file=path.name))
    problems = []
    blocks: list[Block] = []
    for line, number in _paragraphs(lines):
        named = _PHOTO.fullmatch(line)
        if named and (photo := path.parent / named[1].strip()).is_file():
            blocks.append(Picture(photo))
            continue
        if named:
            problems.append(NO_PHOTO.at(Place(path.name, number), excerpt=line, name=named[1], file=path.name))
        blocks.append(plain(line))
    return Document(path.name, tuple(_lists(blocks)), {}, guesses, tuple(problems), is_pasted=True)


def is_noise(data: bytes) -> bool:
    """Whether bytes are no text in any encoding: more than one in fifty is a sign that no text has."""
    try:
        legacy.decode(data)
    except legacy.WrongEncoding as wrong:
        if wrong.name in ("UTF-16", "UTF-32"):  # half of its bytes are such signs
            return False
    return len(_NO_TEXT.findall(data)) * 50 > len(data)


def decode(data: bytes) -> tuple[str, tuple[Guess, ...]]:
    """The text of a file, and how it was read where that was not plain UTF-8."""
    try:
        text = legacy.decode(data)
    except legacy.WrongEncoding as wrong:
        return wrong.text, (Guess(N_("encoding"), wrong.name, wrong.reading),)
    found = legacy.detect(text)
    if found not in ("tcvn3", "vni"):
        return text, ()
    read = legacy.convert(text, found)
    return read, (Guess(N_("encoding"), found.upper(), shorten(read, 60)),)


def _paragraphs(lines: list[str]) -> Iterator[tuple[str, int]]:
    """The paragraphs with the number of their first line; lines that were broken by hand are joined again."""
    blocks: list[list[tuple[str, int]]] = [[]]
    for number, line in enumerate(lines, 1):
        if line.strip():
            blocks[-1].append((" ".join(line.split()), number))
        elif blocks[-1]:
            blocks.append([])
    longest = max(len(line) for block in blocks for line, _ in block)
    broken = longest in _BROKEN and any(len(block) > 2 and all(len(line) >= longest * 0.7 for line, _ in block[:-1]) for block in blocks)
    for block in blocks:
        joined: list[tuple[str, int]] = []
        for line, number in block:
            if broken and joined and len(joined[-1][0]) >= longest * 0.7 and not _ITEM.match(line):
                joined[-1] = (f"{joined[-1][0]} {line}", joined[-1][1])
            else:
                joined.append((line, number))
        yield from joined


def _lists(blocks: list[Block]) -> Iterator[Block]:
    """Two or more lines with a dash in front are a list; another sign below a dash is a list within it. One alone stays a line."""
    at = 0
    while at < len(blocks):
        run: list[tuple[str, str]] = []
        while at + len(run) < len(blocks):
            block = blocks[at + len(run)]
            item = _ITEM.match(block.text) if isinstance(block, Paragraph) else None
            if item is None or not isinstance(block, Paragraph):
                break
            run.append((item[1], block.text[item.end() :]))
        if len(run) < 2:
            yield blocks[at]
            at += 1
            continue
        signs = list(dict.fromkeys(sign for sign, _ in run))
        yield from (Paragraph((Span(text),), "bullet", min(signs.index(sign) + 1, 2)) for sign, text in run)
        at += len(run)
