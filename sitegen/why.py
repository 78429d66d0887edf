"""Why the last build rendered a page, or kept it, in words: from what the build left of it."""

from __future__ import annotations

import marshal
import re
from pathlib import Path

from sitegen.errors import N_, Kind, Place, Refused, Translate
from sitegen.state import Spoiled, State

NO_BUILD = Kind("usage-no-build", N_("No build left anything here that can be read."), N_("Type sitegen build, then ask again."))

BEFORE = N_("It was rendered one build before, because {why}."), N_("It was rendered {builds} builds before, because {why}.")
REASONS = {
    "new": N_("it was not there before, or the settings of its site had changed"),
    "plan": N_("its place in the plan had changed, for example the number of a list page"),
    "output": N_("its file, or one that it needs, had been changed or removed in the output folder"),
}

ANSWERS = {
    "text": N_("the text of {subject} had changed"),
    "article": N_("the front matter of {subject} had changed"),
    "card_of": N_("the title, summary, date or photo of {subject} had changed"),
    "near": N_("its related news had changed"),
    "newer_in": N_("the article after it had changed"),
    "older_in": N_("the article before it had changed"),
    "news_around": N_("other news around it had changed"),
    "span": N_("an article that it lists had changed, come or gone"),
    "length": N_("the number of articles had changed"),
    "pages_after": N_("the number of list pages had changed"),
    "pages_of": N_("the number of list pages had changed"),
    "picture": N_("the photo {subject} had changed"),
    "template": N_("the template {subject}, or one that it names, had changed"),
    "asset": N_("the file {subject} of the theme had changed"),
    "visited": N_("the number of visits had changed"),
    "read_most": N_("what is read most had changed"),
    "views_in": N_("the numbers of views had changed"),
    "today": N_("the day had changed"),
    "recent": N_("the news of the last days had changed"),
    "permalink_of": N_("the address of {subject} had changed, or that article had come or gone"),
    "home_id": N_("the site where {subject} is at home had changed"),
    "url_of": N_("the full address of {subject} had changed"),
    "pinned_cards": N_("the pinned articles had changed"),
    "viewed": N_("the articles with the most views had changed"),
    "periods_of": N_("the years, months or days with news had changed"),
    "sections_with_news": N_("a section had got its first article, or lost its last"),
    "term_name": N_("the name of a tag, a storyline or an author had changed"),
    "term_slugs": N_("a tag, a storyline or an author had come or gone"),
    "file_size": N_("the file {subject} had changed, come or gone"),
    "download": N_("the file {subject} had changed, come or gone"),
    "names_in": N_("files had come into the folder {subject}, or gone"),
    "has_page": N_("the page {subject} had come or gone"),
    "page_like": N_("what a broken link may have meant had changed"),
    "path_like": N_("what a broken link may have meant had changed"),
    "newest_of": N_("the newest articles of the site {subject} had changed"),
    "size_of": N_("the number of articles of the site {subject} had changed"),
    "mapped_months": N_("a month had got its first article, or lost its last"),
    "mapped_in": N_("an article of that month had changed, come or gone"),
    "sections": N_("the sections of the menu had changed"),
    "pages_menu": N_("the pages that introduce the organisation had changed"),
    "subsections": N_("the sub-sections of {subject} had changed"),
    "featured": N_("the articles that lead the page had changed"),
    "strip": N_("the newest photos had changed"),
    "in_topic": N_("the other articles of its storyline had changed"),
    "terms": N_("a tag, a storyline or an author had come or gone"),
    "years": N_("the years with news, or how much there is, had changed"),
    "months": N_("the months with news, or how much there is, had changed"),
    "days": N_("the days with news, or how much there is, had changed"),
    "around": N_("the news before or after that time had changed"),
    "calendar": N_("the days with news, or how much there is, had changed"),
    "provinces": N_("a site of the union, or its newest articles, had changed"),
}
"""What had changed, in words, by the question whose answer was another."""

_QUESTION = re.compile(r"(\w+)\((.*)\)")


def _words(reason: str, _: Translate) -> str:
    """A reason of `rendering` in words."""
    if reason in REASONS:
        return _(REASONS[reason])
    question = _QUESTION.fullmatch(reason)
    if question and question[1] in ANSWERS:
        return _(ANSWERS[question[1]]).format(subject=question[2].partition(", ")[0])
    return _("the answer to {question} had changed").format(question=reason)


def explain(output: Path, permalink: str, _: Translate) -> str | None:
    """One sentence about a page of the output (`/yen-bai/tin-tuc/bai/`); none where the last build knows no such page.

    Raises `Refused` where no build left anything that can be read.
    """
    state = State(output)
    try:
        last = state.get("builds")
        if last is None:
            raise Spoiled
        return _explain(state, last, permalink.strip("/"), _)
    except Spoiled:
        raise Refused(NO_BUILD.at(Place(str(output)))) from None


def _explain(state: State, last: int, path: str, _: Translate) -> str | None:
    published = state.rows("manifest")  # rows of a site that is no more stay, for the day when it comes back
    for table in state.tables("pages:"):
        rows = state.rows(table)
        for found in dict.fromkeys((path, f"{path}/index.html".lstrip("/"))):
            if found not in rows or found not in published:
                continue
            *_rest, reason, build = marshal.loads(rows[found])
            why = _words(reason, _)
            if build == last:
                return _("{path}: rendered by the last build, because {why}.").format(path=found, why=why)
            before = _(BEFORE[last - build != 1]).format(builds=last - build, why=why)
            return _("{path}: kept by the last build, since nothing it read has changed. {before}").format(path=found, before=before)
    return None
