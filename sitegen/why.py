"""Why the last build rendered a page, or kept it, in words: from what the build left of it."""

from __future__ import annotations

import marshal
from pathlib import Path

from sitegen.errors import N_, Translate
from sitegen.state import State

REASONS = {
    "new": N_("it was not there before, or the settings of its site had changed"),
    "plan": N_("its place in the plan had changed, for example the number of a list page"),
    "output": N_("its file, or one that it needs, had been changed or removed in the output folder"),
}


def explain(output: Path, permalink: str, _: Translate) -> str | None:
    """One sentence about a page of the output (`/yen-bai/tin-tuc/bai/`); none where the last build knows no such page."""
    state = State(output)
    path = permalink.strip("/")
    last = state.get("builds") or 0
    for table in state.tables("pages:"):
        rows = state.rows(table)
        for found in dict.fromkeys((path, f"{path}/index.html".lstrip("/"))):
            if found not in rows:
                continue
            *_rest, reason, build = marshal.loads(rows[found])
            why = _(REASONS[reason]) if reason in REASONS else _("the answer to {question} had changed").format(question=reason)
            if build == last:
                return _("{path}: rendered by the last build, because {why}.").format(path=found, why=why)
            kept = _("{path}: kept by the last build, since nothing it read has changed. Rendered {builds} builds before, because {why}.")
            return kept.format(path=found, builds=last - build, why=why)
    return None
