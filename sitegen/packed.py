"""An article as plain values that `marshal` writes and reads at once, and back.

What a build leaves for the next is read by every later one, however little has changed, so it is kept in the form that is quickest to read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sitegen.article import Article, Attachment, Card, Photo
from sitegen.dates import ZONE

_AT: Callable[..., datetime] = datetime
"""A moment from its year, month, day, hour, minute, second, microsecond and zone."""
_DATE, _PHOTO = Card._fields.index("date"), Card._fields.index("photo")
_new = tuple.__new__


def pack(article: Article) -> tuple[Any, ...]:
    """An article as texts, numbers and tuples."""
    card = article.card
    packed = card._replace(date=_parts(card.date), photo=card.photo and tuple(card.photo))  # type: ignore[arg-type]
    return tuple(
        article._replace(
            card=tuple(packed),  # type: ignore[arg-type]
            photos=tuple(map(tuple, article.photos)),  # type: ignore[arg-type]
            attachments=tuple(map(tuple, article.attachments)),  # type: ignore[arg-type]
            expires=_parts(article.expires),
            updated=_parts(article.updated),
        )
    )


def unpack(packed: tuple[Any, ...]) -> Article:
    """The article that `pack` was given. Every build does this with every article, so nothing checks here what `pack` has made sure of."""
    first = packed[0]
    photo = first[_PHOTO] and Photo._make(first[_PHOTO])
    date = _AT(*first[_DATE], ZONE)
    card = _new(Card, (*first[:_DATE], date, *first[_DATE + 1 : _PHOTO], photo, *first[_PHOTO + 1 :]))
    article = _new(Article, (card, *packed[1:]))
    if not (article.photos or article.attachments or article.expires or article.updated):
        return article
    return article._replace(
        photos=tuple(map(Photo._make, article.photos)),
        attachments=tuple(map(Attachment._make, article.attachments)),
        expires=_moment(article.expires),
        updated=_moment(article.updated),
    )


def _parts(moment: datetime | None) -> Any:
    """A moment on Vietnam's clock, as every moment of an article is."""
    return moment and (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, moment.microsecond)


def _moment(parts: Any) -> datetime | None:
    return _AT(*parts, ZONE) if parts else None
