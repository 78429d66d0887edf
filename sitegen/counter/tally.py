"""What an import of logs found, and what can be wrong with a log."""

from __future__ import annotations

from dataclasses import dataclass, field

from sitegen.errors import N_, Kind, Problem

OTHER_LINES = Kind(
    "log-other-lines",
    N_("This file tells of a time that was counted already, but other lines than those: nothing of it was counted."),
    N_("Is it the log of another server, or of another site on it? Then name it with --source, for example --source web2."),
)
ASSUMED = Kind(
    "log-assumed",
    N_("All of this file is of a time that was counted already, and nothing is left to know its lines by: they were taken as counted."),
    N_("Is it the log of another server, or of another site on it? Then name it with --source, for example --source web2."),
    "warning",
)
OTHERWISE = Kind(
    "log-otherwise",
    N_("These lines were counted already, as the log “{name}”: nothing of this file was counted."),
    N_("Give a log each time with the same --source and the same --province as at first; “log@yen-bai” is --province yen-bai."),
)
TORN = Kind(
    "log-torn",
    N_("This file breaks off: what could be unpacked of it was counted."),
    N_("Give the whole file later; what was counted of it is not counted again."),
    "warning",
)
UNREADABLE = Kind(
    "log-unreadable",
    N_("This file cannot be read: {reason}."),
    N_("Check the name, and whether this user may read it; the logs of a server often belong to the group adm."),
)
BROKEN = Kind(
    "log-broken",
    N_("Lines that cannot be read as the log format “{format}”, and were left out: {count} of {lines}."),
    N_("A few are usual: programs send anything. Where they are many, name the format with --log-format."),
    "warning",
)


@dataclass(slots=True)
class Tally:
    """What an import found."""

    lines: int = 0
    known: int = 0
    broken: int = 0
    human: int = 0
    robot: int = 0
    problems: list[Problem] = field(default_factory=list)
