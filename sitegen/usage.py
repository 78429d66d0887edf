"""Understands a command line, and says in the reader's language what cannot be understood, and what to type instead.

The one idea: argparse takes the words apart; what it refuses becomes a problem like any other, with the command as its place. It knows the
commands only by what their parsers declare.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from sitegen.errors import N_, Kind, Place, Problem, Refused, Translate

COMMAND = Kind("usage-command", N_("There is no command “{value}”."), N_("Did you mean “{near}”? Commands: {known}."))
CHOICE = Kind("usage-choice", N_("“{value}” cannot be the value of {option}."), N_("Did you mean “{near}”? Known: {known}."))
VALUE = Kind("usage-value", N_("“{value}” cannot be the value of {option}."), N_("For example: {option} {example}"))
NO_VALUE = Kind("usage-no-value", N_("A value is missing behind {option}."), N_("For example: {option} {example}"))
NEEDLESS = Kind("usage-needless", N_("No value belongs to {option}."), N_("Type {option} alone."))
MISSING = Kind("usage-missing", N_("The command is not finished: {what} is missing."), N_("For example: {example}"))
UNFINISHED = Kind("usage-unfinished", N_("“{command}” alone does nothing."), N_("Type what to do: {known}. For example: {example}"))
OPTION = Kind("usage-option", N_("There is no option “{option}” here."), N_("Did you mean {near}? All options: {command} --help"))
SURPLUS = Kind("usage-surplus", N_("There is no use for “{word}” here."), N_("See what the command takes: {command} --help"))


def between(least: int, most: int) -> Callable[[str], int]:
    """A whole number in a range, as the type of an option."""

    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return read


def with_command_first(arguments: Sequence[str], shared: Mapping[str, bool], groups: Collection[str] = ()) -> list[str]:
    """The arguments with those options behind the command that every command has, and that are often typed before it or within its name.

    `shared` tells of each whether a value belongs to it; `groups` are commands that have commands of their own.
    """
    rest, early, command = list(arguments), list[str](), list[str]()
    while rest and ((option := rest[0].partition("=")[0]) in shared or rest[0] in groups):
        count = 2 if shared.get(option) and "=" not in rest[0] else 1
        (early if option in shared else command).extend(rest[:count])
        rest = rest[count:]
    return [*command, *rest, *early]


class Parser(argparse.ArgumentParser):
    """A parser of a command and of those below it. `parse` raises `Refused` for what cannot be understood.

    `examples` are what to type, by the name of an option, of what it takes, or of a command.
    """

    def __init__(self, translate: Translate, examples: Mapping[str, str] | None = None, *, add_help: bool = True, **options: Any) -> None:
        super().__init__(allow_abbrev=False, add_help=False, **options)
        self._translate = translate
        self._examples = examples or {}
        if add_help:
            self.add_argument("-h", "--help", action="help", help=translate(N_("show this help")))

    def add_subparsers(self, **options: Any) -> Any:
        """As argparse's, for commands that speak the same language."""
        made: Any = partial(Parser, self._translate, self._examples)
        return super().add_subparsers(parser_class=made, **options)

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """What the arguments say. Raises `Refused` for what they cannot mean, `SystemExit` once help was shown."""
        options, surplus = self.parse_known_args(arguments)
        if surplus:
            word = next((word for word in surplus if word.startswith("-")), surplus[0])
            raise Refused(self._meant(list(arguments))._surplus(word))
        return options

    def _meant(self, arguments: list[str]) -> Parser:
        """The parser of the command that arguments name."""
        for at, word in enumerate(arguments):
            for action in self._actions:
                if isinstance(action, argparse._SubParsersAction) and isinstance(found := action.choices.get(word), Parser):
                    return found._meant(arguments[at + 1 :])
        return self

    def _surplus(self, word: str) -> Problem:
        if not word.startswith("-"):
            return SURPLUS.at(Place(self.prog), word=word, command=self.prog)
        option = word.partition("=")[0]
        known = [name for action in self._actions for name in action.option_strings]
        near = difflib.get_close_matches(option, known, 1, 0.5)
        return OPTION.at(Place(self.prog), option=option, near=near[0] if near else "--help", command=self.prog)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        known = [str(choice) for choice in action.choices]
        near = (difflib.get_close_matches(str(value), known, 1, 0.3) or known)[0]
        kind = CHOICE if action.option_strings else COMMAND
        option = "/".join(action.option_strings)
        raise Refused(kind.at(Place(self.prog), value=value, option=option, near=near, known=", ".join(known)))

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        try:
            return super()._get_value(action, arg_string)
        except argparse.ArgumentError as error:
            option = error.argument_name
            raise Refused(VALUE.at(Place(self.prog), value=arg_string, option=option, example=self._example(action))) from None

    def _match_argument(self, action: argparse.Action, arg_strings_pattern: str) -> int:
        try:
            return super()._match_argument(action, arg_strings_pattern)
        except argparse.ArgumentError as error:
            raise Refused(NO_VALUE.at(Place(self.prog), option=error.argument_name, example=self._example(action))) from None

    def _example(self, action: argparse.Action) -> str:
        known = (self._examples.get(name, "") for name in (*action.option_strings, str(action.metavar)))
        return next(filter(None, [*known, *map(str, action.choices or ()), str(action.metavar)]))

    def error(self, message: str) -> NoReturn:
        """Refuses what argparse tells to nobody else: a value where none belongs, or something that is missing."""
        found = sys.exc_info()[1]
        if isinstance(found, argparse.ArgumentError) and found.argument_name:
            raise Refused(NEEDLESS.at(Place(self.prog), option=found.argument_name)) from None
        example = self._examples.get(self.prog, self.prog)
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                raise Refused(UNFINISHED.at(Place(self.prog), command=self.prog, known=", ".join(action.choices), example=example))
        raise Refused(MISSING.at(Place(self.prog), what=message.rpartition(": ")[2], example=example))

    def format_help(self) -> str:
        """The help of a command. Its headings are put into words only now: parsers that share options find each other by them."""
        self._positionals.title = self._translate(N_("what it takes"))
        self._optionals.title = self._translate(N_("options"))
        return super().format_help()

    def _get_formatter(self) -> argparse.HelpFormatter:
        return _Formatter(self.prog, self._translate)


class _Formatter(argparse.HelpFormatter):
    """Help that begins in the reader's language."""

    def __init__(self, prog: str, translate: Translate) -> None:
        super().__init__(prog)
        self._begin = translate(N_("usage: "))

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Adds the line that shows how a command is typed."""
        super().add_usage(usage, actions, groups, self._begin if prefix is None else prefix)
