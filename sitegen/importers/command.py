"""`sitegen new` and `sitegen import`: from what the writer gives to an article, and what is said about it.

The one idea: one way for every article. A draft is begun from nothing, a text or a Word document; it is completed, written, and told of:
where it is, what was understood from which words and where to correct it, what is wrong, and what to do next.
"""

from __future__ import annotations

import difflib
import glob
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sitegen.errors import N_, Kind, Place, Problem, Refused, Translate
from sitegen.importers import plain, recognise, writing
from sitegen.importers.asking import Wanted, fill, has_text
from sitegen.importers.blocks import Guess
from sitegen.importers.dialogue import Dialogue, Stopped
from sitegen.importers.draft import Draft
from sitegen.importers.writing import Written, name_of
from sitegen.settings import Config
from sitegen.vietnamese import shorten

NO_FILE = Kind(
    "import-no-file", N_("There is no file “{file}”."), N_("Check the name, or type the command and drag the file onto this window.{near}")
)
CANNOT_READ = Kind(
    "import-read",
    N_("“{file}” cannot be opened: {reason}"),
    N_("Close it in Word or other programs, copy it to this computer, and begin again."),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a writer sits: the portal, who is asked (nobody without a terminal), what is said and in which language, and the time."""

    config: Config
    dialogue: Dialogue | None
    tell: Callable[[str], None]
    report: Callable[[Problem], None]
    _: Translate
    now: datetime


def new(desk: Desk, wanted: Wanted, file: str = "", *, editor: bool = False) -> int:
    """A new article from answers and options, and from a file where one is named. Returns the exit status."""
    _ = desk._
    try:
        draft = _begin(Path(file), desk.config) if file else Draft(opening=_opening(_))
        written = _write(desk, draft, replace(wanted, ask_all=True))
    except Stopped:
        desk.tell("\n" + _("Stopped. Nothing was written."))
        return 1
    except Refused as refused:
        return _refused(desk, refused)
    _next_steps(desk, written, has_text(draft))
    if editor:
        open_editor(written.path)
    return _status(written)


def run_import(desk: Desk, wanted: Wanted, files: Sequence[str]) -> int:
    """An article from each file; one that cannot be read does not stop the others. Returns the exit status."""
    status, written = 0, None
    for path in _expanded(files):
        if desk.dialogue:
            desk.tell(f"{path.name}:")
        try:
            written = _write(desk, _begin(path, desk.config), wanted)
            wanted = replace(wanted, province=written.article.province, section=written.article.card.section)
            status = max(status, _status(written))
        except Stopped:
            desk.tell("\n" + desk._("Stopped. The articles above are written, the others are not."))
            return 1
        except Refused as refused:
            status = max(status, _refused(desk, refused))
            if status == 2:
                return status
    if written:
        _next_steps(desk, written, True)
    return status


def _refused(desk: Desk, refused: Refused) -> int:
    """Says why there is no article; the exit status, which is another where an option is wrong."""
    for problem in refused.problems:
        desk.report(problem)
    return 2 if all(problem.place.path.startswith("--") for problem in refused.problems) else 1


def _status(written: Written) -> int:
    return 1 if any(problem.kind.severity == "error" for problem in written.problems) else 0


def _expanded(files: Sequence[str]) -> Iterator[Path]:
    """The files named; `*.docx` is several, which cmd.exe leaves to the program, and a folder is all its documents."""
    for name in files:
        found = sorted(glob.glob(name)) if set(name) & set("*?") and not Path(name).exists() else []
        if Path(name).is_dir():
            found = sorted(str(each) for each in Path(name).iterdir() if each.suffix.lower() in (".docx", ".txt", ".html", ".htm"))
        yield from map(Path, (each for each in found or [name] if not os.path.basename(each).startswith("~$")))


def _begin(path: Path, config: Config) -> Draft:
    """The draft that a file holds: a Word document by its first bytes or its name, else a text."""
    sections = [section.name for section in config.sections]
    try:
        if not path.is_file():
            names = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
            near = difflib.get_close_matches(path.name, names, 1, 0.6)
            raise Refused(NO_FILE.at(Place(str(path)), file=path.name, near=f" ({near[0]}?)" if near else ""))
        with path.open("rb") as file:
            start = file.read(8)
        if path.suffix.lower() in (".docx", ".doc", ".rtf", ".odt") or start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            from sitegen.importers import word

            return recognise.read(word.read(path), sections)
        if path.suffix.lower() in (".html", ".htm", ".xhtml"):
            from sitegen.importers import web

            return recognise.read(web.read(path), sections)
        return recognise.read(plain.read(path), sections)
    except OSError as error:
        raise Refused(CANNOT_READ.at(Place(str(path)), file=path.name, reason=error.strerror or error)) from None


def _opening(_: Translate) -> str:
    """What stands in a new file where the text will be; readers never see it."""
    first = _("Write the text here, a blank line between paragraphs.")
    second = _("To show a photo at a place, write there on a line of its own: ![](name.jpg)")
    return f"<!-- {first}\n{second} -->"


def _write(desk: Desk, draft: Draft, wanted: Wanted) -> Written:
    """The article of a draft, completed and written, with what there is to say of it."""
    config, dialogue, tell, _ = desk.config, desk.dialogue, desk.tell, desk._
    unknown = fill(config, draft, wanted, dialogue, desk.now, _)
    if dialogue and wanted.ask_all and not draft.slug:
        proposed = writing.proposed(config, draft)
        answer = dialogue.line(_("Last part of the address (Enter keeps it)"), proposed)
        draft.slug = "" if answer == proposed else answer
    written = writing.write(config, draft, wanted.keys)
    place = f"{config.content.name}/{written.article.card.id}/index.md"
    status = next((line for line in written.lines if line.startswith(f"{name_of('status', wanted.keys)}:")), "")
    todo = [
        kind.at(Place(place, written.line(key)), file=draft.name or place, key=name_of(key, wanted.keys), status=status)
        for kind, key, is_unknown in ((writing.NO_TITLE, "title", unknown.title), (writing.NO_DATE, "date", unknown.date))
        if is_unknown
    ]
    written = replace(written, problems=(*written.problems, *todo))
    tell(_("Written: {path}").format(path=_shown(config, written.path)))
    if written.wanted:
        message = _("There is an article “{wanted}” already; this one is called “{name}”. Nothing was overwritten.")
        tell("  " + message.format(wanted=written.wanted, name=written.path.parent.name))
    if draft.guesses:
        tell(_("Understood from {file}; please check:").format(file=draft.name))
        for guess in draft.guesses:
            tell("  " + _line(guess, written, wanted.keys, _))
    for problem in written.problems:
        desk.report(problem)
    return written


def _shown(config: Config, path: Path) -> str:
    return path.relative_to(config.root).as_posix() if path.is_relative_to(config.root) else str(path)


def _line(guess: Guess, written: Written, keys: str, _: Translate) -> str:
    """What was understood, from which words, and where to change it."""
    text = f"{_(guess.what)}: {shorten(guess.value, 120)}"
    if guess.words and guess.words != guess.value:
        text += f"  ← “{shorten(guess.words, 80)}”"
    line = written.line(guess.key) if guess.key else 0
    where = _("line {number}").format(number=line)
    return f"{text}  ({where}, {name_of(guess.key, keys)})" if line else text


def _next_steps(desk: Desk, written: Written, has_text: bool) -> None:
    path, tell, _ = _shown(desk.config, written.path), desk.tell, desk._
    tell(_("What to do next:"))
    tell("  1. " + (_("Read {path} through once.") if has_text else _("Open {path} and write the text.")).format(path=path))
    tell("  2. " + _("Look at it in the browser: sitegen serve"))
    tell("  3. " + _("Build the sites: sitegen build"))


def open_editor(path: Path) -> None:
    """Opens a file in the writer's editor: `EDITOR`, else what the system opens text with."""
    if editor := os.environ.get("EDITOR"):
        windows = f'{editor} "{path}"'  # there a path has backslashes, which another shell would take away
        subprocess.run(windows if sys.platform == "win32" else [*shlex.split(editor), str(path)], check=False)
    elif sys.platform == "win32":
        subprocess.run(["notepad.exe", str(path)], check=False)
    else:
        subprocess.run(["open" if sys.platform == "darwin" else "xdg-open", str(path)], check=False)
