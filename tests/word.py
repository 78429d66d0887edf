"""Word documents made by hand: the few parts of a .docx that Word itself cannot do without."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def r(text: str, look: str = "", font: str = "") -> str:
    """A run; `look` holds letters: b bold, i italic, s superscript, d struck out, h hidden. A line end in the text is one in Word."""
    marks = {"b": "<w:b/>", "i": "<w:i/>", "s": '<w:vertAlign w:val="superscript"/>', "d": "<w:strike/>", "h": "<w:vanish/>"}
    inner = "".join(marks[letter] for letter in look) + (f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else "")
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r><w:rPr>{inner}</w:rPr>{lines}</w:r>"


def p(*runs: str, align: str = "", style: str = "", item: str = "") -> str:
    """A paragraph of runs, or of plain text; `item` is `list:level` (list 1 has dots, list 2 numbers)."""
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    number = '<w:numPr><w:ilvl w:val="{1}"/><w:numId w:val="{0}"/></w:numPr>'.format(*item.split(":")) if item else ""
    looks = (f'<w:pStyle w:val="{style}"/>' if style else "") + number + (f'<w:jc w:val="{align}"/>' if align else "")
    return f"<w:p><w:pPr>{looks}</w:pPr>{inner}</w:p>"


def picture(id: str, alt: str = "") -> str:
    """A picture in the line; `id` is that of its relation."""
    blip = f'<pic:pic><pic:blipFill><a:blip r:embed="{id}"/></pic:blipFill></pic:pic>'
    graphic = f"<a:graphic><a:graphicData>{blip}</a:graphicData></a:graphic>"
    return f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="{id}" descr="{escape(alt)}"/>{graphic}</wp:inline></w:drawing></w:r>'


def table(*rows: list[str]) -> str:
    """A table; a cell is a paragraph's XML or its text. `=3 ` before it: so many columns; `v ` or `^`: begins or goes on below."""
    cells = ["".join(map(_cell, row)) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def _cell(cell: str) -> str:
    merged = re.match(r"(=\d|v|\^) ?", cell)
    kind, cell = (merged[1], cell[merged.end() :]) if merged else ("", cell)
    looks = {"v": '<w:vMerge w:val="restart"/>', "^": "<w:vMerge/>"}.get(kind, f'<w:gridSpan w:val="{kind[1:]}"/>' if kind else "")
    return f"<w:tc><w:tcPr>{looks}</w:tcPr>{cell if cell.startswith('<') else p(cell)}</w:tc>"


def link(url_id: str, text: str) -> str:
    """A link; its address is the target of the relation."""
    return f'<w:hyperlink r:id="{url_id}">{r(text)}</w:hyperlink>'


def note(number: int) -> str:
    """The call of a footnote."""
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def docx(
    path: Path,
    *blocks: str,
    media: dict[str, bytes] | None = None,
    links: dict[str, str] | None = None,
    notes: str = "",
    numbering: str = "",
    styles: str = "",
) -> Path:
    """Writes a document; `media` are files by name, whose relation is the name before the dot. `numbering` stands for the usual."""
    media, links = media or {}, links or {}
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = "".join(
        f'<Default Extension="{extension}" ContentType="{kind}"/>'
        for extension, kind in (("xml", "application/xml"), ("jpg", "image/jpeg"), ("png", "image/png"), ("emf", "image/x-emf"))
    )
    styles += "".join(
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/></w:style>'
        for id, name in (("Title", "Title"), ("H1", "heading 1"), ("H2", "heading 2"), ("Caption", "caption"))
    )
    levels = [
        "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{kind}"/></w:lvl>' for level in range(3)) for kind in ("bullet", "decimal")
    ]
    usual = "".join(f'<w:abstractNum w:abstractNumId="{id}">{level}</w:abstractNum>' for id, level in enumerate(levels, 1))
    usual += "".join(f'<w:num w:numId="{id}"><w:abstractNumId w:val="{id}"/></w:num>' for id in (1, 2))
    relations = "".join(f'<Relationship Id="{name.split(".")[0]}" Type="{R}/image" Target="media/{name}"/>' for name in media)
    relations += "".join(
        f'<Relationship Id="{id}" Type="{R}/hyperlink" Target="{url}" TargetMode="External"/>' for id, url in links.items()
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">{types}'
        f'<Override PartName="/word/document.xml" ContentType="{office}.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="d" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        "word/_rels/footnotes.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        "word/document.xml": f"<w:document {NAMES}><w:body>{''.join(blocks)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMES}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {NAMES}>{numbering or usual}</w:numbering>",
        "word/footnotes.xml": f"<w:footnotes {NAMES}>{notes}</w:footnotes>",
        **{f"word/media/{name}": data for name, data in media.items()},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path
