"""Whatever a document is made of, an article comes out of it and no word of it is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.config import read
from sitegen.dates import ZONE
from sitegen.importers import recognise, writing
from sitegen.importers.asking import Wanted, fill
from sitegen.importers.blocks import Block, Document, Paragraph, Picture, Span, Table
from sitegen.settings import Config

from .test_importers_word import jpeg

LINES = """
Hội nghị tổng kết|HỘI NGHỊ|0|302|Ngày: 30/07/2019|Sáng ngày 22/3/2022, Liên minh họp.|(HBĐT) - Ngày 6/7/2023, hợp tác xã họp.
Ảnh: Quang cảnh|Ảnh: Đinh Hòa|(Ảnh: Hà My)|Hà Nguyễn|Nguyễn Thị Thúy - Văn phòng|Tin, ảnh: Hà My|Theo: Báo Yên Bái|Nguồn: Báo A|Các tin khác
Thống kê truy cập:266141|Design by WeebPal.|Một là: công tác đào tạo.|1. Về công tác|- Chè|+ Quế|# y|> z|---|***|===|: b|[^1]: note
[a]: http://x.vn|http://x.vn/a_b_c|a@b.vn|{: #a}|a & b &amp; c|<b>x</b>|<!-- c -->|`code`|**a|_a_|Tiêu đề: phụ đề|“Trích”|Lượt xem: 1.284
Đoạn văn bình thường của một bài viết, đủ dài để không ai nghĩ là chú thích của ảnh nào của Liên minh./.|12/3/2022|1986. Năm đó
Ảnh: A (Ảnh: Đinh Hòa)|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Yên Bái, ngày 10 tháng 01 năm 2023|ông Trần Văn A|Kết quả:|10 m²
Trang chủ > Tin tức > Hội nghị|TIN HOẠT ĐỘNG|Tác giả: Lê Thị B
""".strip().replace("\n", "|").split("|")  # fmt: skip

SPANS = st.builds(
    lambda text, end, bold, italic, script, href: Span(text + end, bold, italic, False, script, href),
    st.sampled_from(LINES),
    st.sampled_from(("", " ", "\n")),
    st.booleans(),
    st.booleans(),
    st.sampled_from(("", "", "sup", "code")),
    st.sampled_from(("", "", "https://x.vn/a?b=c")),
)
PLAIN = st.builds(lambda text: Paragraph((Span(text),)), st.sampled_from(LINES))
STYLES = st.sampled_from((("", 0), ("", 0), ("title", 0), ("heading", 1), ("caption", 0), ("quote", 0), ("bullet", 1), ("number", 2)))
STYLED = st.builds(
    lambda spans, style, align, number: Paragraph(tuple(spans), style[0], style[1], align, number),
    st.lists(SPANS, min_size=1, max_size=3),
    STYLES,
    st.sampled_from(("", "center", "right")),
    st.sampled_from((0, 1, 2, 7)),
)
PICTURES = st.builds(Picture, st.sampled_from((jpeg("red"), jpeg("blue"))))
CELLS = st.lists(STYLED | PICTURES, max_size=2).map(tuple)
TABLES = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=2).map(lambda rows: Table(tuple(rows)))


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """A portal of one site and one section."""
    root: Path = tmp_path_factory.mktemp("portal")
    tables = '[union]\nname = "Liên minh"\nurl = "https://x.example/"\n[sections.tin-tuc]\n[provinces.yen-bai]\n'
    (root / "config.toml").write_text(tables, "utf-8")
    yield read(root / "config.toml")
    shutil.rmtree(root)


def lost(config: Config, document: Document) -> list[str]:
    """The words that the article of a document does not have."""
    draft = recognise.read(document)
    fill(config, draft, Wanted(), None, datetime(2023, 1, 10, 16, 30, tzinfo=ZONE), str)
    written = writing.write(config, draft, "vi")
    shutil.rmtree(config.content)
    return [str(problem.values) for problem in written.problems if problem.kind is writing.LOST]


@given(blocks=st.lists(PLAIN, min_size=1, max_size=8))
def test_no_word_of_a_pasted_text_is_lost(config: Config, blocks: list[Block]) -> None:
    """Lines that newsrooms write, in any order."""
    assert lost(config, Document("bai.txt", tuple(blocks), is_pasted=True)) == []


@given(blocks=st.lists(STYLED | STYLED | PICTURES | TABLES, min_size=1, max_size=8))
def test_no_word_of_a_word_document_is_lost(config: Config, blocks: list[Block]) -> None:
    """Paragraphs of any look, photos and tables, in any order."""
    assert lost(config, Document("bai.docx", tuple(blocks))) == []
