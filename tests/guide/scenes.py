"""What the commands of the guide print, run for real in a terminal of their own, in a small portal made of the demo's articles.

The one idea: README.vi.md quotes pieces of these texts, the pictures show them whole, and a test holds both to what is printed today.
"""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

from tests.word import docx, p

ROOT = Path(__file__).parents[2]
TITLE = "Hội nghị sơ kết công tác chín tháng đầu năm 2025"
FOLDER = "content/lao-cai/2025/hoi-nghi-so-ket-cong-tac-chin-thang-dau-nam-2025"
ARTICLE = f"{FOLDER}/index.md"
TEXT = (
    "Chiều ngày 10/10/2025, Liên minh HTX tỉnh tổ chức Hội nghị sơ kết công tác chín tháng đầu năm, triển khai nhiệm vụ quý IV năm 2025. "
    "Dự hội nghị có 85 đại biểu của các hợp tác xã trong tỉnh."
)
MORE = "Chín tháng qua, toàn tỉnh thành lập mới 97 hợp tác xã và 1.080 tổ hợp tác, vượt kế hoạch được giao."
PHOTOS = {"hoi-truong.jpg": "hoi-nghi-tong-ket.jpg", "dai-bieu.jpg": "phat-bieu-thao-luan.jpg"}
CONFIG = """language = "vi"
theme = "mua-vang"
page_size = 10

[union]
name = "Liên minh Hợp tác xã Việt Nam"
url = "https://lienminhhtx.example/"

[sections.tin-tuc-su-kien]
name = "Tin tức - Sự kiện"
[sections.kinh-te-tap-the]
name = "Kinh tế tập thể"
[sections.san-pham-ocop]
name = "Sản phẩm OCOP"

[provinces.lao-cai]
[provinces.phu-tho]
"""


def portal(folder: Path, articles: int) -> Path:
    """A portal of two provinces, with the demo's theme and its last articles of Lào Cai in three sections."""
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(CONFIG, "utf-8")
    (folder / "themes").symlink_to(ROOT / "themes")
    (folder / "Ảnh hội nghị").mkdir()
    demo = ROOT / "content" / "lao-cai"
    found = [file for file in sorted(demo.rglob("index.md")) if "attachments" not in file.read_text("utf-8") and "2027" not in file.parts]
    for number, file in enumerate(found[-articles:]):
        target = folder / file.parent.relative_to(ROOT)
        target.mkdir(parents=True)
        for photo in file.parent.glob("*.jpg"):
            small(photo, target / photo.name)
        section = ("kinh-te-tap-the", "san-pham-ocop", "tin-tuc-su-kien")[number % 3]
        text = re.sub(r"\[([^\]]*)\]\(\.\./[^)]*\)", r"\1", file.read_text("utf-8"))
        text = re.sub(r"^(also_in|đăng cùng|aliases|địa chỉ cũ): .*\n", "", text, flags=re.MULTILINE)
        (target / "index.md").write_text(re.sub(r"^(category|chuyên mục): .*$", rf"\1: {section}", text, flags=re.MULTILINE), "utf-8")
    for name, original in PHOTOS.items():
        small(next((ROOT / "content").rglob(original)), folder / "Ảnh hội nghị" / name)
    docx(
        folder / "Hoi nghi.docx",
        p("Hội nghị tổng kết phong trào thi đua", align="center"),
        p(TEXT),
        p(MORE),
        p("Nguyễn Thị Thúy - Văn phòng"),
    )
    return folder


def small(photo: Path, target: Path) -> None:
    """A photo no larger than it is shown, which is drawn quickly."""
    with Image.open(photo) as opened:
        opened.thumbnail((800, 800))
        opened.save(target)


def typed(folder: Path, arguments: Sequence[str], answers: Sequence[str] = (), width: int = 100) -> str:
    """What stands in a terminal when a command was typed and its questions were answered; colours and movements left out."""
    main, side = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(width), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "CI": "1"}
    command = [sys.executable, "-m", "sitegen", *arguments]
    process = subprocess.Popen(command, cwd=folder, stdin=side, stdout=side, stderr=side, env=environment, start_new_session=True)
    os.close(side)
    waiting, said = list(answers), b""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if select.select([main], [], [], 0.15)[0]:
            try:
                data = os.read(main, 65536)
            except OSError:  # the other end is closed
                break
            if not data:
                break
            said += data
        elif waiting and re.search(rb"(: |\] )$", said):
            os.write(main, f"{waiting.pop(0)}\n".encode())
    os.close(main)
    process.wait(timeout=30)
    text = said.decode().replace("\r\n", "\n")
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


def change(file: Path, *pairs: tuple[str, str]) -> None:
    """Replaces words in a file; each must be there."""
    text = file.read_text("utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def new(folder: Path) -> str:
    """The first article: the questions and their answers."""
    author = "Nguyễn Thị Thúy - Văn phòng"
    captions = ["Quang cảnh Hội nghị (Ảnh: Đinh Hòa)", "Các đại biểu dự Hội nghị (Ảnh: Đinh Hòa)"]
    answers = ["1", "1", TITLE, "10/10/2025 16:30", author, '"Ảnh hội nghị"', "", *captions[::-1], ""]
    return typed(folder, ["new"], answers)


def written(folder: Path) -> None:
    """The text of the first article, typed where the comment says."""
    file = folder / ARTICLE
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"<!--.*?-->", f"{TEXT}\n\n![](quang-canh-hoi-nghi.jpg)\n\n{MORE}", text, flags=re.DOTALL), "utf-8")


def wrong(folder: Path) -> str:
    """A colon in the title, as it happens to everybody."""
    change(folder / ARTICLE, (f"tiêu đề: {TITLE}", "tiêu đề: Hội nghị: sơ kết công tác chín tháng đầu năm 2025"))
    return typed(folder, ["build"])


def right(folder: Path) -> str:
    """Mended as the hint says, and built."""
    change(folder / ARTICLE, ("tiêu đề: Hội nghị: sơ kết công tác chín tháng đầu năm 2025", f"tiêu đề: {TITLE}"))
    return typed(folder, ["build"])


def check(folder: Path) -> str:
    """A look before publishing: two slips in the text."""
    change(folder / ARTICLE, ("Chiều ngày 10/10/2025", "Chiều ngày10/10/2025"), ("1.080 tổ hợp tác", "1.080  tổ hợp tác"))
    return typed(folder, ["check", FOLDER])


def fix(folder: Path) -> str:
    """The slips corrected by the machine, after asking."""
    return typed(folder, ["check", "--fix", FOLDER], ["c"])


def word(folder: Path) -> str:
    """An article from a Word document."""
    return typed(folder, ["import", "docx", "Hoi nghi.docx", "--province", "lao-cai", "--section", "Tin tức - Sự kiện"])


def slip(folder: Path) -> str:
    """A command that is mistyped."""
    return typed(folder, ["biuld"])


SCENES: dict[str, tuple[str, Callable[[Path], str]]] = {
    "viet-bai": ("sitegen new", new),
    "bao-loi": ("sitegen build", wrong),
    "dung-trang": ("sitegen build", right),
    "xem-lai": (f"sitegen check {FOLDER}", check),
    "sua-giup": (f"sitegen check --fix {FOLDER}", fix),
    "bai-word": ('sitegen import docx "Hoi nghi.docx"', word),
    "go-nham": ("sitegen biuld", slip),
}
"""Name of the picture, what is typed, and the scene; in the order in which they happen."""


def play(folder: Path, articles: int) -> dict[str, str]:
    """All scenes in a portal with so many articles, by their names."""
    portal(folder, articles)
    texts = {}
    for name, (_, scene) in SCENES.items():
        texts[name] = scene(folder)
        if name == "viet-bai":
            written(folder)
    return texts


def lasting(text: str) -> str:
    """A text without what differs from day to day and from portal to portal: how much was built, and the hour that is proposed."""
    text = re.sub(r"\[\d\d/\d\d/\d{4} \d\d:\d\d\]", "[NOW]", text)
    return re.sub(r"^.* giây$", lambda line: re.sub(r"\d[\d.,]*( B| KB| MB)?", "#", line[0]), text, flags=re.MULTILINE)
