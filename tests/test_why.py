"""Every reason for which a page can be rendered again has words."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import sitegen
from sitegen import why
from sitegen.site import Site


def remembered() -> set[str]:
    """The questions that a page can have asked, as the memo remembers them: facts and queries of a site, and what is noted by name."""
    found: set[str] = set()
    for kind in Site.__mro__[:-1]:
        for node in ast.walk(ast.parse(Path(inspect.getfile(kind)).read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and {"fact", "query"} & {
                one.id for one in node.decorator_list if isinstance(one, ast.Name)
            }:
                found.add(node.name)
    for path in Path(sitegen.__file__).parent.rglob("*.py"):
        found |= set(re.findall(r'\.note\(\("(\w+)"', path.read_text("utf-8")))
    return found


def test_every_question_of_a_page_has_words_and_no_other() -> None:
    """`sitegen why` never answers with the name of a function."""
    assert {"article", "sections", "template", "asset"} <= remembered()
    assert remembered() == set(why.ANSWERS)
