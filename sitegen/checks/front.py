"""What the front matter says that is possible, and most likely not meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen import dates
from sitegen.checks.desk import Desk
from sitegen.checks.draft import HIDDEN, Draft
from sitegen.checks.rule import Found, Rule, found
from sitegen.errors import N_, Kind
from sitegen.vietnamese import fold, number

LONG_TITLE = Kind(
    "long-title",
    N_("The title has {count} characters."),
    N_("Up to 200 can be read at one glance. Move the details to the summary."),
    "warning",
)
SHOUTED = Kind(
    "capital-title",
    N_("The title is written in capitals only."),
    N_("Write it as a sentence: capitals are hard to read, and screen readers spell them out."),
    "warning",
)
LONG_SUMMARY = Kind(
    "long-summary",
    N_("The summary has {count} characters."),
    N_("Two or three sentences, up to 600 characters, are enough; the rest belongs in the text."),
    "warning",
)
SCHEDULED = Kind(
    "scheduled",
    N_("The date lies ahead: the article will be published on {date}."),
    N_("If that is meant, build again after that hour. If not, correct the date; the day comes first."),
    "warning",
)
VIEWS = Kind(
    "odd-views",
    N_("{value} views can hardly be right."),
    N_("Check whether two numbers have run together; views are never fewer than comments."),
    "warning",
)
OTHER_DATE = Kind(
    "other-date",
    N_("The text begins with {said}, but the date of the article is {date}."),
    N_("Check which of the two is right; the day comes first: 10/01/2023 is 10 January."),
    "warning",
)
TWIN = Kind(
    "same-title",
    N_("Another article of this site has the same title: {others}."),
    N_("If it is the same article, remove one; if not, let the titles differ."),
    "warning",
)

_LONGEST_TITLE, _LONGEST_SUMMARY = 200, 600
_MOST_VIEWS = 5_000_000
_DAYS = 30
_BEGINS = re.compile(
    rf"[\s*_{HIDDEN}]*(?:\([A-ZĐ]{{2,8}}\)\s*[-–—]\s*)?(?:Vào )?(?:(?:[Rr]ạng )?[Ss]áng|[Tt]rưa|[Cc]hiều|[Tt]ối|Vừa qua|Hôm)(?: nay)?,?"
    r"(?: ngày| \()? ?(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})(?!\d)(?! ?(?:đến|[-–]))"
)


def _long_title(draft: Draft, desk: Desk) -> Iterator[Found]:
    if draft.article and (count := len(draft.article.card.title)) > _LONGEST_TITLE:
        yield found(draft.key("title", "tiêu đề"), count=count)


def _shouted(draft: Draft, desk: Desk) -> Iterator[Found]:
    if draft.article:
        letters = [sign for sign in draft.article.card.title if sign.isalpha()]
        if len(letters) > 12 and all(sign.isupper() for sign in letters):
            yield found(draft.key("title", "tiêu đề"))


def _long_summary(draft: Draft, desk: Desk) -> Iterator[Found]:
    if draft.article and (count := len(draft.article.card.summary)) > _LONGEST_SUMMARY:
        yield found(draft.key("summary", "sapo", "tóm tắt", "lead"), count=count)


def _scheduled(draft: Draft, desk: Desk) -> Iterator[Found]:
    if draft.article and draft.article.card.status != "draft" and draft.article.card.date > desk.now:
        yield found(draft.key("date", "ngày"), date=dates.line(draft.article.card.date, draft.article.explicit_time))


def _views(draft: Draft, desk: Desk) -> Iterator[Found]:
    article = draft.article
    if article and article.views and (article.views > _MOST_VIEWS or article.views < (article.comments or 0)):
        yield found(draft.key("views", "lượt xem"), value=number(article.views))


def _other_date(draft: Draft, desk: Desk) -> Iterator[Found]:
    """The day of its own event that a report begins with (`Chiều ngày 10/01/2023, …`); what happened on another day begins with `Ngày`."""
    body = next((passage for passage in draft.passages if passage.in_body), None)
    match = _BEGINS.match(body.text) if body else None
    said = dates.parse(match[1]) if match else None
    if draft.article and body and match and said and abs((said[0] - draft.article.card.date).days) > _DAYS:
        yield found(body.start + match.start(1), said=dates.day(said[0]), date=dates.day(draft.article.card.date))


def _twin(draft: Draft, desk: Desk) -> Iterator[Found]:
    article = draft.article
    if article:
        others = [path for path in desk.titles[article.province, fold(article.card.title)] if path != article.path]
        if others:
            yield found(draft.key("title", "tiêu đề"), others=", ".join(others))


RULES = (
    Rule(LONG_TITLE, _long_title),
    Rule(SHOUTED, _shouted),
    Rule(LONG_SUMMARY, _long_summary),
    Rule(SCHEDULED, _scheduled),
    Rule(VIEWS, _views),
    Rule(OTHER_DATE, _other_date),
    Rule(TWIN, _twin),
)
