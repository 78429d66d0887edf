"""Word's formulas as words: `a/b`, `m²` with its raised sign, `√(x + y)`.

The one idea: every sign of a formula stays, in the order in which it is spoken; what only its drawing says becomes the sign for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from sitegen.importers.numbering import W

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FORMULAS = (f"{M}oMath", f"{M}oMathPara")

_SCRIPTS = {f"{M}sup": "superscript", f"{M}sub": "subscript"}
_TOGETHER = re.compile(r"[\w.,]*")


def runs(element: Element, script: str = "") -> Iterator[Element]:
    """The runs of text that show a formula."""
    for child in element:
        if child.tag == f"{M}t":
            yield run(child.text or "", script)
        elif child.tag == f"{M}f":
            yield from _bracketed(child.find(f"{M}num"), script)
            yield run("/", script)
            yield from _bracketed(child.find(f"{M}den"), script)
        elif child.tag == f"{M}rad":
            if (degree := child.find(f"{M}deg")) is not None:
                yield from runs(degree, "superscript")
            yield run("√", script)
            yield from _bracketed(child.find(f"{M}e"), script)
        elif child.tag == f"{M}d":
            yield run(_sign(child, "dPr/begChr", "("), script)
            yield from runs(child, script)
            yield run(_sign(child, "dPr/endChr", ")"), script)
        else:
            if child.tag == f"{M}nary":
                yield run(_sign(child, "naryPr/chr", "∫"), script)
            yield from runs(child, _SCRIPTS.get(child.tag, script))


def run(text: str, script: str = "") -> Element:
    """A run of text, raised or lowered where `script` says so."""
    made = Element(f"{W}r")
    if script:
        SubElement(SubElement(made, f"{W}rPr"), f"{W}vertAlign", {f"{W}val": script})
    SubElement(made, f"{W}t").text = text
    return made


def _bracketed(element: Element | None, script: str) -> Iterator[Element]:
    if element is None:
        return
    is_one = _TOGETHER.fullmatch("".join(each.text or "" for each in element.iter(f"{M}t")))
    if not is_one:
        yield run("(", script)
    yield from runs(element, script)
    if not is_one:
        yield run(")", script)


def _sign(element: Element, path: str, other: str) -> str:
    found = element.find("/".join(f"{M}{part}" for part in path.split("/")))
    return other if found is None else found.get(f"{M}val", "")
