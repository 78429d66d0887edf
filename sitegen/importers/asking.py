"""What an article still needs, from options, from the text, or from the writer.

The one idea: an option is an answer given before the question. With a terminal the rest is asked, each with what the text says as the
proposed answer; without one the text's own answer is taken, and what nobody can know is a problem that names the option to give.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sitegen import dates
from sitegen import provinces as country
from sitegen.errors import N_, Kind, Place, Refused, Translate
from sitegen.importers import captions, photos
from sitegen.importers.blocks import Paragraph, Picture, plain
from sitegen.importers.dialogue import Dialogue
from sitegen.importers.draft import Draft
from sitegen.importers.head import written
from sitegen.markup.captions import split_caption
from sitegen.settings import Config, Province
from sitegen.vietnamese import fold, shorten, slug

NEED = Kind("new-need", N_("It is not said which {what} the article belongs to."), N_("Add {option} with one of: {known}"))
NO_SUCH = Kind("new-no-such", N_("There is no {what} “{value}”."), N_("Did you mean “{near}”? Known: {known}"))
NO_SITE = Kind(
    "new-no-site",
    N_("{value} has no site: it is not in {file}."),
    N_("Add the line [provinces.{id}] to {file}, or name one of those that are there: {known}"),
)
NEED_TITLE = Kind("new-need-title", N_("The article has no title."), N_('Add --title "…" with the headline between quotes.'))
BAD_DATE = Kind("new-date", N_("“{value}” is not a date."), N_('Write the day first, between quotes: --date "10/01/2023 16:30"'))
CAPTIONS = Kind(
    "new-captions",
    N_("There are more captions ({captions}) than photos ({photos})."),
    N_('Give each photo one --caption, in the same order; "" for none.'),
)

_BYLINE = re.compile(r"(.+?)\s+[-–—]\s+(.+)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says. Empty is not said."""

    province: str = ""
    section: str = ""
    title: str = ""
    date: str = ""
    author: str = ""
    photos: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    slug: str = ""
    summary: str = ""
    is_draft: bool = False
    keys: str = "vi"
    ask_all: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """What nobody could say: the article is a draft until the writer says it."""

    title: bool = False
    date: bool = False


def fill(config: Config, draft: Draft, wanted: Wanted, dialogue: Dialogue | None, now: datetime, _: Translate) -> Missing:
    """Completes a draft. Raises `Refused` for what an option must say, `dialogue.Stopped` when the writer ends the questions."""
    draft.province = _province(config, wanted, dialogue, _)
    draft.section = _section(config, wanted, dialogue, _)
    no_title = _title(draft, wanted, dialogue, _)
    no_date = _date(draft, wanted, dialogue, now, _)
    _author(draft, wanted, dialogue, _)
    draft.summary = wanted.summary
    captions.place(draft, _photos(wanted, dialogue, _))
    draft.slug = wanted.slug
    draft.is_draft = wanted.is_draft or no_title or no_date
    return Missing(no_title, no_date)


def _site(config: Config, text: str) -> Province | None:
    """The site that a name in any spelling means."""
    unit = country.find(text)
    for site in config.provinces:
        if slug(text) in (site.id, slug(site.name), slug(f"{site.kind} {site.name}")):
            return site
    return next((site for site in config.provinces if unit and site.province == unit.id), None)


def _province(config: Config, wanted: Wanted, dialogue: Dialogue | None, _: Translate) -> str:
    sites = {site.id: site.name for site in config.provinces}
    found = _site(config, wanted.province) if wanted.province else None
    if found is None and (unit := country.find(wanted.province)):
        raise Refused(NO_SITE.at(Place("--province"), file=config.file, value=unit.name, id=unit.id, known=", ".join(sites)))
    return _chosen("--province", _("province"), wanted.province, found.id if found else None, sites, dialogue, _("Which province?"))


def _section(config: Config, wanted: Wanted, dialogue: Dialogue | None, _: Translate) -> str:
    sections = {section.path: section.name for section in config.sections}
    found = config.section(wanted.section) if wanted.section else None
    return _chosen("--section", _("section"), wanted.section, found.path if found else None, sections, dialogue, _("Which section?"))


def _chosen(
    option: str, what: str, typed: str, found: str | None, choices: Mapping[str, str], dialogue: Dialogue | None, question: str
) -> str:
    """The one that an option `found`, the only one there is, or the answer to a question. Raises `Refused` where none of these tells."""
    known = ", ".join(choices)
    if typed and found is None:
        near = difflib.get_close_matches(slug(typed), choices, 1, 0.3)
        raise Refused(NO_SUCH.at(Place(option), what=what, value=typed, near=near[0] if near else "–", known=known))
    if found is not None:
        return found
    if len(choices) == 1:
        return next(iter(choices))
    if dialogue is None or not choices:
        raise Refused(NEED.at(Place(option), what=what, option=option, known=known))
    return list(choices)[dialogue.choose(question, list(choices.values()))]


def _title(draft: Draft, wanted: Wanted, dialogue: Dialogue | None, _: Translate) -> bool:
    """The title; whether nobody said it."""
    found, stem = draft.title, Path(draft.name).stem.replace("_", " ").replace("-", " ").strip()
    title = wanted.title
    if not title and dialogue and (wanted.ask_all or not found):
        lead = next((block.text for block in draft.blocks if isinstance(block, Paragraph)), "")
        if lead and not found:
            dialogue.tell(f"  “{shorten(lead, 120)}”")
        title = dialogue.line(_("Title"), found, required=True)
    if not (title or found or stem):
        raise Refused(NEED_TITLE.at(Place("--title")))
    draft.title = " ".join((title or found or stem).split())
    if title and found and difflib.SequenceMatcher(None, fold(found), fold(title)).ratio() < 0.6:
        draft.blocks.insert(0, plain(found))
        draft.guess(N_("put back into the text"), found)
    return not (title or found)


def _date(draft: Draft, wanted: Wanted, dialogue: Dialogue | None, now: datetime, _: Translate) -> bool:
    """The date; whether nobody said it. An article that comes from no file is of now."""
    today = written(now, not draft.name)
    if wanted.date:
        parsed = dates.parse(wanted.date)
        if parsed is None:
            raise Refused(BAD_DATE.at(Place("--date"), value=wanted.date))
        draft.date = written(*parsed)
    elif dialogue and (wanted.ask_all or not draft.date):
        hint = _("“{value}” is not a date. Type the day first, for example 10/01/2023 or 10/01/2023 16:30.")
        answer = dialogue.checked(_("Date, day first"), draft.date or today, dates.parse, hint)
        assert answer is not None
        draft.date = written(*answer)
    unknown = not draft.date and bool(draft.name)
    draft.date = draft.date or today
    return unknown


def _author(draft: Draft, wanted: Wanted, dialogue: Dialogue | None, _: Translate) -> None:
    found = " - ".join(filter(None, (draft.author, draft.department)))
    said = wanted.author
    if not said and dialogue and wanted.ask_all:
        said = dialogue.line(_("Author, for example Nguyễn Thị Thúy - Văn phòng (Enter for none)"), found)
    if not said or said == found:
        return
    if found and difflib.SequenceMatcher(None, fold(found), fold(said)).ratio() < 0.6:
        draft.blocks.append(plain(found))
        draft.guess(N_("put back into the text"), found)
    split = _BYLINE.fullmatch(said)
    draft.author, draft.department = (split[1], split[2]) if split else (said, "")


def _photos(wanted: Wanted, dialogue: Dialogue | None, _: Translate) -> list[Picture]:
    """The photos named, each with its caption."""
    found: list[Picture] = []
    if wanted.photos:
        found, problems = photos.find(wanted.photos)
        if problems:
            raise Refused(*problems)
        if len(wanted.captions) > len(found):
            raise Refused(CAPTIONS.at(Place("--caption"), captions=len(wanted.captions), photos=len(found)))
        given = [*wanted.captions, *[""] * (len(found) - len(wanted.captions))]
        found = [_said(picture, caption) for picture, caption in zip(found, given, strict=True)]
    elif dialogue and wanted.ask_all:
        found = _ask_photos(dialogue, _)
    return found


def _ask_photos(dialogue: Dialogue, _: Translate) -> list[Picture]:
    found: list[Picture] = []
    dialogue.tell(_("Photos: drag a folder or photos onto this window, then press Enter. Enter alone when there are no more."))
    while answer := dialogue.line(_("Photos")):
        new, problems = photos.find(photos.paths(answer))
        for problem in problems:
            dialogue.tell("  " + " ".join(problem.words(_)))
        found += [picture for picture in new if picture not in found]
        dialogue.tell("  " + _("Photos so far: {count}.").format(count=len(found)))
    if found:
        dialogue.tell(_("Captions: type what the photo shows; (Ảnh: name) at the end names the photographer. Enter for none."))
    return [_said(picture, dialogue.line(f"  {_file(picture)}")) for picture in found]


def _file(picture: Picture) -> str:
    return picture.data.name if isinstance(picture.data, Path) else ""


def _said(picture: Picture, text: str) -> Picture:
    caption, credit = split_caption(text)
    return replace(picture, caption=caption, credit=credit)


def has_text(draft: Draft) -> bool:
    """Whether there is a text already, or the writer will write it."""
    return any(isinstance(block, Paragraph) for block in draft.blocks)
