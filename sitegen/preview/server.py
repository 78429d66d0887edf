"""The server: pages over HTTP, each rendered when it is asked for, and a word to the browser when something was saved.

The livereload package is the server and the browser's half. Everything that touches the project happens in one thread, in the order in
which it was asked for; pictures are drawn in others. Before a page is shown, all that was noticed so far is taken in.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import escape
from typing import Any

from livereload import Server
from livereload.handlers import LiveReloadHandler
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from sitegen import faults
from sitegen.errors import Problem, Translate
from sitegen.preview.answers import Answer, Answers
from sitegen.preview.changes import EVERYTHING, is_ours, sort
from sitegen.preview.generation import Generation, folder
from sitegen.preview.overlay import GONE, HEAD, alone, overlay
from sitegen.preview.watching import Watching

Tell = Callable[[tuple[Problem, ...]], None]

CHECK = "/_preview/"
"""Below it a browser asks whether its page is still the newest, once it hears of reloads: one that came before that is not lost."""

_SCRIPT = (
    '<script>document.addEventListener("LiveReloadConnect",function(){{fetch("{check}{edition}").then(function(r){{'
    "if(r.status==205)location.reload()}})}})</script>"
)


class Desk:
    """Takes in what was noticed and answers what is asked, one after the other."""

    def __init__(self, generation: Generation, name: str, translate: Translate, tell: Tell) -> None:
        self.generation = generation
        self.started = f"{os.getpid()}-{id(self)}"
        self._answers = Answers(generation)
        self._name = name
        self._ = translate
        self._tell = tell
        self._told: frozenset[Problem] = frozenset()
        self._lock = threading.Lock()
        self._noticed: set[str] = set()
        self._is_doubtful = False
        self._due = ""
        self._shown = generation.edition
        self._told_of = 0

    def notice(self, paths: set[str] | None) -> bool:
        """Notes what was saved, to be taken in before anything is shown; tells whether it concerns any page. None: it may be anything."""
        paths = None if paths is None else {path for path in paths if not is_ours(self.generation.config, path)}
        with self._lock:
            self._noticed |= paths or set()
            self._is_doubtful |= paths is None
        return paths is None or bool(paths)

    def take_in(self) -> None:
        """Takes in all that was noticed."""
        with self._lock:
            noticed, is_doubtful = self._noticed, self._is_doubtful
            self._noticed, self._is_doubtful = set(), False
        changes = EVERYTHING if is_doubtful else sort(self.generation.config, self._name, noticed, self.generation.files)
        is_shown = self._shown == self.generation.edition
        if other := self.generation.take_in(changes):
            is_style = is_shown and all(path.endswith(".css") for path in other) and (not self._due or self._due in other)
            self._due = next(iter(other)) if is_style else "*"
            self._shown = self.generation.edition
        if self._told_of != self.generation.edition:
            self._tell_problems()

    def due(self) -> str:
        """What the browser must ask for again, as a path for livereload: a style sheet, or `*` for the whole page; empty for nothing.

        It may have been taken in long before the notice came, by a page that was asked for in between.
        """
        self.take_in()
        if self._shown != self.generation.edition:
            self._due, self._shown = "*", self.generation.edition
        due, self._due = self._due, ""
        return due

    def _tell_problems(self) -> None:
        self._told_of = self.generation.edition
        problems = (*self.generation.problems, *(problem for one in self.generation.known.values() for problem in one.problems))
        if new := tuple(problem for problem in problems if problem not in self._told):
            self._tell(new)
        self._told = frozenset(problems)

    def answer(self, address: str) -> Answer | Callable[[], Answer]:
        """What is sent for an address; a page carries what is wrong with it, and asks whether it is still the newest."""
        try:
            self.take_in()
            found = self._answers.answer(address)
            return self._dressed(found) if isinstance(found, Answer) else found
        except Exception as error:
            return self._apology(error)

    def is_newest(self, mark: str) -> bool:
        """Whether a page that was shown as this edition would be the same now."""
        self.take_in()
        return mark == self._mark()

    def _mark(self) -> str:
        return f"{self.started}-{self.generation.edition}"

    def _dressed(self, answer: Answer) -> Answer:
        if not answer.type.startswith("text/html") or answer.location:
            return answer
        problems = (*self.generation.problems, *answer.problems)
        added = overlay(problems, self._, is_last=answer.is_last) + _SCRIPT.format(check=CHECK, edition=self._mark())
        if not answer.data:
            title = self._(HEAD if problems else GONE)
            return Answer(answer.status, answer.type, alone(added, title, self.generation.config.language).encode())
        end = answer.data.rfind(b"</body>")
        if end < 0:  # a part of a page
            return answer
        data = answer.data[:end] + added.encode() + answer.data[end:]
        return Answer(answer.status, answer.type, data)

    def _apology(self, error: Exception) -> Answer:
        """A page for what should never happen; the whole of it is kept in a file."""
        problem = faults.fault(error, folder(self.generation.config), "serve")
        title, said = problem.words(self._)
        body = f"<p>{escape(said)}</p>" + _SCRIPT.format(check=CHECK, edition=self._mark())
        return Answer(500, "text/html; charset=utf-8", alone(body, title, self.generation.config.language).encode())


class _Handler(RequestHandler):
    """Answers GET and HEAD from the desk."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def initialize(self, preview: Preview) -> None:
        self.preview = preview

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("Server", "sitegen")

    def compute_etag(self) -> str | None:
        return None

    async def get(self) -> None:
        preview, address = self.preview, self.request.path
        run = asyncio.get_running_loop().run_in_executor
        if address.startswith(CHECK):
            await asyncio.sleep(0.2)  # until the browser is among those who are told
            is_newest = await run(preview.worker, preview.desk.is_newest, address.removeprefix(CHECK))
            self.set_status(204 if is_newest else 205)
            return
        found = await run(preview.worker, preview.desk.answer, address)
        answer = found if isinstance(found, Answer) else await run(preview.drawers, found)
        if answer.location:
            self.redirect(answer.location)
            return
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.type)
        if answer.is_lasting:  # a reload need not ask for it again
            self.set_header("Cache-Control", "max-age=31536000, immutable")
        self.write(answer.data)

    head = get


class _Quiet:
    """In the place of livereload's watcher: it never looks, since we tell the browser ourselves."""

    def __init__(self) -> None:
        self._tasks = {"": None}
        self._changes: list[Any] = []
        self.filepath = None

    def start(self, callback: Callable[[], None]) -> bool:
        """Says that no polling is needed."""
        return True


class Preview(Server):  # type: ignore[misc]
    """A livereload server whose pages come from a desk."""

    def __init__(self, desk: Desk, watching: Callable[[Callable[[set[str] | None], None]], Watching]) -> None:
        super().__init__(watcher=_Quiet())
        self.desk = desk
        self.worker = ThreadPoolExecutor(1, "preview")
        self.drawers = ThreadPoolExecutor(2, "photos")
        self._watching = watching(self.noticed)
        self._loop: IOLoop | None = None

    def get_web_handlers(self, script: bytes) -> list[tuple[Any, ...]]:
        """Every address is answered by us."""
        return [(r"/.*", _Handler, {"preview": self})]

    def application(self, *args: Any, **options: Any) -> None:
        """Listens, and begins to watch."""
        super().application(*args, **options)
        self._loop = IOLoop.current()
        self._watching.start()

    def noticed(self, paths: set[str] | None) -> None:
        """Takes in what was noticed, in its turn, and tells the browser. Called in the threads that watch."""
        if self.desk.notice(paths):
            self.worker.submit(self._tell)

    def _tell(self) -> None:
        before = self.desk.generation.config
        try:
            path = self.desk.due()
        except Exception:  # whoever opens a page is told
            path = "*"
        if self.desk.generation.config != before:
            self._watching.restart()
        if path and self._loop:
            self._loop.add_callback(LiveReloadHandler.reload_waiters, path)

    def _setup_logging(self) -> None:
        """Says nothing by itself."""
        logging.getLogger("livereload").setLevel(logging.CRITICAL)
        logging.getLogger("tornado").addHandler(logging.NullHandler())
        logging.getLogger("tornado").propagate = False
