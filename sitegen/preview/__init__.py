"""Preview: shows every page as a build would write it, rendered when it is asked for, and asks the browser again on every save.

Nothing waits for ten thousand pages: what is kept in memory is what a page is made of, not the pages. Drafts and scheduled articles are
shown. Nothing that was published is touched; what the preview keeps lies in a folder of its own.
"""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from sitegen.build import moment
from sitegen.errors import N_, Kind, Place, Refused, Translate
from sitegen.preview import address
from sitegen.preview.changes import folders
from sitegen.preview.generation import Generation, Progress
from sitegen.preview.server import Desk, Preview, Tell
from sitegen.preview.watching import Watching
from sitegen.settings import Config

TAKEN = Kind(
    "preview-port",
    N_("Port {port} is in use: perhaps another preview is running."),
    N_("End it, or take another port: sitegen serve --port {free}"),
)

NO_HOST = Kind(
    "preview-host",
    N_("“{host}” is no address of this computer."),
    N_("Leave --host out to preview on this computer only, or give --host 0.0.0.0 to open the preview to the network."),
)


def serve(
    read: Callable[[], Config], file: Path, *, host: str, port: int, drafts: bool, opens: bool, translate: Translate, tell: Tell,
    say: Callable[[str], None], progress: AbstractContextManager[Progress],
) -> None:  # fmt: skip
    """Serves the preview until it is interrupted. `read` reads the configuration in `file` anew; problems go to `tell`, the rest to `say`.

    Raises `Refused` where there is no configuration to begin with, or the port is in use.
    """
    _ = translate
    if not address.is_here(host):
        raise Refused(NO_HOST.at(Place(host), host=host))
    if not address.is_free(host, port):
        raise Refused(TAKEN.at(Place(host), port=port, free=address.next_free(host, port)))

    def now() -> datetime:
        found = moment(None)
        assert found is not None
        return found

    with progress as told:
        generation = Generation(read, now, drafts=drafts, progress=told)
    desk = Desk(generation, file.name, translate, tell)
    desk.take_in()
    root = generation.config.root
    server = Preview(desk, lambda told: Watching(root, lambda: folders(generation.config), told))
    here = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::', '') else f'[{host}]' if ':' in host else host}:{port}/"
    say(_("Preview: http://{host}:{port}/  (Ctrl+C ends it)").format(host=here[7:].rpartition(":")[0], port=port))
    if not address.is_here_only(host):
        for number, other in enumerate(address.reachable(host)):
            url = f"http://{other}:{port}/"
            say(_("In this network: {url}").format(url=url))
            if number == 0:
                say(address.picture(url))
    if opens:
        provinces = generation.config.provinces
        start = here + (f"{provinces[0].id}/" if len(provinces) == 1 else "")
        threading.Timer(0.5, webbrowser.open, (start,)).start()
    server.serve(port=port, host=host, open_url_delay=None)
