"""An article from its Markdown file: what each key of the front matter means, and what is wrong with it.

Every key has an English and a Vietnamese name; case, accents, spaces and hyphens of a key do not matter. A wrong value is a problem at its
line that says what to write instead, and all problems of a file are found in one reading. The body stays Markdown; photos stay files.
"""

from __future__ import annotations

import difflib
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache, partial
from typing import NamedTuple, TypeVar

from sitegen import attached, dates, matter
from sitegen import provinces as country
from sitegen.article import Article, Card, Status, Text
from sitegen.errors import N_, Kind, Problem, Refused
from sitegen.fields import Fields
from sitegen.nodes import Node
from sitegen.settings import Config
from sitegen.vietnamese import first_sentences, fold, slug

MISSING = Kind("key-missing", N_("The article has no {key}."), N_("Add a line {example}"))
STATUS = Kind("value-status", N_("“{value}” is not a status."), N_("Write status: published, draft or hidden"))
SECTION = Kind("value-section", N_("There is no section “{value}”."), N_("Did you mean “{near}”? Sections: {known}"))
PROVINCE = Kind("value-province", N_("There is no site for the province “{value}”."), N_("Did you mean “{near}”? Sites: {known}"))
ELSEWHERE = Kind(
    "value-province-folder",
    N_("The article says {value} but lies in the folder of {folder}."),
    N_("Move the file to content/{said}/, or remove the line."),
)
NO_PROVINCE = Kind(
    "province-missing", N_("The folder “{folder}” belongs to no province."), N_("Move the file to content/<province>/, or add province: …")
)
SLUG = Kind(
    "value-slug", N_("“{value}” cannot be part of an address."), N_("Use small letters without accents, digits and hyphens: {key}: {fixed}")
)
ALIAS = Kind(
    "value-alias",
    N_("“{value}” cannot be an old address: static hosting cannot answer what stands after “?” or “#”."),
    N_("Write the path only, for example /2023/01/10/ten-bai/"),
    "warning",
)
EXPIRED = Kind("value-expires", N_("The article ends ({value}) before it begins ({date})."), N_("Correct one of the two dates."))
SHORT = Kind("title-empty", N_("The title is empty."), N_("Write title: and then the headline."))

T = TypeVar("T")
NO_TEXT = Text("", 0)
NO_DATE = datetime(2000, 1, 1, tzinfo=dates.ZONE)

ALIASES = {
    "title": "tiêu đề", "province": "tỉnh", "date": "ngày", "category": "chuyên mục", "author": "tác giả", "department": "phòng ban",
    "source": "nguồn", "views": "lượt xem", "comments": "bình luận", "photos": "ảnh", "cover": "ảnh bìa", "tags": "từ khóa",
    "topic": "dòng sự kiện", "status": "trạng thái", "slug": "đường dẫn", "pinned": "ghim", "expires": "hết hạn", "updated": "cập nhật",
    "aliases": "địa chỉ cũ", "also_in": "đăng cùng", "related": "tin liên quan", "attachments": "đính kèm", "summary": "sapo",
}  # fmt: skip
"""The keys of an article and their Vietnamese names (`summary` is also `tóm tắt`)."""


_KEYS = {attached.plain(name): key for key, alias in ALIASES.items() for name in (key, alias)} | {"tom tat": "summary", "lead": "summary"}
_STATUS: dict[str, Status] = {
    "published": "published", "da dang": "published", "dang": "published", "draft": "draft", "nhap": "draft", "ban nhap": "draft",
    "hidden": "hidden", "an": "hidden",
}  # fmt: skip
_MARK = re.compile(r"\(?([A-ZĐ][A-ZĐƯ&.\-]{1,11})\)?")
_NO_LEAD = re.compile(r"!\[|#|\||>|[-*+] |\d+\. |```|---|[(\[]?[Ảả]nh ?:|<|\[\^")
_AGENCY = re.compile(r"\(([A-ZĐ]{2,8})\)\s*[-–—]\s*")
_GAP = re.compile(r"\n\s*\n")
_MARKUP = tuple(
    (sign, re.compile(pattern), instead)
    for sign, pattern, instead in (
        ("[", r"!\[[^\]]*\]\([^)]*\)|\[\^[^\]]*\]", ""),
        ("[", r"\[([^\]]*)\]\([^)]*\)(\{[^}]*\})?", r"\1"),
        ("", r"(\*\*|__|\*|(?<!\w)_|_(?!\w)|`)", ""),
        ("\\", r"\\([\\`*_{}\[\]()#+\-.!])", r"\1"),
        ("<", r"<[^>]+>", ""),
        ("./.", r"\s*\./\.\s*$", "."),
    )
)
"""What plain text leaves out of a line: a sign without which there is nothing to look for, the pattern, and what stands instead."""
_ITALICS = re.compile(r"\*[^*]+\*|_[^_]+_")  # below a photo, its caption
_BYLINE = re.compile(r"^(.+?)\s+[-–—]\s+(.+)$")


class Reading(NamedTuple):
    """What a file gave: an article, unless an error stands in the way, every problem found, and the body where there is one.

    `draft` is the article with stand-ins for what is wrong, where it is known whose it would be: its body can be looked at all the same.
    """

    article: Article | None
    problems: tuple[Problem, ...] = ()
    text: Text = NO_TEXT
    draft: Article | None = None


def find(paths: Iterable[str]) -> list[str]:
    """The article files among the paths of a content folder, sorted; not those whose name, or a folder's above, begins with `_` or `~`."""
    found = (path for path in paths if path[-3:].lower() == ".md")
    return sorted(path for path in found if "/_" not in path and "/~" not in path and path[0] not in "_~")


def identify(path: str) -> str:
    """The id of the article in a file: its path without `index.md` or `.md`."""
    if path[-3:].lower() == ".md":
        path = path[:-9] if path[-9:-3].lower() == "/index" else path[:-3]
    return unicodedata.normalize("NFC", path)


def read(config: Config, path: str, data: bytes) -> Reading:
    """The article of a file's bytes, `path` being relative to the content folder. Never raises for what a writer can do wrong."""
    shown = f"{config.content.name}/{path}"
    try:
        parts = matter.read(data, shown)
    except Refused as refused:
        return Reading(None, refused.problems)
    fields = Fields(shown, parts.lines, {}, list(parts.problems))
    for key, node in parts.entries:
        name = _KEYS.get(attached.plain(key.text))
        if name is None:
            near = difflib.get_close_matches(attached.plain(key.text), _KEYS, 1, 0.5)
            fields.report(attached.UNKNOWN, key.line, key=key.text, near=_KEYS[near[0]] if near else "tags")
        else:
            placed = node if node.line == key.line else Node(key.line, node.text, node.items, node.entries)
            fields.nodes.setdefault(name, (key.text, placed))
    article = _article(config, path, parts, fields)
    failed = any(problem.kind.severity == "error" for problem in fields.problems)
    return Reading(None if failed else article, tuple(fields.problems), parts.text, article if failed else None)


def text(config: Config, path: str) -> Text:
    """The body of an article that has been read. Raises `Refused` when its file has been spoiled since."""
    with open(f"{config.content}/{path}", "rb", buffering=0) as file:  # at once: a page asks for every body
        return matter.read_body(file.read(), f"{config.content.name}/{path}")


def _article(config: Config, path: str, parts: matter.Matter, fields: Fields) -> Article | None:
    id, folder = identify(path), posixpath.dirname(path)
    title = _required(fields, "title", "title: Hội nghị tổng kết năm 2023", fields.text)
    date = _required(fields, "date", "date: 10/01/2023", fields.date)
    section = _required(
        fields, "category", f"category: {config.sections[0].path if config.sections else 'tin-tuc'}", partial(_section, config, fields)
    )
    province = _province(config, fields, id)
    address = _slug(fields, id)
    author, department = fields.text("author"), fields.text("department")
    if author and not department and (split := _BYLINE.match(author)):
        author, department = split[1], split[2]
    source, mark = fields.text("source"), ""
    if source and _MARK.fullmatch(source):
        source, mark = "", source.strip("()")
    summary = fields.text("summary") or _lead(parts.text.body)
    if match := _AGENCY.match(summary):
        summary, mark = summary[match.end() :], mark or match[1]
    expires, updated = fields.date("expires"), fields.date("updated")
    if expires and not expires[1]:
        expires = (expires[0].replace(hour=23, minute=59, second=59), True)
    if expires and date and expires[0] < date[0]:
        fields.report(EXPIRED, fields.line("expires"), value=fields.text("expires"), date=fields.text("date"))
    photos = tuple(attached.photos(fields, folder))
    status = _STATUS.get(fold(said) or "published") if (said := fields.text("status")) else "published"
    if status is None:
        fields.report(STATUS, fields.line("status"), value=fields.text("status"))
    cover, pinned = attached.cover(fields, photos, folder), fields.flag("pinned")
    views, comments, aliases = fields.whole("views"), fields.whole("comments"), tuple(_addresses(fields))
    related, also_in = tuple(_ids(config, fields, folder)), tuple(_sites(config, fields, "also_in"))
    attachments = tuple(attached.attachments(config, fields, folder))
    if not province:
        return None
    date = date or (NO_DATE, False)  # stand-ins, where an error was reported: such an article is never published
    section, status = section or (config.sections[0].path if config.sections else "tin-tuc"), status or "draft"
    card = Card(id, title, f"/{section}/{address}/", date[0], summary, section, cover, mark, pinned, status)
    return Article(
        card=card,
        path=fields.path,
        province=province,
        slug=address,
        author=author,
        department=department,
        source=source,
        tags=fields.texts("tags"),
        topic=fields.text("topic"),
        photos=photos,
        views=views,
        comments=comments,
        aliases=aliases,
        also_in=also_in,
        related=related,
        attachments=attachments,
        expires=expires and expires[0],
        updated=updated and updated[0],
        explicit_time=date[1],
    )


def _required(fields: Fields, key: str, example: str, read: Callable[[str], T]) -> T:
    if key not in fields.nodes:
        fields.report(MISSING, 1, key=f"{key} ({ALIASES[key]})", example=example)
    elif key == "title" and not fields.text(key):
        fields.report(SHORT, fields.line(key))
    elif fields.nodes[key][1].is_text and not fields.nodes[key][1].text:
        fields.report(MISSING, fields.line(key), key=f"{key} ({ALIASES[key]})", example=example)
    return read(key)


def _section(config: Config, fields: Fields, key: str) -> str:
    text = fields.text(key)
    if not text:
        return ""
    section = config.section(text)
    if section is None:
        names = {slug(name): section.path for section in config.sections for name in (section.path, section.name)}
        near = difflib.get_close_matches(slug(text), names, 1, 0.3)
        known = ", ".join(section.path for section in config.sections)
        fields.report(SECTION, fields.line(key), value=text, near=names[near[0]] if near else known.partition(",")[0], known=known)
        return ""
    return section.path


def _site(config: Config, fields: Fields, key: str, text: str) -> str:
    """The id of the site that a province's name in any spelling means, or empty after reporting that there is none."""
    wanted = slug(text)
    for site in config.provinces:
        if wanted == site.id or wanted in _spellings(site.name, site.kind, site.title):
            return site.id
    unit = country.find(text)
    for site in config.provinces:
        if unit and site.province == unit.id:
            return site.id
    known = [site.id for site in config.provinces]
    near = difflib.get_close_matches(wanted, known, 1, 0.3)
    fields.report(PROVINCE, fields.line(key), value=text, near=near[0] if near else known[0] if known else "", known=", ".join(known))
    return ""


@lru_cache(maxsize=512)
def _spellings(name: str, kind: str, title: str) -> tuple[str, str, str]:
    """The slugs of what a site's province may be called."""
    return slug(name), slug(f"{kind} {name}"), slug(title)


def _sites(config: Config, fields: Fields, key: str) -> list[str]:
    return [id for text in fields.texts(key) if (id := _site(config, fields, key, text))]


def _province(config: Config, fields: Fields, id: str) -> str:
    """The site an article belongs to: its folder says it, its front matter may repeat it."""
    folder = id.split("/")[0] if "/" in id else ""
    by_folder = config.site(folder)
    text = fields.text("province")
    said = _site(config, fields, "province", text) if text else ""
    if text and said and by_folder and said != by_folder.id:
        fields.report(ELSEWHERE, fields.line("province"), value=text, folder=folder, said=said)
    if not text and not by_folder:
        fields.report(NO_PROVINCE, 1, folder=folder or fields.path.split("/")[0])
    return said or (by_folder.id if by_folder and not text else "")


def _slug(fields: Fields, id: str) -> str:
    text = fields.text("slug")
    if text and slug(text) != text:
        fields.report(SLUG, fields.line("slug"), value=text, fixed=slug(text), key=fields.nodes["slug"][0])
    return text or slug(id.rsplit("/", 1)[-1], limit=200)


def _lead(body: str) -> str:
    """The first paragraph of a body as plain text, its closing `./.` dropped: the summary of an article that gives none."""
    above, end = "", 0
    while end < len(body):
        gap = _GAP.search(body, end)
        block, end = (body[end : gap.start()], gap.end()) if gap else (body[end:], len(body))
        line = " ".join(block.split())
        if not line:
            continue
        if _NO_LEAD.match(line) or (above.startswith("![") and _ITALICS.fullmatch(line)):
            above = line
            continue
        for sign, pattern, instead in _MARKUP:
            if sign in line:
                line = pattern.sub(instead, line)
        return first_sentences(line.strip(), 400)
    return ""


def _addresses(fields: Fields) -> list[str]:
    """Old addresses as paths from the site root."""
    paths = []
    for text in fields.texts("aliases"):
        path = re.sub(r"^https?://[^/]+", "", text)
        too_long = max(len(part.encode("utf-8", "replace")) for part in path.split("/")) > 200 or len(path) > 1000
        if re.search(r"[?#\\]|\.\.", path) or not path.strip("/") or not path.isprintable() or too_long:
            fields.report(ALIAS, fields.line("aliases"), value=text)
            continue
        paths.append("/" + path.strip("/") + ("" if re.search(r"\.\w{1,5}$", path) else "/"))
    return paths


def _ids(config: Config, fields: Fields, folder: str) -> list[str]:
    """Hand-picked related articles: ids, or paths of files from this article's folder, as links of its body are."""
    found = []
    for text in fields.texts("related"):
        is_file = text[-3:].lower() == ".md" and not text.startswith("/") and config.site(re.split(r"[/\\]", text)[0]) is None
        found.append(identify(attached.beside(folder, text) if is_file or text.startswith(".") else text.strip("/")))
    return found
