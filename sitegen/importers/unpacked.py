"""The XML of a Word document, made ready for mammoth: what mammoth passes over is put where it does not.

The one idea: a document says more than its runs of text. Formulas and the numbers of lists become text or a style that says them, hidden
text goes and is told, and of two versions that Word keeps of one thing one stays. All else is as it was.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from sitegen.importers import formulas
from sitegen.importers.numbering import Numbering, W, value

PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
EDGES_OF_PAGES = re.compile(r"word/(?:header|footer)\d*\.xml")

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NOT_SHOWN = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText"}
_SIGNS = {f"{W}softHyphen": "\xad", f"{W}noBreakHyphen": "-"}
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_FRAME = {f"{W}rPr", f"{W}fldChar", f"{W}instrText"}
"""What stays of a hidden run: a field must not lose its end."""


def ready(data: bytes) -> tuple[bytes, str]:
    """The document as mammoth is to read it, and its hidden words. Raises what `zipfile` and `ElementTree` raise for a damaged one."""
    file = io.BytesIO()
    file.write(data)
    hidden: list[str] = []
    with zipfile.ZipFile(file, "a") as archive:
        names = archive.namelist()
        styles = _parsed(archive, "word/styles.xml") if "word/styles.xml" in names else None
        numbers = _parsed(archive, "word/numbering.xml") if "word/numbering.xml" in names else None
        numbering, hiding = Numbering(numbers, styles), _hiding(styles)
        for name in filter(PARTS.fullmatch, names):
            root = _parsed(archive, name)
            _read_ahead(root)
            for row in root.iter(f"{W}tr"):
                _indent(row)
            for paragraph in root.iter(f"{W}p"):
                hidden += _hide(paragraph, hiding)
                if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is None:
                    _number(paragraph, numbering)
            archive.filelist.remove(archive.NameToInfo.pop(name))
            archive.writestr(name, ElementTree.tostring(root, "utf-8"))
    return file.getvalue(), " ".join("".join(hidden).split())


def text(data: bytes, parts: re.Pattern[str]) -> str:
    """All words of some parts of the document, read without mammoth."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        wanted = [name for name in archive.namelist() if parts.fullmatch(name)]
        return "\n".join("".join(_texts(_parsed(archive, name))) for name in wanted)


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    root = ElementTree.fromstring(archive.read(name))
    _choose(root)
    return root


def _choose(element: Element) -> None:
    """Leaves one version of what Word keeps in two: the older, which more programs read."""
    children: list[Element] = []
    for child in element:
        _choose(child)
        fallback = child.find(f"{_MC}Fallback")
        if child.tag != f"{_MC}AlternateContent":
            children.append(child)
        elif fallback is not None:
            children += fallback
        else:
            children += [each for choice in child[:1] for each in choice]
    element[:] = children


def _read_ahead(element: Element) -> None:
    """Puts the text of formulas in their place."""
    children: list[Element] = []
    for child in element:
        if child.tag in formulas.FORMULAS:
            children += formulas.runs(child)
        else:
            _read_ahead(child)
            children.append(child)
    element[:] = children


def _indent(row: Element) -> None:
    """Gives a row that begins further right an empty cell for the columns before it."""
    before, cells = value(row, "trPr/gridBefore"), row.findall(f"{W}tc")
    if before.isdecimal() and int(before) and cells:
        cell = Element(f"{W}tc")
        SubElement(SubElement(cell, f"{W}tcPr"), f"{W}gridSpan", {f"{W}val": before})
        row.insert(list(row).index(cells[0]), cell)


def _hiding(styles: Element | None) -> frozenset[str]:
    """The styles whose text is hidden, by themselves or by the style they are based on."""
    found = {value(each, ".", "styleId"): each for each in (() if styles is None else styles.iter(f"{W}style"))}
    hiding = {name for name, style in found.items() if _is_on(style.find(f"{W}rPr/{W}vanish"))}
    for _ in found:
        based = {name for name, style in found.items() if value(style, "basedOn") in hiding and style.find(f"{W}rPr/{W}vanish") is None}
        if based <= hiding:
            break
        hiding |= based
    return frozenset(hiding)


def _is_on(mark: Element | None) -> bool:
    return mark is not None and mark.get(f"{W}val", "1") not in ("0", "false", "off")


def _hide(paragraph: Element, hiding: frozenset[str]) -> Iterator[str]:
    """Takes the hidden runs out of a paragraph, and gives their words."""
    by_style = value(paragraph, "pPr/pStyle") in hiding
    for run in paragraph.iter(f"{W}r"):
        mark, style = run.find(f"{W}rPr/{W}vanish"), value(run, "rPr/rStyle")
        if _is_on(mark) or (mark is None and (style in hiding if style else by_style)):
            yield from _texts(run)
            yield from (each.get("descr") or each.get("name") or "" for each in run.iter(_PICTURE))
            yield " "
            run[:] = [child for child in run if child.tag in _FRAME]


def _number(paragraph: Element, numbering: Numbering) -> None:
    """Says what stands in front of a list item: by a style that `word` knows, or as its first words."""
    item = numbering.item(paragraph)
    if item is None:
        return
    looks = paragraph.find(f"{W}pPr")
    if looks is None:
        looks = Element(f"{W}pPr")
        paragraph.insert(0, looks)
    for old in looks.findall(f"{W}numPr") + (looks.findall(f"{W}pStyle") if item.style else []):
        looks.remove(old)
    SubElement(SubElement(looks, f"{W}numPr"), f"{W}numId", {f"{W}val": "0"})  # the style, if it stays, begins no list
    if item.style:
        SubElement(looks, f"{W}pStyle", {f"{W}val": f"{item.style} {item.level} {item.number}"})
    first = next((run for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None), None)
    if item.words and first is not None:
        words = formulas.run(f"{item.words} ")
        if (look := first.find(f"{W}rPr")) is not None:
            words.insert(0, copy.deepcopy(look))
        paragraph.insert(list(paragraph).index(looks) + 1, words)


def _texts(element: Element) -> Iterator[str]:
    """The texts below an element, without what was deleted."""
    for child in element:
        if child.tag in _NOT_SHOWN:
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        else:
            yield from _texts(child)
            if child.tag in (f"{W}p", f"{W}br", f"{W}tab", f"{W}tc"):
                yield "\n"
