"""Days and times as Vietnamese offices write them: read in every form seen on portals, printed in one.

The one idea: day first, always, and one zone without summer time; a text is a date when exactly one date can be found in it. A month
alone, a fraction, a range, a document's number or a day that does not exist is refused, never guessed. Nothing here knows what day it is.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from sitegen.vietnamese import clean

ZONE = timezone(timedelta(hours=7), "+07")  # Asia/Ho_Chi_Minh: no summer time, so no table of zones is needed

_WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# -- reading ----------------------------------------------------------------------------------------------------------------------------

_VIETNAMESE = {
    "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12,
}  # fmt: skip
_ENGLISH = {name: number for number, word in enumerate(_MONTHS, 1) for name in (word.lower(), word[:3].lower())} | {"sept": 9}
_MONTH_NUMBERS = _VIETNAMESE | _ENGLISH
_VI, _EN = ("|".join(sorted(words, key=lambda word: (-len(word), word))) for words in (_VIETNAMESE, _ENGLISH))

# The patterns of rare forms are compiled when such a text is met; `re` keeps them.
_CLOCK = r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?"
_USUAL = (  # what nearly every article has, and what the general patterns below read the same
    re.compile(rf"(?P<y>[0-9]{{4}})-(?P<m>[0-9]{{2}})-(?P<d>[0-9]{{2}})(?:T(?=[0-9]{{2}}:){_CLOCK}\+07:00)?"),
    re.compile(rf"(?P<d>[0-9]{{1,2}})/(?P<m>[0-9]{{1,2}})/(?P<y>[0-9]{{4}})(?: {_CLOCK})?"),
)
_ISO = (
    r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)[t ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r" ?(?P<zone>z|[+-]\d\d(?::?\d\d)?)?"
)
_WEEKDAY = (
    r"(?<!\w)(?:thứ ?(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật|t[2-7]|cn"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)(?!\w)(?: ?[-–—,|])?"
)
_TIME = r"""(?x)
    (?:(?<!\w)(?P<before>sáng|trưa|chiều|tối|đêm)[ ](?:lúc[ ])?)?
    (?<![\w:/.])(?P<hour>\d{1,2})
    (?: :(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?![\d:])                      # 08:30, 8:30:15
      | (?:[ ]?h|g(?=\d)|[ ]?giờ)                                                         # 8h30, 8g30, 8 giờ 30, 8 giờ
        (?: (?P<touching>\d{1,2})(?!\d)
          | [ ](?P<apart>\d{1,2})(?!\d|[-/.–]\d|[ ]?tháng)                                # not the day of `8 giờ 10/01/2023`
          | [ ](?P<half>rưỡi)
        )?
        (?![^\W\d]|[ ]kém)
    )
    (?:[ ]?(?:phút|ph|p(?!\.m)|['’′])(?!\w))?
    (?:[ ]?(?P<part>(?:rạng[ ])?sáng|trưa|chiều|tối|đêm|sa|ch|[ap]\.?m\.?)(?!\w))?
    (?:[ ]?\(?(?P<zone>z|(?:gmt|utc)(?:[ ]?[+-]\d{1,2}(?::?\d\d)?)?|[+]\d\d(?::?\d\d)?|(?<=[ ])-\d{4})\)?(?![\w:/.-]))?
    (?:[ ]?[-–—,|])?
    """
_BEFORE = r"(?:(?<![\w/.–—-])|(?<=[ ][–—-]))(?<!số )(?<!số: )(?<!số:)"  # neither inside a longer number nor a document's
_AFTER = r"(?!\w|/|[–—-]\w|\.\d)"
_DATES = tuple(
    _BEFORE + pattern + _AFTER
    for pattern in (
        r"(?:ngày ?)?(?P<d>\d{1,2})(?P<sep>[-/.–])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4}|\d\d)",
        r"(?:ngày ?)?(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})",
        r"(?:ngày ?)?(?P<d>\d{1,2})[-/.](?P<m>\d{1,2}),? năm (?P<y>\d{4}|\d\d)",
        rf"(?:ngày ?|mùng ?|mồng ?)?(?P<d>\d{{1,2}}),? ?tháng ?(?P<m>\d{{1,2}}|{_VI})"
        r"(?:,? năm (?P<y>\d{4}|\d\d)|(?: ?[,/-] ?| )(?P<y2>\d{4}))",
        rf"tháng (?P<m>\d{{1,2}}|{_VI}),? (?P<d>\d{{1,2}}),? (?P<y>\d{{4}})",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{_EN})\.?,? (?P<y>\d{{4}})",
        rf"(?P<m>{_EN})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})",
    )
)
_SPACED = r"(?<!\d)(\d{1,2}|\d{4}) ?([-/–]) ?(\d{1,2}) ?\2 ?(\d{1,4})(?!\d)"
_ENDS_A_RANGE = r"(?<!\d)\d{1,2} ?(?:(?:đến|tới|và|&|[-–—])(?: hết)?(?: ngày)?|,) ?$"
_STARTS_A_RANGE = r" ?(?:đến|tới|[-–—]) ?(?:hết )?(?:ngày )?\d{1,2}(?:[/.-]\d|$)"


def parse(text: str) -> tuple[datetime, bool] | None:
    """The one moment a text names, in Vietnam's zone, and whether it gives a time of day; without one the moment is 00:00.

    Day first (`06/04/2023` is 6 April); two-digit years below 70 are 20xx; SA, sáng = AM and CH, chiều = PM; a time in another zone is
    converted. Words around the date are passed over, a weekday is not checked. None for anything else: no date or several, a range, an
    impossible day or time, a year before 1900 or after 2199, a date that is a document's number.
    """
    for pattern in _USUAL:
        if match := pattern.fullmatch(text):
            return _usual(*match.group("y", "m", "d", "hour", "minute", "second"))
    return _general(text)


def _usual(year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None) -> tuple[datetime, bool] | None:
    """The moment of a text in a usual form; None when there is no such day."""
    if not "1900" <= year < "2200":
        return None
    try:
        return datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=ZONE), hour is not None
    except ValueError:
        return None


def _general(text: str) -> tuple[datetime, bool] | None:
    """The moment of a text in any form."""
    text = " ".join(clean(text).lower().split())
    if match := re.fullmatch(_ISO, text):
        return _moment(match, match)
    text = re.sub(_SPACED, r"\1\2\3\2\4", re.sub(_WEEKDAY, " ", text))
    times: list[re.Match[str] | None] = list(re.finditer(_TIME, text)) or [None]
    text = re.sub(_TIME, " ; ", text)
    found = [match for pattern in _DATES for match in re.finditer(pattern, text)]
    if any(re.search(_ENDS_A_RANGE, text[: match.start()]) or re.match(_STARTS_A_RANGE, text[match.end() :]) for match in found):
        return None
    moments = {_moment(match, time) for match in found for time in times}
    return moments.pop() if len(moments) == 1 else None


def _moment(day: re.Match[str], time: re.Match[str] | None) -> tuple[datetime, bool] | None:
    """The moment of a day found and a time found; None when there is no such day or no such time."""
    parts = day.groupdict()
    year = parts["y"] or parts["y2"]
    century = 0 if len(year) == 4 else 2000 if int(year) < 70 else 1900
    month = _MONTH_NUMBERS.get(parts["m"]) or int(parts["m"])
    try:
        moment = datetime(century + int(year), month, int(parts["d"]), tzinfo=ZONE)
        if time is not None:
            hours, minutes, seconds, zone = _clock(time.groupdict())
            moment = (moment.replace(tzinfo=zone) + timedelta(hours=hours, minutes=minutes, seconds=seconds)).astimezone(ZONE)
    except ValueError:
        return None
    return (moment, time is not None) if 1900 <= moment.year < 2200 else None


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int, timezone]:
    """Hours, minutes, seconds and zone of a time found. Raises ValueError for 25:00, 08:60, 13:00 AM.

    24:00 and 12 giờ đêm are the end of the day, 12:00 SA its beginning.
    """
    hours = int(parts["hour"] or 0)
    minutes = 30 if parts.get("half") else int(parts.get("minute") or parts.get("touching") or parts.get("apart") or 0)
    seconds = int(parts["second"] or 0)
    part = (parts.get("part") or parts.get("before") or "").replace(".", "")
    if part in ("am", "sa", "sáng", "rạng sáng"):
        if hours > 12:
            raise ValueError(part)
        hours %= 12
    elif part in ("đêm", "tối") and hours == 12:
        hours = 24
    elif part in ("pm", "ch", "chiều", "tối") or (part == "đêm" and hours > 5) or (part == "trưa" and hours < 10):
        if hours == 0:
            raise ValueError(part)
        hours += 12 if hours < 12 else 0
    if hours > 24 or minutes > 59 or seconds > 59 or (hours == 24 and minutes + seconds):
        raise ValueError(hours)
    return hours, minutes, seconds, _zone(parts["zone"] or "")


def _zone(text: str) -> timezone:
    """The zone that `z`, `gmt+7`, `+07:00` or `-0500` names; Vietnam's for none. Raises ValueError for one that is not on Earth."""
    match = re.search(r"([+-])(\d{1,2}):?(\d\d)?", text)
    if match is None:
        return UTC if text else ZONE
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if offset > timedelta(hours=14):
        raise ValueError(text)
    return timezone(-offset if match[1] == "-" else offset)


# -- printing ---------------------------------------------------------------------------------------------------------------------------


def _local(moment: date) -> date:
    """The same moment by Vietnam's clock; a day, or a time without a zone, as it is."""
    return moment.astimezone(ZONE) if isinstance(moment, datetime) and moment.tzinfo else moment


def day(moment: date, *, language: str = "vi") -> str:
    """The day: `10/01/2023`; in English `10 January 2023`, which nobody can read month first."""
    moment = _local(moment)
    if language == "en":
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return f"{moment.day:02}/{moment.month:02}/{moment.year:04}"


def weekday(moment: date, *, language: str = "vi") -> str:
    """The day of the week: `Thứ Hai` … `Thứ Bảy`, `Chủ nhật`; in English `Monday` …"""
    return _WEEKDAYS["en" if language == "en" else "vi"][_local(moment).weekday()]


def line(moment: date, with_time: bool = False, *, language: str = "vi") -> str:
    """The date line of an article: `Thứ Ba, 10/01/2023`, or `Thứ Ba, 10/01/2023 | 08:30` where a time of day was given."""
    moment = _local(moment)
    time = f" | {moment:%H:%M}" if with_time and isinstance(moment, datetime) else ""
    return f"{weekday(moment, language=language)}, {day(moment, language=language)}{time}"


def long(moment: date, *, language: str = "vi") -> str:
    """The day as documents write it: `ngày 10 tháng 01 năm 2023`; a zero before days below 10 and the months 1 and 2 only."""
    moment = _local(moment)
    if language == "en":
        return day(moment, language=language)
    month = f"{moment.month:02}" if moment.month < 3 else f"{moment.month}"
    return f"ngày {moment.day:02} tháng {month} năm {moment.year}"


def iso(moment: date) -> str:
    """For `<time datetime>`: `2023-01-10T08:30:00+07:00`; of a day without a time `2023-01-10`."""
    moment = _local(moment)
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.replace(microsecond=0, tzinfo=moment.tzinfo or ZONE).isoformat()


def rfc822(moment: date) -> str:
    """For feeds: `Tue, 10 Jan 2023 08:30:00 +0700`, with English names in every language."""
    moment = _local(moment)
    time = f"{moment:%H:%M:%S}" if isinstance(moment, datetime) else "00:00:00"
    name, month = _WEEKDAYS["en"][moment.weekday()][:3], _MONTHS[moment.month - 1][:3]
    return f"{name}, {moment.day:02} {month} {moment.year:04} {time} +0700"
