"""The body of an article, from Markdown to safe HTML with its figures between.

The one idea: refuse what cannot be read, read the rest with a library, keep only what is allowed, and walk once over what is left. In this
order: `limits` (is the text bounded?), `parser` (Markdown to HTML), `sanitize` (what may stay), or instead of the three `simple` where
nothing can go wrong; `anchors` and `walk` (valid blocks, with `links` settled), `figures` with `captions` (photos and their words),
`abbreviations`. Nothing here reads a file, knows an article or a theme, or stops at a problem: what is wrong in a body is returned with it,
at its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple

from sitegen.article import Body, Photo
from sitegen.errors import N_, Kind, Place, Problem, in_order
from sitegen.markup.abbreviations import explain
from sitegen.markup.anchors import find_anchors
from sitegen.markup.figures import Figures
from sitegen.markup.figures import NoPhoto as NoPhoto
from sitegen.markup.limits import LONGEST, refuse
from sitegen.markup.lines import Lines
from sitegen.markup.links import Link as Link
from sitegen.markup.links import Links
from sitegen.markup.links import NoLink as NoLink
from sitegen.markup.notes import has_nested_notes
from sitegen.markup.simple import write as write_simple
from sitegen.markup.source import clean_source, is_ordinary
from sitegen.markup.walk import walk

UNREADABLE = Kind(
    "body-unreadable",
    N_("This text cannot be read as Markdown."),
    N_("Remove unusual signs from the text, or bring in one part after another to find the one that cannot be read."),
)

_RAW = re.compile("<[A-Za-z/!?]")


class Rendered(NamedTuple):
    """A body, and what is wrong in it, in the order of its lines. With an error among them the body is only good for a preview."""

    body: Body
    problems: tuple[Problem, ...] = ()


def render(
    source: str,
    *,
    place: Place,
    photos: tuple[Photo, ...] = (),
    photo_at: Callable[[str], Photo | NoPhoto | None],
    link: Callable[[str], Link | NoLink],
    abbreviations: Mapping[str, str] | None = None,
    gallery_rest: bool = True,
) -> Rendered:
    """The body of an article. Never raises for what a writer wrote; the same text gives the same body everywhere.

    `place` is the file and the line where `source` starts. `photos` are those of the front matter that may form the closing gallery (unless
    `gallery_rest` is False) and give captions; `photo_at` finds the photo that a name in the body means, `link` where a relative reference
    leads. A text that is refused or cannot be read becomes plain paragraphs, with an error.
    """
    ordinary = is_ordinary(source)
    source = source if ordinary else clean_source(source)
    lines = Lines(source, place)
    html = write_simple(source) if ordinary and len(source) <= LONGEST else None
    if html is None and not refuse(source, lines) and not has_nested_notes(source, lines):
        html = _read(source, lines, ordinary=ordinary)
    if html is None:
        return Rendered(_plain_body(source), tuple(in_order(lines.problems)))
    anchors = find_anchors(html)
    blocks, headings = walk(html, anchors, Links(lines, link, anchors.names), lines)
    parts = Figures(lines, photos, photo_at).assemble(blocks, rest=gallery_rest)
    parts = explain(parts, abbreviations or {})
    return Rendered(Body(parts, tuple(headings)), tuple(in_order(lines.problems)))


def _read(source: str, lines: Lines, *, ordinary: bool) -> str | None:
    """The safe HTML of a source that the library can read. What it cannot read, for whatever reason, is a problem and never a crash."""
    from sitegen.markup.parser import parser  # only now: a build of one simple article needs no library
    from sitegen.markup.sanitize import sanitize

    try:
        html = parser().convert(source)
    except Exception:
        lines.report_at(UNREADABLE, 0)
        return None
    return sanitize(html, lines, raw="<" in source and _RAW.search(source) is not None, ordinary=ordinary)


def _plain_body(source: str) -> Body:
    """A refused text as it was typed, so that a preview shows something to correct."""
    from sitegen.markup.sanitize import clean_characters

    html = "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in re.split(r"\n\s*\n", clean_characters(source)) if text.strip())
    return Body((html,) if html else (), ())
