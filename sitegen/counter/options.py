"""The options of `sitegen counter …`; built only where that is the command given."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from sitegen.config import read
from sitegen.errors import Translate
from sitegen.report import tell
from sitegen.usage import between


def add(parser: argparse.ArgumentParser, shared: argparse.ArgumentParser, _: Translate) -> None:
    """Adds the commands of `sitegen counter`, each with what runs it."""
    commands = parser.add_subparsers(title=_("commands"), required=True)
    show = commands.add_parser("show", parents=[shared], help=_("tell what was counted: totals, days, months, pages read most"))
    show.add_argument("--province", default="", metavar="ID", help=_("of this site only"))
    show.add_argument("--from", default="", dest="start", metavar="DAY", help=_("from this day on, for example 01/11/2026"))
    show.add_argument("--to", default="", dest="stop", metavar="DAY", help=_("up to and with this day"))
    show.add_argument(
        "--days", type=between(1, 999_999), default=0, metavar="N", help=_("the last N days, today among them, or those up to --to")
    )
    show.add_argument(
        "--by",
        choices=("total", "day", "month", "page", "source"),
        default="total",
        help=_("what each line is of: a site, a day, a month, a page or a counter"),
    )
    show.add_argument("--format", choices=("table", "csv", "json"), default="table", help=_("a table, CSV for a spreadsheet, or JSON"))
    show.add_argument(
        "--count", type=between(1, 999_999), default=20, metavar="N", help=_("with --by page: how many pages, 20 if not given")
    )
    show.set_defaults(run=_show)
    export = commands.add_parser("export", parents=[shared], help=_("write the whole ledger as CSV: the copy to keep"))
    export.add_argument("file", nargs="?", type=Path, metavar="FILE", help=_("where to; to the standard output if not given"))
    export.set_defaults(run=_export)
    restore = commands.add_parser("import", parents=[shared], help=_("set what a CSV file says: an exported ledger, or your own numbers"))
    restore.add_argument("file", type=Path, metavar="FILE", help=_("the CSV file"))
    restore.set_defaults(run=_restore)
    log = commands.add_parser("import-log", parents=[shared], help=_("count what the logs of a web server tell, each line once"))
    log.add_argument("file", nargs="+", type=Path, metavar="FILE", help=_("log files, plain or packed with gzip"))
    log.add_argument("--log-format", default="", metavar="FORMAT", help=_("common, combined, vhost_combined, or a LogFormat or log_format"))
    log.add_argument("--province", default="", metavar="ID", help=_("the site that the log is of; told by host or address if not given"))
    log.add_argument("--source", default="", metavar="NAME", help=_("which server wrote it, where there are several"))
    log.set_defaults(run=_import_log)
    serve = commands.add_parser("serve", parents=[shared], help=_("count live what browsers say is read, and answer with the numbers"))
    serve.add_argument("--host", default="127.0.0.1", help=_("address to serve on; only this computer if not given"))
    serve.add_argument("--port", type=between(0, 65_535), default=8100, help=_("port to serve on, {port} if not given").format(port=8100))
    serve.add_argument("--province", action="append", default=[], metavar="ID", help=_("count for this site only; may be given again"))
    serve.add_argument(
        "--proxy", action="append", default=[], metavar="ADDRESS", help=_("a web server elsewhere that tells the readers' addresses")
    )
    serve.set_defaults(run=_serve)
    goat = commands.add_parser("import-goatcounter", parents=[shared], help=_("take what a GoatCounter has counted into the ledger"))
    goat.add_argument("--from", default="", dest="start", metavar="DAY", help=_("from this day on; from where the last import ended"))
    goat.add_argument("--to", default="", dest="stop", metavar="DAY", help=_("up to and with this day; today if not given"))
    goat.set_defaults(run=_import_goatcounter)


def _show(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.counter.asked import Period
    from sitegen.counter.command import show

    period = Period(options.start, options.stop, options.days)
    return show(read(options.config), options.province, period, options.by, options.format, options.count, _)


def _export(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.counter.command import export

    return export(read(options.config), options.file, _)


def _restore(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.counter.command import restore

    return restore(read(options.config), options.file, _)


def _import_log(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.counter.command import import_log

    return import_log(read(options.config), options.file, options.log_format, options.province, options.source, _)


def _serve(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.counter.serving import serve

    serve(
        read(options.config), host=options.host, port=options.port, provinces=options.province, proxies=options.proxy, translate=_,
        say=partial(print, flush=True), tell=partial(tell, _=_),
    )  # fmt: skip
    return 0


def _import_goatcounter(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.counter.asked import Period
    from sitegen.counter.command import import_goatcounter

    return import_goatcounter(read(options.config), Period(options.start, options.stop), _)
