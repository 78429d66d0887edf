"""An article as plain values that `marshal` writes and reads at once, and back.

What a build leaves for the next is read by every later one, however little has changed, so it is kept in the form that is quickest to read.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from sitegen.article import Article, Attachment, Card, Photo
from sitegen.dates import ZONE

_card = attrgetter(*(field.name for field in fields(Card)))
_article = attrgetter(*(field.name for field in fields(Article)))
_photo = attrgetter(*(field.name for field in fields(Photo)))
_attachment = attrgetter(*(field.name for field in fields(Attachment)))

_AT = {field.name: at for at, field in enumerate(fields(Article))}
_DATE, _COVER = ([field.name for field in fields(Card)].index(name) for name in ("date", "photo"))


def pack(article: Article) -> tuple[Any, ...]:
    """An article as texts, numbers and tuples."""
    card = list(_card(article.card))
    card[_DATE] = _seconds(card[_DATE])
    card[_COVER] = _photo(card[_COVER]) if card[_COVER] else None
    values = list(_article(article))
    values[_AT["card"]] = tuple(card)
    values[_AT["photos"]] = tuple(map(_photo, article.photos))
    values[_AT["attachments"]] = tuple(map(_attachment, article.attachments))
    for name in ("expires", "updated"):
        values[_AT[name]] = _seconds(values[_AT[name]])
    return tuple(values)


def unpack(packed: tuple[Any, ...]) -> Article:
    """The article that `pack` was given."""
    values = list(packed)
    card = list(values[_AT["card"]])
    card[_DATE] = _moment(card[_DATE])
    if card[_COVER]:
        card[_COVER] = Photo(*card[_COVER])
    values[_AT["card"]] = Card(*card)
    for name, kind in (("photos", Photo), ("attachments", Attachment)):
        if values[_AT[name]]:
            values[_AT[name]] = tuple(kind(*item) for item in values[_AT[name]])
    for name in ("expires", "updated"):
        values[_AT[name]] = _moment(values[_AT[name]])
    return Article(*values)


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, ZONE)
