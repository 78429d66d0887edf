"""A theme finds its templates, settings and assets, and its mistakes are answered with a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.errors import Refused

from .conftest import CONFIG, THEMES, Project


@pytest.fixture
def themed(project: Project) -> Project:
    """A project with themes of its own: a copy of the plain one, and a child of it."""
    for file in (THEMES / "plain").rglob("*"):
        if file.is_file():
            project.write(f"themes/plain/{file.relative_to(THEMES / 'plain').as_posix()}", file.read_bytes())
    project.write("themes/child/theme.toml", 'name = "Child"\nparent = "plain"\n[settings.motto]\ntype = "text"\ndefault = "m"\n')
    configure(project, CONFIG.replace('"plain"', '"child"'))
    project.article("yen-bai/bai.md", title="Bài một")
    return project


def configure(project: Project, text: str) -> None:
    """Writes config.toml with the project's own themes."""
    (project.root / "config.toml").write_text(text, "utf-8")


def test_a_child_theme_overrides_one_template_and_keeps_the_rest(themed: Project) -> None:
    """A template of the child stands before the parent's, which it can still extend by name."""
    themed.write(
        "themes/child/templates/article.html",
        '{% extends "plain:article.html" %}{% block aside %}<p>con {{ settings.motto }}</p>{% endblock %}',
    )
    assert themed.build().problems == ()
    article = themed.page("yen-bai/tin-tuc/bai/index.html")
    assert "<p>con m</p>" in article
    assert "Bài một</h1>" in article
    assert "<p>con" not in themed.page("yen-bai/index.html")


def test_a_province_sets_the_theme(themed: Project) -> None:
    """Settings of a province reach its templates and no other's."""
    configure(themed, CONFIG.replace('"plain"', '"child"') + '[provinces.yen-bai.settings]\naccent = "#123456"\n')
    themed.build()
    assert 'data-accent="#123456"' in themed.page("yen-bai/index.html")
    assert 'data-accent="#0b6b3a"' in themed.page("hoa-binh/index.html")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('acent = "#fff"', "theme-setting"),
        ("accent = 3", "theme-setting-color"),
        ('accent = "red;x"', "theme-setting-color"),
        ('columns = "three"', "theme-setting-choice"),
    ],
)
def test_wrong_settings_are_named_and_left_out(themed: Project, line: str, kind: str) -> None:
    """An unknown setting or a wrong type is a problem; the default stands in."""
    configure(themed, CONFIG + f"[provinces.yen-bai.settings]\n{line}\n")
    report = themed.build()
    (problem,) = report.problems
    number = (themed.root / "config.toml").read_text("utf-8").splitlines().index(line) + 1
    assert (problem.kind.name, str(problem.place), problem.excerpt) == (kind, f"config.toml:{number}", line)
    assert 'data-accent="#0b6b3a"' in themed.page("yen-bai/index.html")


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("<p>\n{{ nothing.here }}", 2),
        ("{% if %}", 1),
        ("\n\n{{ site.latest('x') }}", 3),
        ("{{ asset('no.css') }}", 0),
        ('{% include "no.html" %}', 1),
        ("\n{{ 1 / 0 }}", 2),
        (b"<p>\n\xe9\xff", 2),
        (b'{{ "\\ud800" }}', 0),
        (b'\n{{ "\\ud800" | urlencode }}', 2),
    ],
)
def test_a_broken_template_is_placed_and_the_old_page_stays(themed: Project, template: str | bytes, line: int) -> None:
    """Whatever a template does wrong, the report names it and the pages it made stay as they were."""
    themed.build()
    before = themed.page("yen-bai/index.html")
    themed.write("themes/child/templates/home.html", template)
    report = themed.build()
    assert report.problems
    assert all(problem.place.path.startswith("themes/child/templates") for problem in report.problems)
    assert line in {problem.place.line for problem in report.problems}
    assert themed.page("yen-bai/index.html") == before
    assert "Bài một" in themed.page("yen-bai/tin-tuc/bai/index.html")


def test_assets_carry_a_fingerprint_and_style_sheets_follow(themed: Project) -> None:
    """A changed file has a new address; a style sheet names the fingerprinted files it uses."""
    themed.build()
    (sheet,) = (path for path in themed.tree() if path.startswith("yen-bai/_assets/site."))
    (dot,) = (path for path in themed.tree() if path.startswith("yen-bai/_assets/dot."))
    assert f'url("{Path(dot).name}")' in themed.page(sheet)
    themed.write("themes/plain/assets/dot.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    themed.build()
    files = set(themed.tree())
    assert sheet not in files
    assert dot not in files


def test_an_asset_of_the_project_stands_before_the_theme_s(themed: Project) -> None:
    """A province can bring its own file under the name the theme uses."""
    themed.write("assets/site.css", "body { color: red }")
    themed.build()
    (sheet,) = (path for path in themed.tree() if path.startswith("yen-bai/_assets/site."))
    assert "red" in themed.page(sheet)


def test_files_that_notepad_saved_are_read(themed: Project) -> None:
    """The mark that it puts before UTF-8 is no part of a theme.toml, and none of a page."""
    for path in ("themes/child/theme.toml", "themes/plain/templates/home.html", "themes/plain/templates/base.html"):
        file = themed.root / path
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert themed.build().problems == ()
    assert "\ufeff" not in themed.page("yen-bai/index.html")


def test_a_style_sheet_of_another_encoding_is_placed(themed: Project) -> None:
    """It is named with its line, before and after a good build, and what was published stays."""
    themed.build()
    before = themed.tree()
    themed.write("themes/plain/assets/site.css", b"/* */\n/* \xe9\xff */")
    for name in ("output", "new"):
        problems = {(problem.kind.name, str(problem.place)) for problem in themed.build(output=name).problems}
        assert problems == {("theme-encoding", "themes/plain/assets/site.css:2")}
    assert themed.tree() == before


def test_style_sheets_that_name_each_other_are_said(themed: Project) -> None:
    """No file can hold its own fingerprint; what was published stays."""
    themed.build()
    before = themed.tree()
    themed.write("themes/plain/assets/site.css", '@import url("more.css");')
    themed.write("themes/plain/assets/more.css", '@import url("./site.css");')
    problems = {(problem.kind.name, dict(problem.values)["way"]) for problem in themed.build().problems}
    assert problems == {("asset-circle", "site.css → more.css → site.css")}
    assert themed.tree() == before


@pytest.mark.parametrize(("line", "kind"), [(b'help = "\xe9\xff"', "theme-encoding"), (b"name = Con", "theme-toml")])
def test_a_theme_that_cannot_be_read_is_placed(themed: Project, line: bytes, kind: str) -> None:
    """The file and the line that cannot be read are named."""
    themed.write("themes/child/theme.toml", b'parent = "plain"\n' + line + b"\n")
    with pytest.raises(Refused) as caught:
        themed.build()
    (problem,) = caught.value.problems
    assert (problem.kind.name, str(problem.place)) == (kind, "themes/child/theme.toml:2")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("settings = 3\n", 1),
        ("[settings]\nx = 3\n", 2),
        ("[settings.x]\ntype = ['text']\n", 1),
        ("[settings.x]\n[settings.y]\nchoices = 3\n", 2),
        ("[settings.x]\nchoices = [1, 2]\n", 1),
        ("[settings.x]\ndefault = ['a']\n", 1),
    ],
)
def test_a_setting_that_is_not_declared_as_one_is_placed(themed: Project, text: str, line: int) -> None:
    """Whatever stands there instead, the line is named and nothing is built."""
    themed.write("themes/child/theme.toml", text)
    with pytest.raises(Refused) as caught:
        themed.build()
    (problem,) = caught.value.problems
    assert (problem.kind.name, str(problem.place)) == ("theme-declared", f"themes/child/theme.toml:{line}")


def test_a_type_of_setting_that_does_not_exist_is_placed(themed: Project) -> None:
    """A theme's author hears of it, not each site that gives a value."""
    themed.write("themes/child/theme.toml", 'parent = "plain"\n[settings.x]\nhelp = "…"\ntype = "colour"\n')
    with pytest.raises(Refused) as caught:
        themed.build()
    (problem,) = caught.value.problems
    assert (problem.kind.name, str(problem.place)) == ("theme-declared-type", "themes/child/theme.toml:4")
    assert "color" in dict(problem.values)["known"]


def test_the_theme_that_comes_with_sitegen_is_there_in_any_folder(project: Project) -> None:
    """Also where sitegen runs from a checkout of its source, whose themes lie beside it, and the portal has none."""
    (project.root / "config.toml").write_text(CONFIG.replace('theme = "plain"', ""), "utf-8")
    project.article("yen-bai/bai.md")
    assert project.build().problems == ()
    assert (project.root / "output/yen-bai/tin-tuc/bai/index.html").is_file()


def test_a_missing_theme_is_answered_with_those_there_are(themed: Project) -> None:
    """Nothing can be built; the message lists the themes."""
    configure(themed, CONFIG.replace('"plain"', '"plian"'))
    with pytest.raises(Refused) as caught:
        themed.build()
    assert "child, " in dict(caught.value.problems[0].values)["known"]
    for name in ("", "orphan"):
        themed.write("themes/orphan/theme.toml", 'parent = "plian"\n')
        configure(themed, CONFIG.replace('"plain"', f'"{name}"'))
        with pytest.raises(Refused) as caught:
            themed.build()
        (problem,) = caught.value.problems
        assert (problem.kind.name, problem.place.path) == ("theme-missing", "themes/orphan/theme.toml" if name else "config.toml")
