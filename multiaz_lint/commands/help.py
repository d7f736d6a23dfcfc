"""Help, and completion in shells, by typer: it never runs a command."""

from __future__ import annotations

import inspect
import os
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from multiaz_lint.commands import exits
from multiaz_lint.options import FLAG, HELP, MANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from multiaz_lint.commands.command import Command
    from multiaz_lint.options import Option

ABOUT = (
    "Know before you merge whether losing an availability zone takes your service down.\n\n"
    "PATHs alone are checked: multiaz-lint PATH... is multiaz-lint check PATH...\n\n"
    "Exit codes: 0 clean, 1 findings, 2 wrong usage or configuration, or a file that cannot be "
    "written, 3 nothing was checked, 4 internal fault."
)
_FISH_ASKS = "_TYPER_COMPLETE_FISH_ACTION"
_ABOUT_CONFIG = "Show and check the configuration."


def answer(arguments: Sequence[str], commands: Mapping[str, Command]) -> int:
    """Show help, or complete, whichever the arguments or the environment ask for."""
    try:
        code = app(commands)(args=list(arguments), standalone_mode=False, prog_name="multiaz-lint")
    except typer.Exit as error:
        return error.exit_code
    except SystemExit as error:  # completion ends the program
        if os.environ.get(_FISH_ASKS) == "is-args":
            return 1 if error.code else 0  # what fish takes for no and for yes
        return exits.USAGE if error.code else exits.CLEAN  # there is no script for that shell
    except Exception as error:  # click's own class, wherever this typer has click from
        if hasattr(error, "format_message"):
            return exits.refused(error.format_message())
        raise
    return code if isinstance(code, int) else exits.CLEAN


def app(commands: Mapping[str, Command]) -> typer.Typer:
    """Make of the commands what typer shows and completes; it never runs one."""

    class Plain(TyperCommand):
        """Shows no types, and the usage as our own words have it."""

        def get_params(self, ctx: Any) -> Any:
            return _without_types(super().get_params(ctx))

        def collect_usage_pieces(self, ctx: Any) -> list[str]:
            command = commands[ctx.command_path.partition(" ")[2]]
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
    for command in commands.values():
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
    return {"RULE": _rule_names, "FORMAT": _format_names}.get(option.metavar)


def _format_names() -> list[str]:
    from multiaz_lint.report.registry import FORMATS

    return list(FORMATS)


def _rule_names() -> list[str]:
    from multiaz_lint import catalog

    return list(catalog.rules())


def _option_parameter(option: Option) -> inspect.Parameter:
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
