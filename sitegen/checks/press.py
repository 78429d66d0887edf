"""Press articles carried on: a site that republishes them needs a licence, and says so at its foot (Decree 147/2024/NĐ-CP)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.checks.desk import Desk
from sitegen.checks.draft import Draft
from sitegen.checks.rule import Found, Rule, found
from sitegen.errors import N_, Kind

UNLICENSED = Kind(
    "press-source",
    N_("The source “{source}” is a press body, and no licence is set for the site."),
    N_(
        "A site that carries press articles needs a licence for aggregated news (Decree 147/2024/NĐ-CP): "
        "set licence under [provinces.{site}.contact], or write a text of your own."
    ),
    "warning",
)

_PRESS = re.compile(
    r"(?<!\w)(?:[Bb]áo (?:điện tử )?(?!Cáo|Hiệu|Giá)[A-ZĐÂĂÔƠƯ]|[Bb]áo và (?:[Pp]hát thanh|[Đđ]ài)|[Tt]ạp chí \w"
    r"|[Đđ]ài (?:Phát thanh|Truyền hình|PT|Tiếng nói|TNVN|THVN)|[Tt]hông tấn xã|TTXVN|VOV|VTV|VTC"
    r"|VietnamPlus|VnExpress|VietNamNet|Dân trí)"
    r"|(?:^|[/.\s(])(?:bao[a-z]+|nhandan|vnexpress|tuoitre|thanhnien|vietnamplus|vov|vtv|dantri|laodong|vietnamnet|tienphong|qdnd|congthuong)"
    r"(?:\.com|\.org)?\.(?:vn|net)\b"
)
_MARK = re.compile(r"[A-ZĐ]{2,4}ĐT|TTXVN|VOV|VTV|QĐND|SGGP|TTO|NLĐ")
_OWN = re.compile(r".*(?:TT|C|GD|KH|GT)ĐT")  # portals (cổng, trang thông tin điện tử) and state offices (… và Đào tạo, … Đầu tư)


def _unlicensed(draft: Draft, desk: Desk) -> Iterator[Found]:
    """A source that is a newspaper, station or agency, by its name, its mark or its address."""
    article = draft.article
    if article is None:
        return
    site = desk.config.site(article.province)
    if site is None or site.contact.licence or desk.config.union.contact.licence:
        return
    mark = article.card.mark
    is_press = bool(_PRESS.search(article.source)) or (bool(_MARK.fullmatch(mark)) and not _OWN.fullmatch(mark))
    if is_press:
        at = draft.key("source", "nguồn") or draft.find(f"({mark})")
        yield found(at, source=article.source or mark, site=site.id)


RULES = (Rule(UNLICENSED, _unlicensed),)
