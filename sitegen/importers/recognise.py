"""A document read as an article: title, date, numbers, byline, captions, and what belongs to the page it was copied from.

The one idea: only what is certain is taken out of the text, and everything that was understood is remembered with the words it was read
from. Where newsrooms put things is written down in `head`, `tail` and `captions`; this module only knows the order in which to look.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from sitegen.errors import N_
from sitegen.importers import captions, head, labels, tail
from sitegen.importers.blocks import Document, Paragraph
from sitegen.importers.draft import Draft, begin

_MARK = re.compile(r"\(([A-ZĐ]{2,8})\)\s*[-–—]\s*")


def read(document: Document, sections: Collection[str] = ()) -> Draft:
    """The draft of an article that a document holds; `sections` are the names of the portal's. What is not found stays empty."""
    draft = begin(document)
    if draft.is_pasted:
        tail.cut_furniture(draft)
    if found := head.dateline(draft):
        draft.date = found[0]
        draft.guess(N_("date"), *found, "date")
    labels.skip(draft, sections)
    head.take_numbers(draft)
    labels.skip(draft, sections)
    head.take_title(draft)
    labels.skip(draft, sections)
    head.take_numbers(draft)
    tail.take_byline_above(draft)
    head.take_numbers(draft)
    tail.take_byline(draft)
    captions.join(draft)
    lead = next((at for at, block in enumerate(draft.blocks) if isinstance(block, Paragraph) and not block.style), None)
    if lead is not None:
        _read_lead(draft, lead)
    return draft


def _read_lead(draft: Draft, at: int) -> None:
    """The agency mark and the day that the first paragraph names; a lead that is bold throughout is a lead without being bold."""
    lead = draft.blocks[at]
    assert isinstance(lead, Paragraph)
    if match := _MARK.match(lead.text):
        draft.source = draft.source or match[1]
        draft.guess(N_("agency mark"), match[1], match[0].strip(), "source")
    if not draft.date and (found := head.day_of(lead.text)):
        draft.date, said = found
        draft.guess(N_("date"), draft.date, said, "date")
    if lead.is_bold and len(lead.text) > 60:
        draft.blocks[at] = head.without_bold(lead)
