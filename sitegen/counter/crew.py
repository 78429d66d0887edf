"""Reads the blocks of a log in several processes, and gives what they say in the order of the lines.

Processes are started where there is work for them, and begin with all that this one knows; where a system cannot do that, one does it all.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from sitegen.counter.lines import Reader, Said
from sitegen.counter.reading import Block

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

Worker = tuple["ForkProcess", "Connection[Block, Said]"]

ALONE = 2
"""Blocks that are read before it is worth starting processes."""


def read(reader: Reader, blocks: Iterator[Block], wanted: Set[int] = frozenset()) -> Iterator[Said]:
    """What the blocks say, in their order. Raises `OSError` where a process was killed."""
    for _, block in zip(range(ALONE), blocks, strict=False):
        yield reader.read(block, wanted)
    jobs = min(os.cpu_count() or 1, 4)
    if jobs < 2 or "fork" not in multiprocessing.get_all_start_methods():
        for block in blocks:
            yield reader.read(block, wanted)
        return
    crew: list[Worker] = []
    busy: deque[Worker] = deque()
    try:
        for block in blocks:
            said = None
            if len(busy) < jobs:
                worker = _start(reader, wanted, crew)
                crew.append(worker)
            else:
                worker = busy.popleft()
                said = _receive(worker)
            worker[1].send(block)  # it waits for a block: neither of the two can block the other
            busy.append(worker)
            if said is not None:
                yield said
        while busy:
            yield _receive(busy.popleft())
    finally:
        for process, connection in crew:
            connection.close()
            process.terminate()
            process.join()


def _receive(worker: Worker) -> Said:
    try:
        return worker[1].recv()
    except EOFError:  # it was killed, perhaps for want of memory
        raise OSError(errno.ECHILD, os.strerror(errno.ECHILD)) from None


def _start(reader: Reader, wanted: Set[int], others: list[Worker]) -> Worker:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()

    def work() -> None:
        for connection in (ours, *(connection for _, connection in others)):
            connection.close()  # or the end of this process's parent would not be seen
        try:
            while True:
                theirs.send(reader.read(theirs.recv(), wanted))
        except (EOFError, OSError, KeyboardInterrupt):
            pass

    process = context.Process(target=work, daemon=True)
    process.start()
    theirs.close()
    return process, ours
