"""How a command ends: whatever happens is said in words with a status, and a traceback is shown only to who asks for it.

Exit status: 0 done, 1 problems in the content, 2 wrong usage, 3 a fault of sitegen itself, 130 stopped by Ctrl+C.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from sitegen.errors import Refused, Translate

if TYPE_CHECKING:
    from sitegen.settings import Config


def run(work: Callable[[], int], _: Translate, command: str, read: Callable[[], Config], traceback: bool) -> int:
    """Does the work of a command and returns the exit status. What nobody foresaw is kept beside what `read` says is the output."""
    try:
        status = work()
        if sys.stdout:
            sys.stdout.flush()
        else:  # closed, by `>&-`
            _unsaid(command, _)
    except KeyboardInterrupt:
        print(_("Stopped."), file=sys.stderr)
        return 130
    except Refused as refused:
        return refuse(refused, _)
    except Exception as error:
        return _unforeseen(error, _, command, read, traceback or bool(os.environ.get("SITEGEN_TRACEBACK")))
    gc.freeze()  # the process ends: what is left need not be searched for circles once more
    return status


def refuse(refused: Refused, _: Translate) -> int:
    """Says why nothing can be done, and returns the exit status: 2 for wrong usage, as a wrong configuration is, 3 for a fault, else 1."""
    from sitegen.report import tell

    tell(refused.problems, _)
    kinds = {problem.kind.name.partition("-")[0] for problem in refused.problems}
    return 2 if kinds & {"config", "usage"} else 3 if "fault" in kinds else 1


def _unforeseen(error: Exception, _: Translate, command: str, read: Callable[[], Config], traceback: bool) -> int:
    from sitegen import faults
    from sitegen.state import FOLDER

    if isinstance(error, OSError) and sys.stdout:
        is_closed = faults.is_closed_pipe(error)  # `sitegen check | head`: without a word
        if is_closed or (error.filename is None and _is_unheard()):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left goes nowhere
            return 1 if is_closed else _unsaid(command, _)
    if traceback:
        from traceback import print_exception

        print_exception(error)
        return 3
    if isinstance(error, OSError) and error.filename:
        return refuse(Refused(faults.refusal(error)), _)
    folder = None
    with suppress(Exception):
        folder = read().output / FOLDER
    return refuse(Refused(faults.fault(error, folder, command)), _)


def _unsaid(command: str, _: Translate) -> int:
    """Says that what the command says could not be written."""
    from sitegen import faults

    return refuse(Refused(faults.unsaid(command)), _)


def _is_unheard() -> bool:
    """Whether what is printed cannot be written: an error of writing does not tell what was written."""
    try:
        print(flush=True)
    except OSError:
        return True
    return False


def collect_seldom() -> None:
    """A build makes many objects and few circles: looking for circles as often as usual would cost a tenth of its time."""
    gc.set_threshold(200_000, 50, 100)


def speak_vietnamese() -> None:
    """Lets the program say every letter: Windows gives a file or a pipe the encoding of an older time, which has no ờ."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
