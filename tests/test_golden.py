"""A small portal is built into exactly these files; a change of any byte is a change somebody meant.

After a change that is meant, run the tests with SITEGEN_GOLDEN=write, read the difference in version control, and commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

from .conftest import CONFIG, Project

GOLDEN = Path(__file__).parent / "golden" / "portal"
TEXTS = {".html", ".xml", ".txt", ".css", ".svg"}


def test_the_small_portal_is_built_to_the_letter(project: Project) -> None:
    """Two provinces, a carried predecessor, photos, tags, an alias, a table and a footnote."""
    project.configure(CONFIG + '[provinces.lao-cai]\ncarries = ["yen-bai"]\n[archives]\nsection = ["month"]\n')
    project.article(
        "yen-bai/2023/hoi-nghi/index.md",
        "Chiều ngày 10/01/2023, **Liên minh HTX** họp.\n\n![](hoi-truong.jpg)\n\nẢnh: Quang cảnh Hội nghị\n\n"
        "| Chỉ tiêu | Kết quả |\n| --- | ---: |\n| HTX mới | 97 |\n\nXem [bài sau](../../2024/tong-ket.md).[^1]\n\n[^1]: Theo báo cáo.\n",
        title="Hội nghị Ban Chỉ đạo lần thứ 33",
        date="10/01/2023 16:30",
        author="Nguyễn Thị Thúy - Văn phòng",
        source="YBĐT",
        views=302,
        comments=0,
        tags="[Hội nghị, KTTT]",
        topic="Ban Chỉ đạo",
        aliases="[/node/7]",
        photos="\n  - file: hoi-truong.jpg\n    caption: Hội trường\n    credit: Đinh Hòa",
    )
    project.photo("yen-bai/2023/hoi-nghi/hoi-truong.jpg")
    project.article("yen-bai/2024/tong-ket.md", "Tổng kết năm.\n", title="Tổng kết năm 2023", date="05/01/2024", category="kinh-te/ocop")
    project.article("hoa-binh/cam.md", "Cam Cao Phong vào vụ./.\n", title="Cam Cao Phong", date="06/01/2024", also_in="[yen-bai]")
    project.article("lao-cai/moi.md", "Đại hội.\n", title="Đại hội lần thứ nhất", date="01/05/2025")
    assert project.build().problems == ()
    built = {path: data for path, data in project.tree().items() if Path(path).suffix in TEXTS and "/_assets/" not in path}
    if os.environ.get("SITEGEN_GOLDEN") == "write":
        for path, data in built.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(data)
        for stale in (file for file in GOLDEN.rglob("*") if file.is_file() and file.relative_to(GOLDEN).as_posix() not in built):
            stale.unlink()
    stored = {file.relative_to(GOLDEN).as_posix(): file.read_bytes() for file in GOLDEN.rglob("*") if file.is_file()}
    assert sorted(built) == sorted(stored)
    for path, data in stored.items():
        assert built[path].decode() == data.decode(), path
