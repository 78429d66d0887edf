"""Days and times: read in every form, printed in one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen import dates
from tests.cases import cases

TUESDAY = datetime(2023, 1, 10, 8, 30, tzinfo=dates.ZONE)
moments = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=dates.ZONE)
)


@pytest.mark.parametrize(("text", "expected"), cases("date"))
def test_parses_dates(text: str, expected: str) -> None:
    """The table of dates holds: an empty expectation is a refusal."""
    result = dates.parse(text)
    assert ("" if result is None else dates.iso(result[0])) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10/01/2023", False),
        ("2023-01-10", False),
        ("ngày 10 tháng 01 năm 2023", False),
        ("Sáng ngày 22/3/2022, Liên minh HTX", False),
        ("10/01/2023 00:00", True),
        ("0h ngày 10/01/2023", True),
        ("2023-01-10T00:00:00+07:00", True),
        ("Thứ Ba, 10/01/2023 | 08:30", True),
        ("8 giờ ngày 10/01/2023", True),
    ],
)
def test_tells_whether_a_time_was_given(text: str, expected: bool) -> None:
    """Midnight that was written is a time; midnight for want of a time is not."""
    result = dates.parse(text)
    assert result is not None
    assert result[1] is expected


def test_every_result_is_in_vietnams_zone() -> None:
    """A moment in another zone is converted, not relabelled."""
    for text in ("2023-01-10", "2023-01-10T08:30:00Z", "10/01/2023 08:30 GMT+9", "Tue, 10 Jan 2023 08:30:00 -0500"):
        result = dates.parse(text)
        assert result is not None
        assert result[0].utcoffset() == timedelta(hours=7)
        assert result[0].tzinfo is dates.ZONE


@given(moments)
def test_reads_what_it_prints(moment: datetime) -> None:
    """Every printed form with a time reads back as the same moment, in both languages."""
    for text in (
        dates.line(moment, True),
        dates.line(moment, True, language="en"),
        dates.iso(moment),
        dates.rfc822(moment),
        f"({moment:%H:%M} | {dates.day(moment)})",
        f"{dates.long(moment)}, {moment.hour} giờ {moment.minute}",
        f"{moment:%d-%m-%Y %I:%M} {'SA' if moment.hour < 12 else 'CH'}",
    ):
        assert dates.parse(text) == (moment, True), text


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_reads_days_in_every_printed_form(day: date) -> None:
    """Every printed form of a day reads back as that day, without a time."""
    for text in (
        dates.day(day),
        dates.day(day, language="en"),
        dates.long(day),
        dates.line(day),
        dates.iso(day),
        f"{day.day}.{day.month}.{day.year}",
    ):
        assert dates.parse(text) == (datetime(day.year, day.month, day.day, tzinfo=dates.ZONE), False), text


@given(st.text() | st.text("0123456789/-.: hgiờngàythángnăm,|SACH+Z", max_size=40))
def test_never_raises(text: str) -> None:
    """Any text is a moment in Vietnam's zone between 1900 and 2199, or nothing."""
    result = dates.parse(text)
    assert result is None or (1900 <= result[0].year < 2200 and result[0].tzinfo is dates.ZONE)


parts = st.integers(0, 32).map(str) | st.integers(0, 32).map("{:02}".format)
years = st.integers(1890, 2210).map(str)
clocks = st.builds("{}:{}{}".format, parts, parts, st.sampled_from(["", "", ":00", ":59", ":7"]))
usual = st.builds(
    "{}{}{}{}".format,
    st.builds("{}-{}-{}".format, years, parts, parts) | st.builds("{}/{}/{}".format, parts, parts, years),
    st.sampled_from(["", " ", "T", "t"]),
    clocks | st.just(""),
    st.sampled_from(["", "", "+07:00", "Z", " "]),
)


@settings(max_examples=300)
@given(usual)
@example("2023-01-10T24:00:00+07:00")
@example("29/2/2023 8:30")
def test_a_usual_form_is_read_as_any_other(text: str) -> None:
    """What is read at a glance is what the general patterns read."""
    assert dates.parse(text) == dates._general(text)


def test_prints_vietnamese() -> None:
    """Dates look as portals and documents print them."""
    assert dates.day(TUESDAY) == "10/01/2023"
    assert dates.weekday(TUESDAY) == "Thứ Ba"
    assert dates.line(TUESDAY) == "Thứ Ba, 10/01/2023"
    assert dates.line(TUESDAY, True) == "Thứ Ba, 10/01/2023 | 08:30"
    assert dates.long(TUESDAY) == "ngày 10 tháng 01 năm 2023"
    assert [dates.weekday(date(2023, 1, 9) + timedelta(days)) for days in range(7)] == [
        "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 2, 5), "ngày 05 tháng 02 năm 2023"),
        (date(2023, 3, 5), "ngày 05 tháng 3 năm 2023"),
        (date(2023, 12, 31), "ngày 31 tháng 12 năm 2023"),
    ],
)
def test_documents_write_a_zero_where_one_could_be_added(day: date, expected: str) -> None:
    """Days below 10 and the months 1 and 2 take a zero, other months none."""
    assert dates.long(day) == expected


def test_prints_english() -> None:
    """English dates name the month, so nobody reads them month first."""
    assert dates.day(TUESDAY, language="en") == "10 January 2023"
    assert dates.weekday(TUESDAY, language="en") == "Tuesday"
    assert dates.line(TUESDAY, True, language="en") == "Tuesday, 10 January 2023 | 08:30"
    assert dates.long(TUESDAY, language="en") == "10 January 2023"


def test_prints_for_machines() -> None:
    """Machines get ISO 8601 and RFC 822, a day without a time as a day."""
    assert dates.iso(TUESDAY) == "2023-01-10T08:30:00+07:00"
    assert dates.iso(date(2023, 1, 10)) == "2023-01-10"
    assert dates.rfc822(TUESDAY) == "Tue, 10 Jan 2023 08:30:00 +0700"
    assert dates.rfc822(date(2023, 1, 10)) == "Tue, 10 Jan 2023 00:00:00 +0700"


@given(moments)
def test_feed_dates_are_those_of_the_mail_standard(moment: datetime) -> None:
    """Feed dates are what Python's mail library writes, and it reads them."""
    assert dates.rfc822(moment) == format_datetime(moment)
    assert parsedate_to_datetime(dates.rfc822(moment)) == moment


def test_prints_any_zone_by_vietnams_clock() -> None:
    """A moment of another zone is printed on the day it is in Vietnam."""
    evening = datetime(2023, 1, 9, 20, 0, tzinfo=UTC)
    assert dates.line(evening, True) == "Thứ Ba, 10/01/2023 | 03:00"
    assert dates.iso(evening.astimezone(timezone(timedelta(hours=-5)))) == "2023-01-10T03:00:00+07:00"
    assert dates.rfc822(evening) == "Tue, 10 Jan 2023 03:00:00 +0700"
