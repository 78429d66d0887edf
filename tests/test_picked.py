"""What an article names as related is there, or the writer is told at its line."""

from __future__ import annotations

import pytest

from sitegen.build import moment
from sitegen.checks.desk import Desk
from sitegen.errors import Problem

from .conftest import Project

AT = "01/06/2023"


def desk(project: Project) -> Desk:
    """The editor's desk on that day."""
    now = moment(AT)
    assert now is not None
    return Desk(project.config, now)


def told(project: Project, *, drafts: bool = False) -> list[Problem]:
    """What a build says of related articles."""
    return [problem for problem in project.build(at=AT, drafts=drafts).problems if problem.kind.name == "related-unknown"]


def test_an_unknown_article_is_named_at_its_line_with_the_nearest(project: Project) -> None:
    """It goes as soon as the article comes, and is back when it goes."""
    project.article("yen-bai/hoi-nghi.md")
    project.article("yen-bai/2022/tong-ket.md")
    picked = "\n  - yen-bai/hoi-nghi\n  - yen-bai/hoi-nghj\n  - hoa-binh/tong-ket\n  - hoa-binh/xa"
    project.article("yen-bai/bai.md", **{"tin liên quan": picked})
    for _ in range(2):
        found = told(project)
        assert [(str(one.place), dict(one.values)["id"], dict(one.values)["near"]) for one in found] == [
            ("content/yen-bai/bai.md:7", "yen-bai/hoi-nghj", " (yen-bai/hoi-nghi?)"),
            ("content/yen-bai/bai.md:8", "hoa-binh/tong-ket", " (yen-bai/2022/tong-ket?)"),
            ("content/yen-bai/bai.md:9", "hoa-binh/xa", ""),
        ]
        assert found[0].excerpt == "- yen-bai/hoi-nghj"
    file = project.article("hoa-binh/xa.md")
    assert len(told(project)) == 2
    file.unlink()
    assert len(told(project)) == 3


def test_an_article_that_is_not_shown_yet_is_known(project: Project) -> None:
    """A draft, one that lies ahead, one that has ended and one with a mistake are there, and are shown once they can be."""
    project.article("yen-bai/nhap.md", status="draft")
    project.article("yen-bai/mai.md", date="01/07/2023")
    project.article("yen-bai/cu.md", date="01/01/2022", expires="01/02/2022")
    project.article("yen-bai/sai.md", date="hôm qua")
    project.article("yen-bai/bai.md", related="yen-bai/nhap, yen-bai/mai, yen-bai/cu, yen-bai/sai")
    assert told(project) == told(project, drafts=True) == []


WAYS = (
    "yen-bai/2023/khac", "khac.md", "./khac.md", "../2023/khac.md", "/yen-bai/2023/khac", "yen-bai/2023/khac.md", r"..\2023\khac.md",
)  # fmt: skip


@pytest.mark.parametrize("picked", WAYS)
def test_an_article_is_named_by_its_id_or_by_its_file(project: Project, picked: str) -> None:
    """A path from the article's folder leads where a link of its body would."""
    project.article("yen-bai/2023/khac.md", date="01/01/2001")
    for number in range(9):
        project.article(f"yen-bai/2023/{number}.md")
    project.article("yen-bai/2023/bai.md", related=picked)
    assert told(project) == []
    article = desk(project).by_id["yen-bai/2023/bai"].article
    assert article is not None
    assert article.related == ("yen-bai/2023/khac",)


def test_a_check_says_it_too(project: Project) -> None:
    """Before publishing, not after."""
    project.article("yen-bai/bai.md", related="[khong-co]")
    found = desk(project)
    assert [problem.kind.name for problem in found.problems(found.drafts[0])] == ["related-unknown"]
