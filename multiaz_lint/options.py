"""The options of the commands, declared once.

A plain run is parsed by :func:`parse`, which needs no library; typer shows the same declarations
as help and completes them. A test keeps both ways equal.
"""

from __future__ import annotations

import os

from multiaz_lint.unknown import did_you_mean, hint, meant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

FLAG, TEXT, MANY = "flag", "text", "many"
HELP = ("--help", "-h")
ASKED_BY_A_SHELL = "_MULTIAZ_LINT_COMPLETE"
"""The environment variable by which the scripts of shells ask what completes a word."""
COMPLETION = ("--install-completion", "--show-completion")


class UsageError(Exception):
    """A command line that is not understood."""


class Option:
    """One option: its names, the kind of its value, and its help.

    A ``flag`` has no value; ``many`` may be given several times, and its values may be divided by
    commas where ``split`` says so.
    """

    __slots__ = ("choices", "default", "group", "help", "kind", "metavar", "names", "split")

    def __init__(
        self,
        names: str,
        help: str,  # noqa: A002 - as everybody calls it
        *,
        kind: str = TEXT,
        metavar: str = "TEXT",
        choices: Sequence[str] = (),
        default: str = "",
        split: bool = False,
        group: str = "What to check",
    ) -> None:
        self.names = tuple(names.split())
        self.help = help
        self.kind = kind
        self.metavar = metavar
        self.choices = choices
        self.default = default
        self.split = split
        self.group = group

    @property
    def attribute(self) -> str:
        """The name of its value."""
        return attribute_of(self.names[0])


def attribute_of(name: str) -> str:
    """Return the name of the value of an option: ``fail_on`` for ``--fail-on``."""
    return name.lstrip("-").replace("-", "_")


_RULES, _PLATFORM, _OUTPUT, _BASELINE = "Rules", "Platform", "Output", "Adoption"
_FIX = "Mending"

RULES = (
    Option("--select", "Only these rules: names, first words (pdb) or globs (api-*).",
           kind=MANY, metavar="RULE", split=True, group=_RULES),
    Option("--ignore", "Not these rules; as --select.",
           kind=MANY, metavar="RULE", split=True, group=_RULES),
    Option("--severity", "Change how grave a rule is: error, warning, info or off.",
           kind=MANY, metavar="RULE=LEVEL", split=True, group=_RULES),
    Option("--profile", "Set of rules and severities; multi-az unless configured. survive keeps "
           "what certainly fails; strict raises every info of multi-az to a warning.",
           metavar="PROFILE", choices=("multi-az", "survive", "strict"), group=_RULES),
    Option("--rule-file", "A file of your own declarative rules.",
           kind=MANY, metavar="FILE", group=_RULES),
    Option("--no-ignores", "Show what comments, annotations and configuration silence, and check "
           "what a .gitignore leaves out.",
           kind=FLAG, group=_RULES),
)  # fmt: skip

PLATFORM = (
    Option("--zones", "How many zones, or their names divided by commas; 3 unless known.",
           metavar="ZONES", group=_PLATFORM),
    Option("--kubernetes", "Kubernetes version that the manifests are for; 1.37 unless configured. "
           "Verdicts are proven for 1.37; 1.29 to 1.36 follow the release notes.",
           metavar="VERSION", group=_PLATFORM),
    Option("--context", "closed: whatever is not in the input does not exist; open: it may exist "
           "elsewhere.",
           metavar="CONTEXT", choices=("open", "closed"), group=_PLATFORM),
    Option("--default-namespace", "Namespace of resources that name none.",
           metavar="NAME", group=_PLATFORM),
)  # fmt: skip

CONFIGURATION = (
    Option("--config", "Configuration file, instead of the nearest .multiaz-lint.yaml.",
           metavar="FILE", group="Configuration"),
    Option("--isolated", "Read no configuration file, but that of --config.",
           kind=FLAG, group="Configuration"),
    Option("--exclude", "Leave out paths; patterns as in .gitignore.",
           kind=MANY, metavar="PATTERN", group="Configuration"),
)  # fmt: skip

_COLOR = Option("--color", "When to colour.", metavar="WHEN",
                choices=("auto", "always", "never"), default="auto", group=_OUTPUT)  # fmt: skip
_ALLOW_EMPTY = Option("--allow-empty", "Exit code 0, not 3, when nothing was checked.", kind=FLAG,
                      group=_OUTPUT)  # fmt: skip

OUTPUT = (
    Option("--format", "Report format, or FORMAT:FILE; may be given several times.",
           kind=MANY, metavar="FORMAT", group=_OUTPUT),
    Option("--fail-on", "Least severity that makes the exit code 1; warning unless configured.",
           metavar="LEVEL", choices=("error", "warning", "info", "never"), group=_OUTPUT),
    Option("--min-severity", "Show no findings below this severity; they count all the same.",
           metavar="LEVEL", choices=("error", "warning", "info"), group=_OUTPUT),
    _COLOR,
    Option("--quiet -q", "Findings only, no summary.", kind=FLAG, group=_OUTPUT),
    Option("--show-silenced", "Show silenced findings, with the reason.", kind=FLAG,
           group=_OUTPUT),
    _ALLOW_EMPTY,
)  # fmt: skip

SUMMARY = (
    Option("--statistics", "How often each rule reports, instead of the findings.", kind=FLAG,
           group=_OUTPUT),
    Option("--matrix", "Workloads against the six points of the zone policy.", kind=FLAG,
           group=_OUTPUT),
    Option("--diff", "Show what fix would change; in JSON, as replacements.", kind=FLAG,
           group=_OUTPUT),
)  # fmt: skip

ADOPTION = (
    Option("--baseline", "Baseline file; by default the nearest .multiaz-lint-baseline.json.",
           metavar="FILE", group=_BASELINE),
    Option("--no-baseline", "Use no baseline.", kind=FLAG, group=_BASELINE),
    Option("--write-baseline", "Accept all findings of today, in the baseline file.", kind=FLAG,
           group=_BASELINE),
    Option("--prune-baseline", "Remove what is mended from the baseline file.", kind=FLAG,
           group=_BASELINE),
    Option("--diff-base", "Only findings that are new since a git revision.", metavar="REF",
           group=_BASELINE),
    Option("--changed", "Take PATHs as changed files: check all they belong to, report on them.",
           kind=FLAG, group=_BASELINE),
)  # fmt: skip

MENDING = (
    Option("--write", "Write the files; else only the diff is shown.", kind=FLAG, group=_FIX),
    Option("--unsafe", "Make also the edits that need a decision: read the diff.", kind=FLAG,
           group=_FIX),
    Option("--rule", "Mend only what these rules find.", kind=MANY, metavar="RULE", split=True,
           group=_FIX),
    Option("--check", "Exit code 1 if something would be changed, or was not judged.", kind=FLAG,
           group=_FIX),
    Option("--new-files", "Put a new resource into a file of its own, not behind its neighbour.",
           kind=FLAG, group=_FIX),
    _COLOR,
    Option("--quiet -q", "The diff only, no summary.", kind=FLAG, group=_OUTPUT),
    _ALLOW_EMPTY,
)  # fmt: skip

FIX = (*MENDING, *RULES, *PLATFORM, *CONFIGURATION, *ADOPTION[:2])

CACHE = (
    Option("--no-cache", "Check anew even what has not changed since the last run.", kind=FLAG,
           group="Cache"),
    Option("--cache-dir", "Folder of the cache, instead of the user's.", metavar="FOLDER",
           group="Cache"),
)  # fmt: skip

STDIN = (
    Option("--stdin-filename", "Take standard input, given as -, for the text of this file: for "
           "editors, whose text is not saved yet.",
           metavar="FILE", group="Configuration"),
)  # fmt: skip

LSP = (*RULES, *PLATFORM, *CONFIGURATION, *ADOPTION[:2], *CACHE)
CHECK = (*RULES, *PLATFORM, *CONFIGURATION, *OUTPUT, *SUMMARY, *ADOPTION, *CACHE, *STDIN)


def defaults(options: Iterable[Option]) -> dict[str, Any]:
    """Return the values of options that are not given."""
    values: dict[str, Any] = {}
    for option in options:
        empty: Any = option.default
        if option.kind == FLAG:
            empty = False
        elif option.kind == MANY:
            empty = []
        values[option.attribute] = empty
    return values


def parse(arguments: Sequence[str], options: Sequence[Option]) -> tuple[dict[str, Any], list[str]]:
    """Parse arguments into values by attribute, and paths.

    Raises:
        UsageError: An option does not exist, lacks its value or has a wrong one.

    """
    known = {name: option for option in options for name in option.names}
    values = defaults(options)
    paths: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            paths += rest
            break
        if argument == "-" or not argument.startswith("-"):
            paths.append(argument)
            continue
        name, equals, value = argument.partition("=")
        option = known.get(name)
        if option is None:
            raise UsageError(f"no such option: {name}{_meant_option(name, known)}")
        if option.kind == FLAG:
            if equals:
                raise UsageError(f"option {name} takes no value")
            values[option.attribute] = True
            continue
        if not equals:
            following = next(rest, None)
            if following is None:
                raise UsageError(f"option {name} needs a value: {option.metavar}")
            value = following
        take(values, option, name, value)
    return values, paths


def take(values: dict[str, Any], option: Option, name: str, value: str) -> None:
    """Put one value of an option among the values; raises UsageError as :func:`parse` does."""
    if not value.strip():
        raise UsageError(f"option {name} needs a value: {option.metavar}")
    if option.choices and value not in option.choices:
        raise UsageError(f"option {name}: {value!r} is not one of {', '.join(option.choices)}")
    if option.kind != MANY:
        values[option.attribute] = value
        return
    parts = [part.strip() for part in (value.split(",") if option.split else [value])]
    if not any(parts):
        raise UsageError(f"option {name} needs a value: {option.metavar}")
    values[option.attribute] = [*values[option.attribute], *filter(None, parts)]


def parse_plain(
    arguments: Sequence[str], commands: Iterable[str]
) -> tuple[dict[str, Any], list[str]]:
    """Parse what begins with no command, and is a check; as :func:`parse`.

    Raises:
        UsageError: One of the paths is a command that is misspelt, or behind options. A file or
            folder of that name wins.

    """
    try:
        values, paths = parse(arguments, CHECK)
    except UsageError:
        _refuse_commands(arguments, arguments, commands)  # it may be an option of that
        raise
    _refuse_commands(arguments, paths, commands)
    return values, paths


def _refuse_commands(
    arguments: Sequence[str], paths: Iterable[str], commands: Iterable[str]
) -> None:
    for word in paths:
        if not word.isalpha() or os.path.lexists(word):
            continue
        if word in commands and "--" not in arguments[: arguments.index(word)]:
            line = " ".join(["multiaz-lint", word, *arguments[: arguments.index(word)]])
            raise UsageError(f"options come after the command: {line} ...")
        if word == arguments[0]:
            known = {**{each: each for each in commands}, "help": "--help", "version": "--version"}
            close = meant(word, known)
            words = f"{word}: no such file or folder, nor a command; "
            if close is not None:
                raise UsageError(words + did_you_mean(known[close]))
            if len(arguments) == 1:
                raise UsageError(f"{words}`multiaz-lint --help` lists those")


def _meant_option(name: str, known: Iterable[str]) -> str:
    if name in {"-V", "-v"}:
        return f"; {did_you_mean('--version')}"
    if name == "--version":
        return "; it stands alone: multiaz-lint --version"
    return hint(name, [*known, "--help", "--version"])
