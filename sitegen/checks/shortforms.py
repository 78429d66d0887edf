"""Short forms that a reader from outside cannot know: in capitals, in no list of known ones, and not explained in the article."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache

from sitegen.checks.desk import Desk
from sitegen.checks.draft import Draft
from sitegen.checks.rule import Found, Rule, found
from sitegen.errors import N_, Kind
from sitegen.files import PACKAGE
from sitegen.vietnamese import is_syllable

UNEXPLAINED = Kind(
    "short-form",
    N_("The short form “{short}” is not explained where it is first used."),
    N_("Write it out the first time, for example “Hợp tác xã (HTX)”. If every reader knows it, add it to known in [check]."),
    "warning",
)

_KNOWN = """
    ACB ADB AI AM APEC ASEAN ASEM ATM ATVSTP AVIF BBC BBT BCT BGDĐT BGTVT BIDV BKHĐT BLĐTBXH BNNPTNT BNV BOM BOT BQL BS BTC BTNMT BTP
    BTTTT BVHTTDL BVTV BVĐ BVĐTW BXD BYT CAM CAND CCCD CCN CD CEO CH CHXHCN CMND CMTND CN CNC CNN CNVC CNVCLĐ CNXH COP COVID CP CPTPP
    CSGT CSV CTCP CTTĐT CTV CĐ DJ DNA DNNN DNTN DNVVN DV DVD EC EU EVFTA EVN FAO FDI FTA GAP GCNQSDĐ GD GDP GDĐT GMP GMT GPLX GPS GRDP
    GS GTGT GTVT HACCP HBĐT HCM HDPE HIV HLV HS HTML HTV HĐLĐ HĐTV IELTS ILO IMF ISO IT JICA JPG KCN KD KOC KOL KPI KS KT LED LPB
    LĐTBXH MB MC MN MSB MST MTQG MTV NASA NATO NGO NHCSXH NHNN NHTM NLTS NN NNPTNT NPK NSND NSƯT NTM NXB NĐ OCOP ODA OK OTP PCCC PCTT
    PDF PE PET PGD PGS PH PM PNG PR PTNT PTTH PV PVC QH QL QR QĐND RAM RCEP SA SHB SMS SOS SPS STK STT SV SX TB TDTT TH THCS THPT TK
    TKCN TL TM TMCP TNHH TNMT TPB TPHCM TS TT TTCN TTLT TTTT TTXVN TV TVU TX TXT ThS UAV UBDT UBTVQH UN UNDP UNESCO UNICEF URL US USA
    USAID USB USD UTC UTF VCB VCCI VHTT VHTTDL VIP VN VND VNPT VNĐ VOV VPB VSATTP VTC VTP VTV WB WEBP WHO WTO WWF XH XHCN XTTM YBĐT
    ĐBQH ĐH ĐKKD ĐT ĐTH ĐVT BHYT BHTN BHXH KHCN GD&ĐT TN&MT TCVN QCVN NSNN NSTW KBNN CSDL XKLĐ GPMB ANTT ĐBKK TTATXH TDP BVMT SHTT HTQT
    HTXNN CHLB UAE UK EUR FPT GIZ KOICA SWOT VT
"""
_TOKEN = re.compile(r"[A-ZĐƯÂĂÊÔƠ](?<![\w&/.–-].)[A-ZĐƯÂĂÊÔƠ&]{1,8}(?![\w&]|[-/.–]\w|/)")
_ROMAN = re.compile(r"[IVXLCDM]+")
_MARK = re.compile(r"\([A-ZĐƯ]{2,9}\)\s*[-–—]")
_KEPT = re.compile(r"Lưu:?[ \w,&]*$")  # the foot of a letter names offices by their marks
_SAYS = re.compile(r"(?:viết tắt|gọi tắt|tên tắt|thương hiệu|nhãn hiệu|mang tên|ký hiệu)[\w ]{0,12}[“\"]?$")


@cache
def _known() -> frozenset[str]:
    """Every short form of the shipped list and its parts, and those that everybody knows."""
    rows = csv.DictReader((PACKAGE / "data" / "abbreviations.csv").read_text("utf-8").splitlines())
    listed = {part for row in rows for part in (row["abbr"], *re.split(r"[ &/.-]", row["abbr"]))}
    return frozenset(listed | set(_KNOWN.split()))


def _unexplained(draft: Draft, desk: Desk) -> Iterator[Found]:
    """The first use of each in the body, unless it, or one further up, stands in brackets beside what it means."""
    body, seen = draft.body, set[str]()
    for match in _TOKEN.finditer(body, draft.body_start):
        short = match[0]
        if short in seen or short in _known() or short in desk.settings.known or _ROMAN.fullmatch(short) or is_syllable(short):
            continue
        seen.add(short)
        if not _is_explained(draft, match) and not _is_shouted(body, match):
            yield found(match.start(), short=short)


def _is_explained(draft: Draft, match: re.Match[str]) -> bool:
    text, start, end = draft.prose, match.start(), match.end()
    before, after = text[max(start - 60, 0) : start], text[end : end + 60]
    explained = rf"\((?:[^()]{{0,40}}\W)?{re.escape(match[0])}(?!\w)|{re.escape(match[0])} ?\([^()]*[^\W\d_]+ [^()]*\)"
    return bool(
        re.search(explained, text[:end] + after)
        or _SAYS.search(before)
        or _KEPT.search(before)
        or _MARK.match(text, max(start - 1, 0))
        or re.match(r"[”\"’]", after)
        or _is_byline(text, start, end)
        or re.match(r"\s*(?:là|tức là|nghĩa là|\(tức) ", after)
    )


def _is_byline(text: str, start: int, end: int) -> bool:
    """Whether it stands alone on its line, as initials do below an article, or opens it before a dash, as an agency's mark does."""
    before, after = text[text.rfind("\n", 0, start) + 1 : start], text[end : end + 4]
    return not before.strip(" \xa0*_") and bool(re.match(r"[*_ \xa0]*(?:[\r\n]|$| [-–—] )", after))


def _is_shouted(body: str, match: re.Match[str]) -> bool:
    """Whether the words around are in capitals too: a name or a heading, where everything looks like a short form."""
    around = re.findall(r"[^\W\d_]+", body[max(match.start() - 30, 0) : match.start()])[-1:]
    around += re.findall(r"[^\W\d_]+", body[match.end() : match.end() + 30])[:1]
    return any(word.isupper() and len(word) > 1 and is_syllable(word) for word in around)


RULES = (Rule(UNEXPLAINED, _unexplained),)
