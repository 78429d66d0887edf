"""The provinces before and after 1 July 2025."""

from __future__ import annotations

from collections import Counter

import pytest

from sitegen import provinces
from sitegen.vietnamese import slug


def test_there_were_63_and_are_34() -> None:
    """Six of the 63 were cities; of the 34 seven are, Đồng Nai being the seventh."""
    assert Counter(unit.kind for unit in provinces.all_of(2024)) == {"tỉnh": 57, "thành phố": 6}
    assert Counter(unit.kind for unit in provinces.all_of(2025)) == {"tỉnh": 27, "thành phố": 7}
    assert provinces.of("dong-nai", 2024).kind == "tỉnh"
    assert provinces.of("dong-nai", 2025).kind == "thành phố"


def test_52_became_23_and_11_stayed() -> None:
    """Every unit of 2024 either was merged or stayed, and every unit of 2025 is one or the other."""
    merged = [unit for unit in provinces.all_of(2024) if unit.successor]
    assert len(merged) == 52
    assert len({unit.successor for unit in merged}) == 23
    stayed = [unit for unit in provinces.all_of(2024) if not unit.successor]
    assert len(stayed) == 11
    for unit in stayed:
        now = provinces.of(unit.id, 2025)
        assert (now.name, now.kind, now.code) == (unit.name, unit.kind, unit.code)
        assert provinces.successor(unit) is None
        assert now.id not in {old.successor for old in merged}


def test_only_what_was_merged_has_a_successor() -> None:
    """Fifty-two of 2024 were, and none of 2025."""
    assert [unit for unit in provinces.all_of(2025) if provinces.successor(unit)] == []
    assert sum(provinces.successor(unit) is not None for unit in provinces.all_of(2024)) == 52


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("yen-bai", "lao-cai"),
        ("lao-cai", "lao-cai"),
        ("hoa-binh", "phu-tho"),
        ("vinh-phuc", "phu-tho"),
        ("thai-binh", "hung-yen"),
        ("bac-giang", "bac-ninh"),
        ("ha-giang", "tuyen-quang"),
        ("tien-giang", "dong-thap"),
        ("ba-ria-vung-tau", "ho-chi-minh"),
        ("binh-phuoc", "dong-nai"),
    ],
)
def test_who_became_part_of_whom(old: str, new: str) -> None:
    """Known mergers, among them those that tables elsewhere have wrong."""
    assert provinces.successor(provinces.of(old, 2024)) == provinces.of(new, 2025)


def test_a_merged_province_was_made_of_several() -> None:
    """Three became the new Phú Thọ, one of its own name among them."""
    now = provinces.of("phu-tho", 2025)
    assert {unit.id for unit in provinces.all_of(2024) if provinces.successor(unit) == now} == {"hoa-binh", "phu-tho", "vinh-phuc"}


def test_a_name_or_code_alone_is_no_key() -> None:
    """Lào Cai of 2024 and of 2025 are two units, and code 15 was Yên Bái's."""
    old, new = provinces.of("lao-cai", 2024), provinces.of("lao-cai", 2025)
    assert old != new
    assert (old.code, new.code, provinces.of("yen-bai", 2024).code) == ("10", "15", "15")
    assert provinces.find("15") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yên Bái", "yen-bai"),
        ("yen bai", "yen-bai"),
        ("YEN-BAI", "yen-bai"),
        ("YÊN BÁI", "yen-bai"),
        ("yen_bai", "yen-bai"),
        ("YenBai", "yen-bai"),
        ("  Yên   Bái ", "yen-bai"),
        ("Y\u00ean\u00a0Ba\u0301i", "yen-bai"),
        ("tỉnh Yên Bái", "yen-bai"),
        ("Tỉnh Yên Bái", "yen-bai"),
        ("T. Yên Bái", "yen-bai"),
        ("Yen Bai Province", "yen-bai"),
        ("Hoà Bình", "hoa-binh"),
        ("Hòa Bình", "hoa-binh"),
        ("Thanh Hoá", "thanh-hoa"),
        ("TP.HCM", "ho-chi-minh"),
        ("TPHCM", "ho-chi-minh"),
        ("TP. Hồ Chí Minh", "ho-chi-minh"),
        ("Thành phố Hồ Chí Minh", "ho-chi-minh"),
        ("Ho Chi Minh City", "ho-chi-minh"),
        ("Sài Gòn", "ho-chi-minh"),
        ("Thủ đô Hà Nội", "ha-noi"),
        ("Hanoi", "ha-noi"),
        ("Bà Rịa – Vũng Tàu", "ba-ria-vung-tau"),
        ("Bà Rịa-Vũng Tàu", "ba-ria-vung-tau"),
        ("BR-VT", "ba-ria-vung-tau"),
        ("Thừa Thiên - Huế", "hue"),
        ("thành phố Huế", "hue"),
        ("Đăk Lăk", "dak-lak"),
        ("Ðắk Lắk", "dak-lak"),
        ("Đắc Nông", "dak-nong"),
        ("Kontum", "kon-tum"),
        ("Bắc Cạn", "bac-kan"),
    ],
)
def test_finds_any_spelling(text: str, expected: str) -> None:
    """A name is found however an officer types it."""
    unit = provinces.find(text)
    assert unit is not None
    assert unit.id == expected


def test_finds_the_present_one_first() -> None:
    """Without an era a name means the unit of today, and one of 2024 where today has none; an era is never overruled."""
    assert provinces.find("Lào Cai") == provinces.of("lao-cai", 2025)
    assert provinces.find("Lào Cai", 2024) == provinces.of("lao-cai", 2024)
    assert provinces.find("Yên Bái") == provinces.of("yen-bai", 2024)
    assert provinces.find("Yên Bái", 2025) is None


@pytest.mark.parametrize("text", ["", "   ", "tỉnh", "TP.", "Thành phố", "Yên", "Bái", "Thuế", "tỉnh Hà Tây", "?"])
def test_finds_nothing_else(text: str) -> None:
    """What names no unit finds none."""
    assert provinces.find(text) is None


def test_every_unit_is_found_by_its_own_names() -> None:
    """Slug, name, name with its kind, and every alias lead to the unit; slugs are those of the names."""
    for era in (2024, 2025):
        for unit in provinces.all_of(era):
            assert unit.id == slug(unit.name)
            assert provinces.of(unit.id, era) is unit
            for text in (unit.id, unit.name, f"{unit.kind} {unit.name}", *unit.aliases):
                assert provinces.find(text, era) is unit, text


def test_an_unknown_slug_is_an_error() -> None:
    """`of` is for slugs known to exist in that era."""
    with pytest.raises(KeyError):
        provinces.of("yen-bai", 2025)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yên Bá", "Yên Bái"),
        ("Yen Bay", "Yên Bái"),
        ("Lao Kay", "Lào Cai"),
        ("Hưg Yên", "Hưng Yên"),
        ("Bắc Gang", "Bắc Giang"),
        ("xyz", None),
        ("", None),
    ],
)
def test_suggests_the_nearest_name(text: str, expected: str | None) -> None:
    """A slip of the pen gets a suggestion, nonsense gets none."""
    assert provinces.nearest(text) == expected
