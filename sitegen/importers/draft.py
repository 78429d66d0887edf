"""An article on its way: what is known of it so far, and from where.

The one idea: a draft keeps account of the words. Those that left the text for the front matter, labels that say what a line is, and what
was dropped stand here, so that the whole can be compared with what came in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sitegen.errors import Problem
from sitegen.importers.blocks import Block, Document, Guess, Paragraph, Picture, paragraphs


@dataclass(slots=True)
class Draft:
    """What is known of an article. `date` is as it will be written, day first; empty fields are not known."""

    name: str = ""
    title: str = ""
    date: str = ""
    section: str = ""
    province: str = ""
    slug: str = ""
    author: str = ""
    department: str = ""
    source: str = ""
    summary: str = ""
    views: int | None = None
    comments: int | None = None
    is_draft: bool = False
    is_pasted: bool = False
    opening: str = ""  # what stands in the file of an article that has no text yet
    blocks: list[Block] = field(default_factory=list)
    photos: list[Picture] = field(default_factory=list)  # those the body does not place: the gallery at the end
    notes: Mapping[str, tuple[Paragraph, ...]] = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    came_in: list[str] = field(default_factory=list)  # every text that was read
    accounted: list[str] = field(default_factory=list)  # texts that went into the front matter, and labels
    dropped: list[str] = field(default_factory=list)  # what belongs to a page and not to the article

    @property
    def pictures(self) -> list[Picture]:
        """All photos, those of the text first: the first of them leads."""
        return [*(block for block in self.blocks if isinstance(block, Picture)), *self.photos]

    def guess(self, what: str, value: str, words: str = "", key: str = "") -> None:
        """Remembers what was understood, so that the writer can judge it."""
        self.guesses.append(Guess(what, value, words, key))


def begin(document: Document) -> Draft:
    """A draft of which only the text is known."""
    came_in = [paragraph.text for paragraph in paragraphs(document.blocks)]
    came_in += [paragraph.text for note in document.notes.values() for paragraph in note]
    blocks = list(document.blocks)
    guesses, problems = list(document.guesses), list(document.problems)
    return Draft(
        document.name,
        is_pasted=document.is_pasted,
        blocks=blocks,
        notes=document.notes,
        guesses=guesses,
        problems=problems,
        came_in=came_in,
    )
