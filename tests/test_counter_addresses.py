"""What was asked for is a page of a site, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.config import read
from sitegen.counter.addresses import addresses
from sitegen.counter.published import Published
from sitegen.errors import Refused
from sitegen.settings import Config

FOLDERS = '[union]\nname = "Liên minh"\nurl = "https://lienminh.example/"\n[provinces.yen-bai]\n[provinces.hoa-binh]\n'
DOMAINS = (
    '[provinces.yen-bai]\nurl = "https://www.yenbai.example/"\n[provinces.hoa-binh]\nurl = "https://hoabinh.example/tin/"\n[counter]\n'
)


def config(folder: Path, text: str) -> Config:
    """A configuration."""
    (folder / "config.toml").write_text(text, "utf-8")
    return read(folder / "config.toml")


@pytest.mark.parametrize(
    ("target", "page"),
    [
        ("/yen-bai/tin-tuc/bai/", ("yen-bai", "/tin-tuc/bai/")),
        ("/yen-bai/", ("yen-bai", "/")),
        ("/hoa-binh/index.html?fbclid=1", ("hoa-binh", "/")),
        ("/", ("_union", "/")),
        ("/yen-bai/tin%2Dtuc/", ("yen-bai", "/tin-tuc/")),
        ("https://lienminh.example/yen-bai/tin-tuc/", ("yen-bai", "/tin-tuc/")),
        ("/yen-bai", None),
        ("/yen-bai/anh.webp", None),
        ("/yen-bai/anh.webp?a=/", None),
        ("/yen-bai/../hoa-binh/", None),
        ("/yen-bai/%2e%2e/hoa-binh/", None),
        ("/yen-bai//tin-tuc/", None),
        ("/yen-bai/%00/", None),
        ("/yen-bai/%ff/", None),
        ("/yen-bai/a\\b/", None),
        ("/yen-bai/_fragments/", None),
        ("/yen-bai/" + "a" * 600 + "/", None),
        ("*", None),
        ("", None),
    ],
)
def test_sites_in_folders_are_told_by_the_path(tmp_path: Path, target: str, page: tuple[str, str] | None) -> None:
    """The longest folder wins; what is no address of a page is none."""
    assert addresses(config(tmp_path, FOLDERS), {}).page("", target.encode()) == page


def test_sites_with_domains_are_told_by_the_host(tmp_path: Path) -> None:
    """With and without www, and in its folder only; another host is nobody's page."""
    where = addresses(config(tmp_path, DOMAINS), {}, tells_host=True)
    assert where.page("yenbai.example", b"/a/") == ("yen-bai", "/a/")
    assert where.page("hoabinh.example", b"/tin/a/") == ("hoa-binh", "/a/")
    assert where.page("hoabinh.example", b"/a/") is None
    assert where.page("khac.example", b"/a/") is None


def test_a_log_of_one_site_needs_no_host(tmp_path: Path) -> None:
    """Whether it tells the site's folder or not."""
    where = addresses(config(tmp_path, DOMAINS), {}, "hoa-binh")
    assert where.page("", b"/tin/a/") == where.page("", b"/a/") == ("hoa-binh", "/a/")


def test_a_log_that_could_be_of_several_sites_is_refused(tmp_path: Path) -> None:
    """Nothing is guessed."""
    text = '[provinces.yen-bai]\nurl = "https://a.example/"\n[provinces.hoa-binh]\nurl = "https://b.example/"\n'
    with pytest.raises(Refused, match="log-site"):
        addresses(config(tmp_path, text), {})


def test_only_published_pages_are_pages(tmp_path: Path) -> None:
    """Redirects lead to pages and are none; what was never published is none."""
    told = {"yen-bai": Published("yen-bai", articles={"/b/": ("B", None)}, moved={"/a/": ("yen-bai", "/b/")})}
    where = addresses(config(tmp_path, FOLDERS), told)
    assert where.page("", b"/yen-bai/b/") == ("yen-bai", "/b/")
    assert where.page("", b"/yen-bai/a/") is None
    assert where.page("", b"/yen-bai/c/") is None
