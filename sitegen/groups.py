"""Which facts follow from the same things, so that none of them need be looked at while those are as they were."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.files import Stamp
from sitegen.fingerprints import combine, fingerprint
from sitegen.portal import Portal

GROUPS = {
    "text": "texts",
    "near": "ranking",
    **dict.fromkeys(("picture", "file_size", "names_in"), "files"),
    **dict.fromkeys(
        (
            "article", "card_of", "permalink_of", "home_id", "url_of", "span", "length", "pages_of", "newer_in", "older_in", "news_around",
            "pinned_cards", "viewed", "periods_of", "sections_with_news", "term_name", "term_slugs", "has_page", "page_like", "path_like",
            "newest_of", "size_of", "mapped_months",
        ),
        "articles",
    ),
}  # fmt: skip
"""Which facts follow from the same things. Facts in no group (the clock, templates, assets) are looked at one by one."""


def bases(portal: Portal, rankings: bytes, files: Mapping[str, Stamp | None]) -> dict[str, bytes]:
    """What each group of facts rests on, as a fingerprint; empty where it cannot be told. `files` are those of the content folder."""
    looked_at = tuple(item for item in sorted(files.items()) if not item[0].endswith(".md"))
    known = all(stamp for _, stamp in looked_at)
    names = tuple(sorted(files))
    return {
        "articles": portal.print,
        "texts": combine(*portal.digests.values()),
        "ranking": rankings,
        "files": fingerprint((looked_at, names)) if known else b"",
    }
