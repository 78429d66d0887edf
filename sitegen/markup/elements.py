"""The elements of HTML: which there are, which an article may use, and where each may stand.

The one idea: the rules of the HTML standard that matter for an article are a few tables. Nothing here acts on them.
"""

from __future__ import annotations

_KNOWN = """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button canvas
    caption center cite code col colgroup command content data datalist dd del details dfn dialog dir div dl dt element em embed
    fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins
    isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem meta meter multicol nav nobr noembed
    noframes noscript object ol optgroup option output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp script
    search section select shadow slot small source spacer span strike strong style sub summary sup svg table tbody td template textarea
    tfoot th thead time title tr track tt u ul var video wbr xmp
"""
_PHRASING = "a abbr b br cite code del em i img ins kbd mark q s small span strong sub sup u"
_BLOCKS = "blockquote details div dl figure h1 h2 h3 h4 h5 h6 hr ol p pre section table ul"
_PARTS = "caption dd dt figcaption li summary tbody td tfoot th thead tr"
_LOOKS = """
    acronym address article aside bdi bdo big body center col colgroup dfn dir font footer form header hgroup html label main nav nobr samp
    strike tt var wbr time
    align alt background bgcolor border cellpadding cellspacing charset class color colspan data-href data-src datetime dir face height href
    hspace id lang name rel role rowspan scope size src start style target title type valign value vspace width xml:lang
"""

KNOWN = frozenset(_KNOWN.split())
"""Every element HTML has or had: a tag of another name (`<Nguyễn>`, `<5%>`) is text."""

PHRASING = frozenset(_PHRASING.split())
"""Elements inside a line of text."""

ALLOWED = PHRASING | frozenset(_BLOCKS.split()) | frozenset(_PARTS.split())
"""Elements that an article may use."""

LOOKS = frozenset(_LOOKS.split())
"""Tags and attributes that go without a word, since only a look goes with them: pages copied from Word or the web are full of them."""

NOT_TEXT = frozenset({"iframe", "math", "noembed", "noframes", "noscript", "object", "script", "style", "svg", "template"})
"""Elements whose content is not text and goes with them."""

SWALLOWING = frozenset({"listing", "plaintext", "select", "textarea", "title", "xmp"})
"""Elements inside which a browser reads tags as text, or not at all."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

ITEMS = {"ul": "li", "ol": "li", "dl": "dd"}
"""What text in a list must stand in."""

TEXT_ONLY = HEADINGS | {"p", "pre", "summary", "caption", "figcaption"}
"""Elements that hold no blocks."""

TABLE = frozenset({"table", "thead", "tbody", "tr"})
"""Elements that hold no text, only their parts."""

PARENTS = {"li": {"ul", "ol"}, "dt": {"dl"}, "dd": {"dl"}, "summary": {"details"}, "td": {"tr"}, "th": {"tr"}, "tr": {"thead", "tbody"}} | {
    part: {"table"} for part in ("caption", "thead", "tbody")
}
"""Where an element must stand that only stands inside certain others."""

RENAMED = {"section": "div", "tfoot": "tbody", "figcaption": "p"}
"""Elements that are written as another one."""
