"""What nobody foresaw: said in two sentences, kept in a file for whoever looks after sitegen, shown in full only to who asks for that.

The one idea: a fault of the program is never the writer's business. What the system refuses (a full disk, a file held open) is no fault,
and is a problem with a place like any other. Nothing here prints.
"""

from __future__ import annotations

import errno
import platform
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from sitegen import __version__
from sitegen.errors import N_, Kind, Place, Problem

FAULT = Kind(
    "fault",
    N_("Here sitegen has made a mistake, not you. What was published is still whole."),
    N_("What happened stands in {file}: please send that file to whoever looks after sitegen."),
)
FULL = Kind(
    "disk-full",
    N_("There is no room left on the disk."),
    N_("Delete what is not needed, empty the recycle bin, and begin again. What was published before is still whole."),
)
DENIED = Kind(
    "file-denied",
    N_("This file may not be written or read now."),
    N_("Close the programs that hold it open, see whether you may write in this folder, and begin again."),
)
REFUSED = Kind(
    "file-refused",
    N_("The system refuses this file: {reason}."),
    N_("Make room on the disk, close programs that hold the file open, and begin again. What was published before is still whole."),
)
UNSAID = Kind(
    "output-unsaid",
    N_("What this command says could not be written to where its output goes."),
    N_("Make room there, or give the command again without “>” and what follows it."),
    "warning",
)


def refusal(error: OSError, path: Path | str = "") -> Problem:
    """What the system refused, as a problem at the file it names, else at `path`."""
    place = Place(str(error.filename2 or error.filename or path))
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in str(error.strerror):
        return FULL.at(place)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return DENIED.at(place)
    return REFUSED.at(place, reason=error.strerror or str(error))


def unsaid(command: str) -> Problem:
    """What a command says, where that cannot be written."""
    return UNSAID.at(Place(f"sitegen {command}"))


def fault(error: BaseException, folder: Path | None, command: str) -> Problem:
    """A fault of the program, kept in `folder`, else among the temporary files; where neither can be written, its last line alone."""
    kept = (_keep(error, place, command) for place in (folder, Path(tempfile.gettempdir())) if place)
    return FAULT.at(Place(f"sitegen {command}"), file=next(filter(None, kept), f"{type(error).__name__}: {error}"))


def _keep(error: BaseException, folder: Path, command: str) -> Path | None:
    """Writes the file: versions, the command's name, and where in the program it happened; no article, no option, no user's folder."""
    now = datetime.now()
    file = folder / f"loi-{now:%Y%m%d-%H%M%S}.txt"
    head = f"sitegen {__version__} {command}, Python {platform.python_version()}, {platform.platform()}, {now:%Y-%m-%d %H:%M:%S}\n\n"
    told = "".join(traceback.format_exception(error)).replace(str(Path.home()), "~")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(head + told, "utf-8", errors="backslashreplace")
    except OSError:
        return None
    return file


def is_closed_pipe(error: OSError) -> bool:
    """Whether nobody reads what is printed any more (`sitegen check | head`); Windows has no name of its own for that."""
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None)
