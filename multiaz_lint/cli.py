"""The command line: which commands there are; what they do is elsewhere.

Lines are read by :func:`multiaz_lint.options.parse`; ``commands/help.py`` shows the same
declarations as help.
"""

from __future__ import annotations

import os
import sys

from multiaz_lint import options
from multiaz_lint.commands import check as checking
from multiaz_lint.commands import config, drill, exits, rules
from multiaz_lint.commands.command import Command
from multiaz_lint.options import ASKED_BY_A_SHELL, COMPLETION, HELP, UsageError
from multiaz_lint.unknown import hint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_SIZES = ("COLUMNS", "LINES", "TERMINAL_WIDTH")
_WIDEST = 1_000


def _check(values: dict[str, Any], paths: list[str]) -> int:
    return checking.check(values, paths)


def _fix(values: dict[str, Any], paths: list[str]) -> int:
    from multiaz_lint.commands import fix

    return fix.run(values, paths)


def _test(_: dict[str, Any], paths: list[str]) -> int:
    from multiaz_lint import examples
    from multiaz_lint.report import escape

    def write(text: str) -> None:
        lines = text.split("\n")
        sys.stdout.write("\n".join(map(escape.line, lines)))

    return examples.run(paths, write)


def _lsp(values: dict[str, Any], _: list[str]) -> int:
    from multiaz_lint.lsp import server

    return server.run({**options.defaults(options.CHECK), **values, "changed": True})


COMMANDS = {
    each.name: each
    for each in (
        Command(
            "check",
            "Check manifests: what is written that breaks, and what is missing that is needed.",
            _check,
            options.CHECK,
        ),
        Command(
            "fix",
            "Mend what is found by the smallest edits: shows a diff, and writes with --write.",
            _fix,
            options.FIX,
        ),
        Command(
            "drill",
            "Take each zone away and see who is left, what stays Pending, and for how long.",
            drill.drill,
            drill.DRILL,
        ),
        Command(
            "explain",
            "Explain a rule: why it matters, what is bad, what is good.",
            rules.explain,
            metavar="RULE",
            words="Name of a rule, or a word: the first of names (pdb), or any of names and titles "
            "(zone); then its rules are listed.",
            least=1,
            most=1,
        ),
        Command("rules", "List all rules.", rules.show, rules.OPTIONS, most=0),
        Command(
            "test",
            "Run the examples of your own rule files.",
            _test,
            words="Rule files, or folders of them.",
            least=1,
        ),
        Command(
            "lsp",
            "Serve an editor: findings while one types, quick fixes, and why a rule matters.",
            _lsp,
            options.LSP,
            most=0,
        ),
        Command(
            "config show",
            "Show the configuration that applies to a path, and where it comes from.",
            config.show,
            words="What it is to apply to; the current folder where none is given.",
        ),
        Command(
            "config check",
            "Check a configuration file, its rules and their parameters included.",
            config.check,
            metavar="FILE",
            words="The file; the one that applies here where none is given.",
            most=1,
        ),
        Command(
            "config schema",
            "Print the JSON Schema of the configuration, by which editors complete and check it.",
            config.schema,
            metavar="WHAT",
            words="config, or rule for the schema of rule files; config where none is given.",
            most=1,
        ),
    )
}


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code."""
    arguments = list(arguments)
    if os.environ.get(ASKED_BY_A_SHELL) or arguments[:1] in ([each] for each in COMPLETION):
        return _answered(arguments)
    name = _named(arguments)
    before_end = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if not set(HELP).isdisjoint(before_end):
        return _answered([*name.split(), HELP[0]])
    try:
        if name == "config":
            return _config_alone(arguments[1:])
        if name:
            return COMMANDS[name].called(arguments[len(name.split()) :])
        return _check(*options.parse_plain(arguments, {each.split()[0] for each in COMMANDS}))
    except UsageError as error:
        sys.stdout.flush()
        return exits.refused(error)


def _named(arguments: Sequence[str]) -> str:
    """Return the command that is named first; empty where none is."""
    two = " ".join(arguments[:2])
    if two in COMMANDS:
        return two
    first = arguments[0] if arguments else ""
    return first if first in COMMANDS or first == "config" else ""


def _config_alone(rest: Sequence[str]) -> int:
    """Say which commands `config` has where none of them follows."""
    if rest and not rest[0].startswith("-"):
        known = [each.split()[1] for each in COMMANDS if " " in each]
        raise UsageError(f"no such command: config {rest[0]}{hint(rest[0], known)}")
    if not rest:
        _answered(["config", HELP[0]])
    raise UsageError("config needs a command: show, check or schema")


def _answered(arguments: Sequence[str]) -> int:
    """Show help, or complete."""
    _forget_odd_sizes()  # some are read as soon as typer is imported
    from multiaz_lint.commands import help as helping

    if os.environ.get(ASKED_BY_A_SHELL):
        from multiaz_lint.commands import completion

        completion.name_the_check({each.split()[0] for each in COMMANDS})
    return helping.answer(arguments, COMMANDS)


def _forget_odd_sizes() -> None:
    """Take away sizes of a terminal that are none: rich fails on them, or fills all memory."""
    from multiaz_lint.model.digits import whole

    for name in _SIZES:
        if name in os.environ and not 0 < (whole(os.environ[name]) or 0) <= _WIDEST:
            del os.environ[name]
