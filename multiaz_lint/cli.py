"""The command line: which commands there are, and their help; what they do is elsewhere.

Lines are read by :func:`multiaz_lint.options.parse`. Typer shows the same declarations as help, and
completes them in shells.
"""

from __future__ import annotations

import inspect
import os
import sys
from typing import Annotated, Any

from multiaz_lint import __version__, options
from multiaz_lint.commands import check as checking
from multiaz_lint.commands import config, drill, exits, rules
from multiaz_lint.options import FLAG, MANY, Option, UsageError
from multiaz_lint.unknown import hint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typer import Typer

    Run = Callable[[dict[str, Any], list[str]], int]

HELP = ("--help", "-h")
COMPLETION = ("--install-completion", "--show-completion")
ABOUT = (
    "Know before you merge whether losing an availability zone takes your service down.\n\n"
    "PATHs alone are checked: multiaz-lint PATH... is multiaz-lint check PATH...\n\n"
    "Exit codes: 0 clean, 1 findings, 2 wrong usage or configuration, or a file that cannot be "
    "written, 3 nothing was checked, 4 internal fault."
)
_ABOUT_CONFIG = "Show and check the configuration."
_PATHS = "Files and folders; - reads standard input. The current folder where none is given."


class Command:
    """A command: its name, what it does, its options, and the words that it takes besides.

    These are called ``metavar``: at least so many, at most so many (None: any number).
    """

    __slots__ = ("help", "least", "metavar", "most", "name", "options", "run", "words")

    def __init__(
        self,
        name: str,
        help: str,  # noqa: A002 - as everybody calls it
        run: Run,
        options: Sequence[Option] = (),
        *,
        metavar: str = "PATH",
        words: str = _PATHS,
        least: int = 0,
        most: int | None = None,
    ) -> None:
        self.name = name
        self.help = help
        self.run = run
        self.options = options
        self.metavar = metavar
        self.words = words
        self.least = least
        self.most = most

    @property
    def usage(self) -> str:
        """What stands behind its name and options; empty where nothing does."""
        if self.most == 0:
            return ""
        words = self.metavar if self.least else f"[{self.metavar}]"
        return words if self.most == 1 else f"{words}..."

    def called(self, arguments: Sequence[str]) -> int:
        """Run it with the arguments behind its name; raises UsageError for wrong ones."""
        values, paths = options.parse(arguments, self.options)
        if len(paths) < self.least:
            raise UsageError(f"{self.name} needs a {self.metavar}")
        if self.most is not None and len(paths) > self.most:
            extra = paths[self.most]
            takes = f"one {self.metavar}" if self.most else "options only"
            raise UsageError(f"{self.name} takes {takes}: {extra!r} is too much")
        return self.run(values, paths)


def _check(values: dict[str, Any], paths: list[str]) -> int:
    return checking.check(values, paths)


def _fix(values: dict[str, Any], paths: list[str]) -> int:
    from multiaz_lint.commands import fix

    return fix.run(values, paths)


def _test(_: dict[str, Any], paths: list[str]) -> int:
    from multiaz_lint import examples

    return examples.run(paths, sys.stdout.write)


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
    if "_MULTIAZ_LINT_COMPLETE" in os.environ or arguments[:1] in ([each] for each in COMPLETION):
        return _typed(arguments)
    if arguments == ["--version"]:
        sys.stdout.write(f"multiaz-lint {__version__}\n")
        return exits.CLEAN
    name = _named(arguments)
    before_end = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if not set(HELP).isdisjoint(before_end):
        return _typed([*name.split(), HELP[0]])
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
    if rest:
        known = [each.split()[1] for each in COMMANDS if " " in each]
        raise UsageError(f"no such command: config {rest[0]}{hint(rest[0], known)}")
    _typed(["config", HELP[0]])
    raise UsageError("config needs a command: show, check or schema")


# Help and completion --------------------------------------------------------------------------


def _typed(arguments: Sequence[str]) -> int:
    """Let typer show help, or complete."""
    _forget_odd_sizes()
    import typer

    try:
        code = app()(args=list(arguments), standalone_mode=False, prog_name="multiaz-lint")
    except typer.Exit as error:
        return error.exit_code
    except Exception as error:  # click's own class, wherever this typer has click from
        if hasattr(error, "format_message"):
            return exits.refused(error.format_message())
        raise
    return code if isinstance(code, int) else exits.CLEAN


_SIZES = ("COLUMNS", "LINES", "TERMINAL_WIDTH")
_WIDEST = 1_000


def _forget_odd_sizes() -> None:
    """Take away sizes of a terminal that are none: rich fails on them, or fills all memory."""
    import os

    from multiaz_lint.model.digits import whole

    for name in _SIZES:
        if name in os.environ and not 0 < (whole(os.environ[name]) or 0) <= _WIDEST:
            del os.environ[name]


def app() -> Typer:
    """Make of the commands what typer shows and completes; it never runs one."""
    import typer
    from typer.core import TyperCommand, TyperGroup

    class Plain(TyperCommand):
        """Shows no types, and the usage as our own words have it."""

        def get_params(self, ctx: Any) -> Any:
            return _without_types(super().get_params(ctx))

        def collect_usage_pieces(self, ctx: Any) -> list[str]:
            command = COMMANDS[ctx.command_path.partition(" ")[2]]
            return ["[OPTIONS]", command.usage] if command.usage else ["[OPTIONS]"]

    class PlainGroup(TyperGroup):
        """Shows no types."""

        def get_params(self, ctx: Any) -> Any:
            return _without_types(super().get_params(ctx))

    made = typer.Typer(
        name="multiaz-lint",
        cls=PlainGroup,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": list(reversed(HELP))},
        help=ABOUT,
    )
    groups = {"": made, "config": typer.Typer(help=_ABOUT_CONFIG, cls=PlainGroup)}
    version = typer.Option("--version", help="Show the version.", show_default=False)
    made.callback()(_declared(_general, [_parameter("version", bool, version, False)]))
    for command in COMMANDS.values():
        group, _, name = command.name.rpartition(" ")
        groups[group].command(name, cls=Plain, help=command.help)(_shown(command))
    made.add_typer(groups["config"], name="config")
    return made


def _general(**_: Any) -> None:
    """Nothing is run by typer."""


def _without_types(parameters: Any) -> Any:
    """Take away the types that typer shows of flags and arguments: `<bool>`, `<list[str]>`."""
    for each in parameters:
        if getattr(each, "is_flag", False):
            each.metavar = ""
        elif each.param_type_name == "argument":
            each.display_type_rich = lambda ctx: None  # noqa: ARG005 - typer gives one
    return parameters


def _shown(command: Command) -> Callable[..., None]:
    """Return a function whose parameters are those of a command, as typer reads them."""
    import typer

    def function(**_: Any) -> None:
        """Nothing is run by typer."""

    parameters = [_option_parameter(option) for option in command.options]
    if command.most != 0:
        single = command.most == 1
        info = typer.Argument(
            metavar=command.metavar,
            help=command.words,
            show_default=False,
            autocompletion=_rule_names if command.metavar == "RULE" else None,
        )
        kind: Any = str if single else list[str]
        default = inspect.Parameter.empty if command.least else None
        parameters.insert(
            0, _parameter("paths", kind if command.least else kind | None, info, default)
        )
    return _declared(function, parameters)


def _declared(
    function: Callable[..., None], parameters: Sequence[inspect.Parameter]
) -> Callable[..., None]:
    """Give a function the parameters that typer is to read of it."""
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # PEP 362
    function.__annotations__ = {each.name: each.annotation for each in parameters}
    return function


def _parameter(name: str, kind: Any, info: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=Annotated[kind, info],
    )


def _completion(option: Option) -> Callable[[], list[str]] | None:
    """Return what completes the value of an option."""
    if option.choices:
        return lambda: list(option.choices)
    return _rule_names if option.metavar == "RULE" else None


def _rule_names() -> list[str]:
    from multiaz_lint import catalog

    return list(catalog.rules())


def _option_parameter(option: Option) -> inspect.Parameter:
    import typer

    words = option.help
    if option.choices:
        words += f" One of {', '.join(option.choices)}."
    info = typer.Option(
        *option.names,
        help=words,
        metavar=None if option.kind == FLAG else option.metavar,
        rich_help_panel=option.group,
        show_default=False,
        autocompletion=_completion(option),
    )
    if option.kind == FLAG:
        return _parameter(option.attribute, bool, info, False)
    if option.kind == MANY:
        return _parameter(option.attribute, list[str] | None, info, None)
    return _parameter(option.attribute, str | None, info, None)
