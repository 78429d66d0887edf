"""The commands. Each imports what it runs, so that asking for help costs nothing.

Exit status: 0 done, 1 problems in the content, 2 wrong usage, 3 a fault of sitegen itself, 130 stopped by Ctrl+C.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitegen import running
from sitegen.errors import N_, Kind, Place, Refused, Translate
from sitegen.language import LANGUAGES, catalogue, chosen
from sitegen.usage import Parser, between, with_command_first

if TYPE_CHECKING:
    from sitegen.build import Progress
    from sitegen.importers.command import Desk
    from sitegen.settings import Config


EXAMPLES = {
    "ID": "yen-bai",
    "N": "2",
    "DAY": "01/11/2026",
    "DATETIME": '"10/01/2023 16:30"',
    "FORMAT": "combined",
    "NAME": "web2",
    "ADDRESS": "192.168.1.2",
    "--port": "8080",
    "--host": "0.0.0.0",
    "--days": "30",
    "--count": "20",
    "sitegen why": "sitegen why /yen-bai/",
    "sitegen counter import-log": "sitegen counter import-log access.log",
    "sitegen import": 'sitegen import docx "Hoi nghi.docx"',
    "sitegen import docx": 'sitegen import docx "Hoi nghi.docx"',
    "sitegen import html": "sitegen import html trang.html",
    "sitegen import text": "sitegen import text bai.txt",
    "sitegen counter": "sitegen counter show",
    "sitegen counter import": "sitegen counter import so-dem.csv",
}
"""What to type, by an option, by what it takes, or by a command."""

NOT_EMPTIED = Kind(
    "usage-clean",
    N_("This folder is not emptied: what the sites are made of lies in it."),
    N_("Leave out --clean, or build into a folder of its own: sitegen build --output output"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit status."""
    running.collect_seldom()
    running.speak_vietnamese()
    shared = {"--config": True, "--lang": True, "--traceback": False}
    given = with_command_first(sys.argv[1:] if arguments is None else arguments, shared, ("counter", "import"))
    _ = catalogue(chosen(given, os.environ)).gettext
    parser = _parser(_, given)
    try:
        options = parser.parse(given)
    except Refused as refused:
        return running.refuse(refused, _)
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    return running.run(lambda: options.run(options, _), _, options.run.__name__[1:], lambda: _read_config(options), options.traceback)


def _parser(_: Translate, given: Sequence[str] = ()) -> Parser:
    said = _("Builds the news sites of a union: Markdown articles in, one finished site per province out.")
    parser = Parser(_, EXAMPLES, prog="sitegen", description=said)
    shared = Parser(_, add_help=False)
    shared.add_argument(
        "--config", type=Path, default=Path("config.toml"), metavar="FILE", help=_("the configuration, config.toml here if not given")
    )
    shared.add_argument("--lang", choices=LANGUAGES, help=_("language of messages, Vietnamese or English"))
    shared.add_argument("--traceback", action="store_true", help=_("after a fault of sitegen, show where in the program it happened"))
    commands = parser.add_subparsers(title=_("commands"))
    build = commands.add_parser("build", parents=[shared], help=_("build the sites into output/"))
    build.add_argument("--province", action="append", default=[], metavar="ID", help=_("build this site only; may be given again"))
    build.add_argument("--output", type=Path, metavar="DIR", help=_("build into another folder"))
    build.add_argument("--jobs", type=between(0, 512), default=0, metavar="N", help=_("how many processors to use, all if not given"))
    build.add_argument("--drafts", action="store_true", help=_("show drafts and scheduled articles too"))
    build.add_argument("--at", metavar="DATETIME", help=_("build as it is at that moment, for example 10/01/2023 16:30"))
    build.add_argument("--clean", action="store_true", help=_("empty the output folder first"))
    build.add_argument("--verify", action="store_true", help=_("compare the result with a clean build, byte for byte"))
    build.set_defaults(run=_build)
    serve = commands.add_parser("serve", parents=[shared], help=_("preview the sites in a browser, reloaded on every save"))
    serve.add_argument("--host", default="127.0.0.1", help=_("address to serve on; only this computer if not given"))
    serve.add_argument("--port", type=between(1, 65_535), default=8000, help=_("port to serve on, {port} if not given").format(port=8000))
    serve.add_argument("--drafts", action=argparse.BooleanOptionalAction, help=_("show drafts and scheduled articles; also if not given"))
    serve.add_argument("--open", action=argparse.BooleanOptionalAction, help=_("open the browser; on a desktop if not given"))
    serve.set_defaults(run=_serve)
    check = commands.add_parser("check", parents=[shared], help=_("say what an editor should know before publishing"))
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=_("an article or a folder; everything if not given"))
    check.add_argument("--format", choices=("text", "json", "github"), default="text", help=_("words, JSON, or annotations for GitHub"))
    check.add_argument("--fix", action="store_true", help=_("correct what has one right answer, after showing it and asking"))
    check.add_argument("--yes", action="store_true", help=_("with --fix: do not ask"))
    check.set_defaults(run=_check)
    why = commands.add_parser("why", parents=[shared], help=_("say why the last build rendered, or kept, a page"))
    why.add_argument("permalink", metavar="PERMALINK", help=_("a page of the output, for example /yen-bai/tin-tuc/bai/"))
    why.add_argument("--output", type=Path, metavar="DIR", help=_("the folder it was built into, if that is another"))
    why.set_defaults(run=_why)
    counter = commands.add_parser("counter", help=_("count visits, and tell what was counted"))
    if "counter" in given:
        from sitegen.counter import options

        options.add(counter, shared, _)
    _writing_commands(commands, shared, _)
    return parser


def _writing_commands(commands: Any, shared: Parser, _: Translate) -> None:
    """The commands that make articles: `new`, and `import` with one command for each source."""
    article = Parser(_, add_help=False)
    article.add_argument("--province", default="", metavar="ID", help=_("the site it is for"))
    article.add_argument("--section", default="", help=_("the section, by its path or its name"))
    article.add_argument("--date", default="", help=_("day first, for example 10/01/2023 16:30"))
    article.add_argument("--author", default="", help=_("who wrote it: Name - Department"))
    article.add_argument("--draft", action="store_true", help=_("do not publish it yet"))
    article.add_argument("--keys", choices=LANGUAGES, default="vi", help=_("language of the keys in the file, Vietnamese if not given"))
    new = commands.add_parser("new", parents=[shared, article], help=_("begin an article: asks what it needs, or takes it from options"))
    new.add_argument("--title", default="", help=_("the headline"))
    new.add_argument("--photo", action="append", default=[], metavar="FILE", help=_("a photo, or a folder of photos; may be given again"))
    new.add_argument(
        "--caption", action="append", default=[], metavar="TEXT", help=_("caption of the photo at the same place; may be given again")
    )
    new.add_argument("--slug", default="", help=_("last part of the address, made of the title if not given"))
    new.add_argument("--summary", default="", help=_("the lead; the first paragraph if not given"))
    new.add_argument("--from", default="", metavar="FILE", dest="file", help=_("a text or a Word document to begin with"))
    new.add_argument("--editor", action="store_true", help=_("open the finished file"))
    new.set_defaults(run=_new)
    sources = commands.add_parser("import", help=_("make articles of documents")).add_subparsers(title=_("sources"), required=True)
    known = (
        ("docx", _("Word documents (.docx)")),
        ("html", _("saved web pages (.html)")),
        ("text", _("text files: pasted, or from older programs")),
    )
    for name, said in known:
        source = sources.add_parser(name, parents=[shared, article], help=said)
        source.add_argument("file", nargs="+", metavar="FILE", help=said)
        source.set_defaults(run=_import)


def _new(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.importers.asking import Wanted
    from sitegen.importers.command import new

    wanted = Wanted(
        province=options.province,
        section=options.section,
        title=options.title,
        date=options.date,
        author=options.author,
        photos=tuple(options.photo),
        captions=tuple(options.caption),
        slug=options.slug,
        summary=options.summary,
        is_draft=options.draft,
        keys=options.keys,
    )
    return new(_desk(options, _), wanted, options.file, editor=options.editor)


def _import(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.importers.asking import Wanted
    from sitegen.importers.command import run_import

    wanted = Wanted(options.province, options.section, date=options.date, author=options.author, is_draft=options.draft, keys=options.keys)
    return run_import(_desk(options, _), wanted, options.file)


def _desk(options: argparse.Namespace, _: Translate) -> Desk:
    """Questions on a terminal, none elsewhere. Raises `Refused` without a configuration."""
    from datetime import datetime

    from sitegen.dates import ZONE
    from sitegen.importers.command import Desk
    from sitegen.importers.dialogue import Dialogue
    from sitegen.report import tell

    dialogue = Dialogue(input, print, _) if sys.stdin and sys.stdin.isatty() else None
    return Desk(
        _read_config(options),
        dialogue,
        print,
        lambda problem: tell([problem], _),
        _,
        datetime.now(ZONE),
    )


def _build(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.build import Options, build, moment, verify
    from sitegen.report import summary_lines, tell

    config = _read_config(options)
    now = moment(options.at)
    unknown = [id for id in options.province if config.site(id) is None]
    if now is None or unknown:
        known = ", ".join(site.id for site in config.provinces)
        print(
            _("“{value}” is not a date; write 10/01/2023 16:30").format(value=options.at)
            if now is None
            else _("There is no site “{name}”. Sites: {known}").format(name=unknown[0], known=known),
            file=sys.stderr,
        )
        return 2
    if options.output:
        config = config._replace(output=options.output.resolve())
    if options.clean and _holds_its_own_sources(config):
        raise Refused(NOT_EMPTIED.at(Place(str(config.output))))
    wanted = Options(now, tuple(options.province), options.drafts, options.jobs, options.clean)
    with _progress(_) as progress:
        report = build(config, wanted, progress)
    tell(report.problems, _)
    print(*summary_lines(report, _), sep="\n")
    if options.verify:
        different = verify(config, wanted)
        print(_("Equal to a clean build.") if not different else _("Different from a clean build:"), *different, sep="\n")
        return 1 if different or not report.is_clean else 0
    return 0 if report.is_clean else 1


def _holds_its_own_sources(config: Config) -> bool:
    """Whether emptying the output folder would delete what the sites are made of."""
    output = config.output.resolve()
    return any(place.resolve().is_relative_to(output) for place in (config.root, config.content, config.themes, config.assets))


def _serve(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.preview import serve
    from sitegen.report import tell

    opens = bool(sys.stdout) and sys.stdout.isatty() and not os.environ.get("CI") and not os.environ.get("SSH_CONNECTION")
    try:
        serve(
            lambda: _read_config(options), options.config, host=options.host, port=options.port, drafts=options.drafts is not False,
            opens=opens if options.open is None else options.open, translate=_, tell=partial(tell, _=_), say=partial(print, flush=True),
            progress=_progress(_),
        )  # fmt: skip
    except Refused as refused:
        tell(refused.problems, _)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


def _check(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.checks.command import Wanted, run

    wanted = Wanted(tuple(options.paths), options.format, options.fix, options.yes)
    return run(_read_config(options), options.config, wanted, _)


def _why(options: argparse.Namespace, _: Translate) -> int:
    from sitegen.why import explain

    answer = explain(options.output or _read_config(options).output, options.permalink, _)
    if answer is None:
        print(_("The last build made no page “{path}”.").format(path=options.permalink), file=sys.stderr)
        return 2
    print(answer)
    return 0


def _read_config(options: argparse.Namespace) -> Config:
    from sitegen.config import read

    return read(options.config)


def _progress(_: Translate) -> AbstractContextManager[Progress]:
    """A progress display on a terminal; nothing where nobody watches."""
    if not sys.stderr or not sys.stderr.isatty() or os.environ.get("CI"):
        return nullcontext(lambda step, done, total: None)
    from sitegen.progress import Display

    return Display(_)
