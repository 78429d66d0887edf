"""Which addresses are counted, and by whom they are sent."""

from __future__ import annotations

import pytest

from sitegen.counter.listed import Known, Listed, origin
from sitegen.counter.published import Published

YEN_BAI, LAO_CAI = "https://yenbai.example", "https://union.example"
SITES = {
    "yen-bai": Published(
        "yen-bai",
        f"{YEN_BAI}/",
        articles={"/bai/": ("Bài", 12), "/moi/": ("Mới", None)},
        others=frozenset({"/"}),
        moved={
            "/cu/": ("yen-bai", "/bai/"),
            "/xa/": ("lao-cai", "/gan/"),
            "/a/": ("yen-bai", "/b/"),
            "/b/": ("yen-bai", "/a/"),
            "/mat/": ("x", "/"),
        },
    ),
    "lao-cai": Published("lao-cai", f"{LAO_CAI}/lao-cai/", articles={"/toi/": ("Tới", 3)}, moved={"/gan/": ("lao-cai", "/toi/")}),
}


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("yen-bai/bai/", Known(("yen-bai", "/bai/"), True, 12, frozenset({YEN_BAI}))),
        ("yen-bai/moi/", Known(("yen-bai", "/moi/"), True, 0, frozenset({YEN_BAI}))),
        ("yen-bai/", Known(("yen-bai", "/"), False, 0, frozenset({YEN_BAI}))),
        ("yen-bai/cu/", Known(("yen-bai", "/bai/"), True, 12, frozenset({YEN_BAI}))),
        ("yen-bai/xa/", Known(("lao-cai", "/toi/"), True, 3, frozenset({YEN_BAI, LAO_CAI}))),
        ("yen-bai/a/", None),
        ("yen-bai/mat/", None),
        ("lao-cai/toi/", None),
    ],
)
def test_an_address_is_what_was_published(address: str, known: Known | None) -> None:
    """Pages, old addresses of this and other sites; none for a circle, an end in nothing, and sites that are not served."""
    assert Listed(SITES, ["yen-bai"]).find(address) == known


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://yenbai.example/", YEN_BAI),
        ("https://YenBai.example:443/portal/", YEN_BAI),
        ("http://yenbai.example:8080/", "http://yenbai.example:8080"),
        ("https://yênbái.vn/", "https://xn--ynbi-7na5c.vn"),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080"),
        ("http://127.0.0.1/", "http://127.0.0.1"),
        ("", ""),
        ("//yenbai.example/", ""),
        ("https://yenbai.example:port/", ""),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(url: str, expected: str) -> None:
    """Small letters, no port that goes without saying, letters of other alphabets in the form of the domain system."""
    assert origin(url) == expected
