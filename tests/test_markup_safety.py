"""Whatever a body holds, what comes out is safe and valid: no scripts, no control characters, balanced, each element where it may stand."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.article import Figure, Gallery
from tests.test_markup import all_words, body, html, kinds, text_parts

VOID = {"br", "hr"}
INLINE = {"a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
INSIDE = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "table": {"caption", "thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"td", "th"},
}
PARTS = set().union(*INSIDE.values())
ONLY_INLINE = INLINE | {"p", "pre", "summary", "caption", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = ONLY_INLINE | INSIDE.keys() | {"div", "blockquote", "details"}
ATTRIBUTES = {"class", "id", "href", "title", "rel", "start", "colspan", "rowspan", "scope", "tabindex", "role", "aria-label"}

TAGS = """
    <p> </p> <div> </div> <b> </b> <a~href=x.md> <a~href="javascript:a()"> </a> <ul> </ul> <li> </li> <table> <tr> <td> <th> </table>
    <caption>
    <tbody> <thead> <tfoot> <dl> <dt> <dd> </dl> <h2> </h2> <h6~id=x> <details> <summary> </summary> <figure> </figure> <figcaption>
    <img~src=a.jpg~onerror=x> <script> </script> <style> <svg> </svg> <svg/onload=alert(1)> <math> <textarea> <title> <select> <option>
    <button>
    <iframe~src=x> <object> <template> <!-- --> <pre> <blockquote> <section> <hr> <br> <span~id=x> <p~onclick="x"~style="y"> <noscript>
    <p~title='"> &lt;script&gt; &#1; &#xFFFE; &#x85; &nbsp; [a](b.md) [a](javascript:x) ![](a.jpg) ![c](a.jpg~"t") ** * _ ` [^1] {.a~#b} [x]
    <https://a.vn> <javascript:x> | a
"""
MARKS = [
    "\n\n[^1]: ",
    "# ",
    "## ",
    "- ",
    "1. ",
    "> ",
    "\n|-|-|\n",
    "\n: ",
    "\n\n",
    "\n\n",
    "\n",
    "    ",
    "HTX ",
    "Ảnh: ",
    "Chữ ",
    "www.a.vn ",
]
ODD = [
    "\x00",
    "\x02",
    "\x03",
    "\x0b",
    "\x85",
    "\ud800",
    "\ufffe",
    "\U0001ffff",
    "\x02klzzwxh:0000\x03",
    "\x02wzxhzdk:0\x03",
    "[x]: javascript:y\n",
]
PIECES = st.sampled_from([*(tag.replace("~", " ") for tag in TAGS.split()), *MARKS, *ODD])
SOUP = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=80)


class Check(HTMLParser):
    """Reads HTML as a strict browser would and fails where a lenient one would repair."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag may stand where it stands, with attributes from the list."""
        assert tag in BLOCKS | PARTS | VOID
        parent = self.open[-1] if self.open else ""
        assert tag not in PARTS or tag in INSIDE.get(parent, ()), (parent, tag)
        assert parent not in INSIDE or tag in INSIDE[parent], (parent, tag)
        assert parent not in ONLY_INLINE or tag in INLINE | {"br"}, (parent, tag)
        assert parent or tag not in INLINE | {"br"}, f"{tag} outside a paragraph"
        assert tag != "a" or "a" not in self.open
        for name, value in attrs:
            assert name in ATTRIBUTES
            if name == "href":
                assert re.match(r"(?:https?://[^/]|mailto:|tel:|#|/dich/)", value or ""), value
            if name == "id":
                self.ids.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Tags close in the order in which they were opened."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text stands in an element that may hold it."""
        assert not data.strip(" \n\t") or (self.open and self.open[-1] not in INSIDE), data

    def handle_comment(self, data: str) -> None:
        """There are no comments."""
        raise AssertionError(data)


def check(parts: tuple[str | Figure | Gallery, ...]) -> None:
    """Each part is valid by itself, and no name is given twice in all of them."""
    ids: list[str] = []
    for part in parts:
        if isinstance(part, str):
            checked = Check()
            checked.feed(part)
            checked.close()
            assert checked.open == []
            ids += checked.ids
            assert "<script" not in part.lower()
            assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0001fffe\U0001ffff]", part) is None
    assert len(ids) == len(set(ids))


@given(SOUP)
def test_any_text_gives_safe_and_valid_html(source: str) -> None:
    """Never raises; the same text gives the same body."""
    rendered = body(source, (), {"HTX": "Hợp tác xã"})
    check(rendered.body.parts)
    levels = [1, *(heading.level for heading in rendered.body.headings)]
    assert all(1 < level <= above + 1 for above, level in pairwise(levels))
    assert all(f'id="{heading.anchor}"' in text_parts(rendered.body) for heading in rendered.body.headings)
    assert body(source, (), {"HTX": "Hợp tác xã"}) == rendered


WORDS = st.lists(st.sampled_from(["hợp", "tác", "xã", "Ảnh:", "Lạc", "Sơn", "92/80", "2,1", "(HTX)", "–", "./."]), min_size=1, max_size=6)
SHAPES = st.sampled_from(
    [
        "{}",
        "*{}*",
        "**{}**",
        "## {}",
        "- {}",
        "> {}",
        "<p>{}</p>",
        "<center><b>{}",
        "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>",
        "![{}](a.jpg)",
        "![{}](mat.jpg)",
        "x ![](a.jpg) {}",
        "![](a.jpg)\n{}",
        "![](a.jpg) ![](b.jpg)\n\n{}",
        "|{0}|{0}|\n|-|-|\n|{0}|![{0}](a.jpg)|",
    ]
)


@given(st.lists(st.builds(lambda shape, words: shape.format(" ".join(words)), SHAPES, WORDS), max_size=8))
def test_no_word_is_lost(blocks: list[str]) -> None:
    """Every word of text, captions and credits is somewhere on the page; only the label `Ảnh:` may go."""
    source = "\n\n".join(blocks)
    plain = re.sub(r"<[^>]*>|\]\([^)]*\)|!\[|[*|>#\[]|\|-\|-\||^-", " ", source, flags=re.MULTILINE)
    written = set(plain.replace("-", " ").split()) - {"Ảnh:"}
    seen = " ".join(all_words(body(source).body))
    assert [word for word in written if any(map(str.isalnum, word)) and word.strip("().") not in seen] == []


@pytest.mark.parametrize(
    ("source", "what", "left"),
    [
        ('<iframe src="https://video.example/1"></iframe>Xem', "<iframe>", "<p>Xem</p>"),
        ("Một <script>alert(1)</script>hai", "<script>", "<p>Một hai</p>"),
        ('<p onclick="a()">Một</p>', "onclick", "<p>Một</p>"),
        ("<form><input>Một</form>", "<input>", "<p>Một</p>"),
    ],
)
def test_what_is_taken_out_is_told(source: str, what: str, left: str) -> None:
    """A warning names each kind of thing once, at its line."""
    rendered = body(f"Trước.\n\n{source}")
    assert text_parts(rendered.body) == f"<p>Trước.</p>\n{left}"
    assert [(problem.place.line, dict(problem.values)["what"], problem.kind.severity) for problem in rendered.problems] == [
        (11, what, "warning")
    ]


def test_looks_go_without_a_word() -> None:
    """Pages copied from Word are full of styles; that they go is not worth a warning each."""
    source = '<p class="MsoNormal" style="text-align:center"><font face="Arial" color="red">Một</font><!-- x --></p>'
    assert html(source) == '<p class="MsoNormal">Một</p>'


@pytest.mark.parametrize(
    "opening", ["<script>", "<style>", "<textarea>", "<title>", "<!-- ", "<svg>", "<template>", "<noscript>", "<select>", "<xmp>"]
)
def test_what_is_never_closed_does_not_swallow_the_article(opening: str) -> None:
    """An element that would take everything behind it along loses its tag only."""
    text = text_parts(body(f"<div>{opening}Một</div>\n\nHai **ba**").body)
    assert "Một" in text
    assert "Hai" in text
    assert "ba" in text


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("<b><p>a</p><p>b</p></b>", "<p><b>a</b></p><p><b>b</b></p>"),
        ("<ul>a<li>b</li><p>c</p></ul>", "<ul><li>a</li><li>b</li><li><p>c</p></li></ul>"),
        ("<li>a</li>", "<p>a</p>"),
        ("<dl>a<dt>b</dt></dl>", "<dl><dt></dt><dd>a</dd><dt>b</dt><dd></dd></dl>"),
        ("<details>a</details>", "<details><summary>Chi tiết</summary>a</details>"),
        ('<a href="b.md"><p>a</p></a>', '<p><a href="/dich/b.md">a</a></p>'),
        ("<p><button><p>a</p></button></p>", "<p>a</p>"),
        (
            "<table><tr><td>1</td></tr><caption>b</caption></table>",
            '<div class="table-wrap" tabindex="0"><table><tbody><tr><td>1</td></tr></tbody></table></div><p>b</p>',
        ),
        ("<details><summary> </summary>a</details>", "<details><summary>Chi tiết</summary>a</details>"),
        ("<dl><dt><blockquote><h2>a</h2></blockquote></dt></dl>", "<dl><dt><blockquote> a</blockquote></dt><dd></dd></dl>"),
        ("<a href=b.md>a<object><a href=c.md>b</a></a>", '<p><a href="/dich/b.md">a</a><a href="/dich/c.md">b</a></p>'),
        ("<section><h5>a</h5>b</section>", '<div><h2 id="a">a</h2>b</div>'),
    ],
)
def test_elements_in_the_wrong_place_keep_their_words(source: str, result: str) -> None:
    """What may not stand where it stands is moved, renamed or left out; its words stay."""
    assert text_parts(body(source).body).replace("\n", "") == result


def test_a_script_in_a_raw_link_is_told() -> None:
    """The address that was taken off is named."""
    rendered = body('Một.\n\n<a href="javascript:a()">hai</a>')
    assert text_parts(rendered.body) == "<p>Một.</p>\n<p>hai</p>"
    assert kinds(rendered) == [("html-removed", 11)]


def test_a_quotation_of_markup_is_text() -> None:
    """Escaped tags stay escaped."""
    assert html("`<script>` và \\<b> &lt;script&gt;") == "<p><code>&lt;script&gt;</code> và &lt;b&gt; &lt;script&gt;</p>"
    assert kinds(body("`<script>`")) == []
