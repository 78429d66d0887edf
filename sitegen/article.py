"""What an article is: frozen values, and which part of it other pages may show.

A `Card` is the part of an article that listings, sidebars and feeds show. Because a listing only ever holds cards, it cannot read a body,
and an edit of a body can never reach another page. Nothing here reads files. What every build makes by the ten thousand is a
named tuple, which takes a fifth of the time of a frozen dataclass to make.
"""

# No annotations from the future here: as texts they would be compiled, each one, when the types are made.

import re
from datetime import datetime
from typing import Literal, NamedTuple

# A footnote's way back is no word, and tags inside a word do not cut it; every other tag stands between words.
_WITHIN = re.compile(
    r'<a [^>]*role="doc-backlink"[^>]*>[^<]*</a>'
    r"|</?(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)(?: [^>]*)?>"
)
_BREAK = re.compile(r"<[^>]*>")

Status = Literal["published", "draft", "hidden", "scheduled"]


class Photo(NamedTuple):
    """A photo as its article presents it. `file` is its path from the content folder (`yen-bai/…/anh.jpg`).

    `width` and `height` are the pixels of the upright picture and `digest` names its bytes; all three are empty until
    the picture has been opened (`site.photo` fills them in).
    """

    file: str
    caption: str = ""
    credit: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0
    digest: str = ""


class Attachment(NamedTuple):
    """A file offered for download: its path from the content folder, its title, and its size in bytes."""

    file: str
    title: str
    size: int = 0
    permalink: str = ""


class Card(NamedTuple):
    """The part of an article that other pages may show.

    `id` is the path of its source below the content folder without `index.md` or `.md`; it never changes on its own.
    `section` is a section path (`kinh-te/ocop`); `mark` an agency mark such as `HBĐT`; `date` is aware, in Vietnam's time.
    """

    id: str
    title: str
    permalink: str
    date: datetime
    summary: str
    section: str
    photo: Photo | None = None
    mark: str = ""
    pinned: bool = False
    status: Status = "published"


class Article(NamedTuple):
    """An article: its card, and what else only its own page shows. Its body stays in its file (see `Text`)."""

    card: Card
    path: str
    province: str
    slug: str
    author: str = ""
    department: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    topic: str = ""
    photos: tuple[Photo, ...] = ()
    views: int | None = None
    comments: int | None = None
    aliases: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    expires: datetime | None = None
    updated: datetime | None = None
    explicit_time: bool = False

    @property
    def id(self) -> str:
        """The id of its card."""
        return self.card.id


class Text(NamedTuple):
    """The Markdown of an article, and the line of its file where it begins: apart from the article, so that only its own page reads it."""

    body: str
    line: int


class Figure(NamedTuple):
    """A photo that the body places on a paragraph of its own."""

    photo: Photo


class Gallery(NamedTuple):
    """Photos shown together: those that follow one another in the body, or those of the front matter that the body does not place."""

    photos: tuple[Photo, ...]


class Heading(NamedTuple):
    """A heading of the body: its level (2 to 6), its anchor, and its plain text."""

    level: int
    anchor: str
    text: str


class Body(NamedTuple):
    """A rendered body: sanitised HTML and the figures between, in reading order. The theme draws the figures."""

    parts: tuple[str | Figure | Gallery, ...]
    headings: tuple[Heading, ...] = ()

    @property
    def words(self) -> int:
        """How many words its text has, counted when asked for; those of captions are not among them."""
        return sum(len(_BREAK.sub(" ", _WITHIN.sub("", part)).split()) for part in self.parts if isinstance(part, str))
