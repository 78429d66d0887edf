"""Links in a body: repaired where there is no doubt, taken off their text where no reader could follow them, and told of at their line."""

from __future__ import annotations

import pytest

from tests.test_markup import body, html, kinds, text_parts


def link(address: str) -> str:
    """The opening tag of a link to an address as typed."""
    rendered = body(f"[x](<{address}>)")
    assert rendered.problems == ()
    return text_parts(rendered.body).removeprefix("<p>").removesuffix("x</a></p>")


def external(address: str) -> str:
    """The opening tag of a link that leaves the site."""
    return f'<a href="{address}" class="external" rel="external noopener">'


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://a.vn/b_c?d=1&e=2#f", "https://a.vn/b_c?d=1&amp;e=2#f"),
        ("http:/a.vn", "http://a.vn"),
        ("https//a.vn", "https://a.vn"),
        ("htpps://a.vn", "https://a.vn"),
        ("http:\\\\a.vn\\b", "http://a.vn/b"),
        ("https://https://a.vn", "https://a.vn"),
        ("HTTPS://A.VN/B", "https://a.vn/B"),
        ("//a.vn/b", "https://a.vn/b"),
        ("www.a.vn", "https://www.a.vn"),
        ("baoyenbai.com.vn/tin", "https://baoyenbai.com.vn/tin"),
        ("https://a.vn/đường dẫn?x=[1]%", "https://a.vn/đường%20dẫn?x=%5B1%5D%25"),
        ("https://a.vn/#b#c", "https://a.vn/#b%23c"),
    ],
)
def test_web_addresses_are_repaired_and_marked(typed: str, address: str) -> None:
    """What is plainly a web address becomes a whole one, and says that it leaves the site."""
    assert link(typed) == external(address)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("mailto:vp@a.vn", "mailto:vp@a.vn"),
        ("vp@a.vn", "mailto:vp@a.vn"),
        ("tel:0216 3852.123", "tel:02163852123"),
        ("tin-khac/index.md", "/dich/tin-khac/index.md"),
        ("van ban.pdf", "/dich/van%20ban.pdf"),
        ("van-ban\\1.pdf", "/dich/van-ban/1.pdf"),
        ("/kinh-te/", "/dich//kinh-te/"),
    ],
)
def test_other_addresses_stay_on_the_site(typed: str, address: str) -> None:
    """Letters, telephones, and whatever the caller finds."""
    assert link(typed) == f'<a href="{address}">'


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("javascript:alert(1)", "link-refused"),
        ("JaVa&#115;cript&colon;alert(1)", "link-refused"),
        ("&#1;javascript:alert(1)", "link-refused"),
        ("data:text/html,x", "link-refused"),
        ("http://", "link-refused"),
        ("http://a b/", "link-refused"),
        ("http://a.vn:99999/", "link-refused"),
        ("https://ten:mk@a.vn/", "link-refused"),
        ("tel:gọi", "link-refused"),
        ("C:\\van-ban.pdf", "link-on-computer"),
        ("file:///D:/van-ban.pdf", "link-on-computer"),
        ("khong-co.md", "link-broken"),
        ("gan-khong-co.md", "link-broken"),
        ("#khong-co", "link-anchor"),
        ("", "link-empty"),
    ],
)
def test_a_link_nobody_can_follow_leaves_its_text(typed: str, kind: str) -> None:
    """The text stays, the tag goes, and the writer is told at the line."""
    rendered = body(f"Một.\n\nXem [**văn** bản](<{typed}>)." if typed else "Một.\n\nXem [**văn** bản]().")
    assert text_parts(rendered.body) == "<p>Một.</p>\n<p>Xem <strong>văn</strong> bản.</p>"
    assert kinds(rendered) == [(kind, 11)]


def test_the_nearest_article_is_named() -> None:
    """If the caller knows what may be meant, the hint names it."""
    assert "../tin-khac.md" in body("[x](gan-khong-co.md)").problems[0].words(str)[1]


def test_places_of_the_article_can_be_linked_to() -> None:
    """Forward and backward, by anchor, by the words of a heading, and by a name that was given."""
    written = "[a](#ket-qua) [b](#Kết quả) [c](#dau) [d](#bang)\n\n## Kết quả\n\n## Mở {#đầu}\n\n|x|\n|-|\n|<span id='bang'>y</span>|"
    assert html(written).startswith('<p><a href="#ket-qua">a</a> <a href="#ket-qua">b</a> <a href="#dau">c</a> <a href="#bang">d</a></p>')


def test_names_are_given_once() -> None:
    """Two elements of one name get two anchors; links lead to the first."""
    assert html('<p id="a">x</p>\n<p id="a">y</p>\n\n[z](#a)') == '<p id="a">x</p>\n<p id="a-2">y</p>\n<p><a href="#a">z</a></p>'


@pytest.mark.parametrize(
    ("typed", "address", "rest"),
    [
        ("https://a.vn/x_y_z.", "https://a.vn/x_y_z", "."),
        ("(https://a.vn/b),", "https://a.vn/b", "),"),
        ("https://a.vn/b_(c)!", "https://a.vn/b_(c)", "!"),
        ("“www.a.vn”", "www.a.vn", "”"),
        ("https://a.vn/x\\_y?a=1&amp;b=2&copy=3…", "https://a.vn/x_y?a=1&amp;b=2&amp;copy=3", "…"),
    ],
)
def test_bare_addresses_are_links(typed: str, address: str, rest: str) -> None:
    """A bare address is a link; the punctuation of the sentence stays outside."""
    target = address if address.startswith("http") else f"https://{address}"
    assert html(f"Xem {typed} nhé").endswith(f"{external(target)}{address}</a>{rest} nhé</p>")


def test_bare_addresses_in_links_code_and_tags_are_left_alone() -> None:
    """A link in a link, in code or in a tag would be none."""
    assert html("[https://a.vn](https://b.vn) `https://c.vn`").count("<a ") == 1
    assert html('<span title="https://a.vn">x</span>').count("<a ") == 0
    assert html("**https://a.vn**") == f"<p><strong>{external('https://a.vn')}https://a.vn</a></strong></p>"


def test_bare_email_addresses_are_links() -> None:
    """Letters can be written to an address wherever it stands."""
    assert html("Thư về vp.lmhtx@yenbai.gov.vn, @x và a@b.") == (
        '<p>Thư về <a href="mailto:vp.lmhtx@yenbai.gov.vn">vp.lmhtx@yenbai.gov.vn</a>, @x và a@b.</p>'
    )
    assert html("<vp@a.vn> và <https://a.vn>").count("<a ") == 2


def test_a_link_without_words_shows_its_address() -> None:
    """Readers need something to press."""
    assert html("[](van-ban.pdf)") == '<p><a href="/dich/van-ban.pdf">van-ban.pdf</a></p>'


def test_a_class_of_the_writer_stays_beside_ours() -> None:
    """`{.nut}` on a link that leaves the site gives it both classes."""
    assert 'class="external nut"' in html("[x](https://a.vn){.nut}")
