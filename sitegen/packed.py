"""An article as plain values that `marshal` writes and reads at once, and back.

What a build leaves for the next is read by every later one, however little has changed, so it is kept in the form that is quickest to read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sitegen.article import Article, Attachment, Card, Photo
from sitegen.dates import ZONE


def pack(article: Article) -> tuple[Any, ...]:
    """An article as texts, numbers and tuples."""
    card = article.card
    packed = card._replace(date=card.date.timestamp(), photo=card.photo and tuple(card.photo))  # type: ignore[arg-type]
    return tuple(
        article._replace(
            card=tuple(packed),  # type: ignore[arg-type]
            photos=tuple(map(tuple, article.photos)),  # type: ignore[arg-type]
            attachments=tuple(map(tuple, article.attachments)),  # type: ignore[arg-type]
            expires=_seconds(article.expires),  # type: ignore[arg-type]
            updated=_seconds(article.updated),  # type: ignore[arg-type]
        )
    )


def unpack(packed: tuple[Any, ...]) -> Article:
    """The article that `pack` was given."""
    first, *others = packed
    id, title, permalink, date, summary, section, photo, *rest = first
    date, photo = datetime.fromtimestamp(date, ZONE), photo and Photo._make(photo)
    article = Article(Card(id, title, permalink, date, summary, section, photo, *rest), *others)
    if not (article.photos or article.attachments or article.expires or article.updated):
        return article
    return article._replace(
        photos=tuple(map(Photo._make, article.photos)),
        attachments=tuple(map(Attachment._make, article.attachments)),
        expires=_moment(article.expires),  # type: ignore[arg-type]
        updated=_moment(article.updated),  # type: ignore[arg-type]
    )


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, ZONE)
