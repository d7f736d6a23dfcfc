"""The command line: commands, their help and completion; what they do is elsewhere."""

from __future__ import annotations

import inspect
import sys
from typing import Annotated, Any

import typer

from multiaz_lint import __version__, options
from multiaz_lint.commands import check as checking
from multiaz_lint.commands import drill as drilling
from multiaz_lint.commands import exits, output
from multiaz_lint.options import FLAG, MANY, Option, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

app = typer.Typer(
    name="multiaz-lint",
    no_args_is_help=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Know before you merge whether losing an availability zone takes your service down.",
)
config_app = typer.Typer(help="Show and check the configuration.", no_args_is_help=True)
app.add_typer(config_app, name="config")


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code."""
    if not arguments or arguments[0] not in _names():
        arguments = ["check", *arguments] if not _is_general(arguments) else arguments
    try:
        code = app(args=list(arguments), standalone_mode=False, prog_name="multiaz-lint")
    except UsageError as error:
        return exits.refused(error)
    except typer.Exit as error:
        return error.exit_code
    except Exception as error:
        if hasattr(error, "format_message"):
            # It has no words where the help has been shown instead.
            return exits.refused(error.format_message() or "a command is missing")
        raise
    return code if isinstance(code, int) else 0


def _names() -> set[str]:
    names = {
        each.name or each.callback.__name__ for each in app.registered_commands if each.callback
    }
    return {name.replace("_", "-") for name in names} | {"config"}


def _is_general(arguments: Sequence[str]) -> bool:
    """Whether help, version or completion of the program as a whole is asked for."""
    return bool(arguments) and arguments[0] in {
        "-h", "--help", "--version", "--install-completion", "--show-completion",
    }  # fmt: skip


@app.callback(invoke_without_command=True)
def general(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Know before you merge whether losing an availability zone takes your service down.

    `multiaz-lint PATH...` is `multiaz-lint check PATH...`. Exit codes: 0 clean, 1 findings,
    2 wrong usage or configuration, or a file that cannot be written, 3 nothing was checked,
    4 internal fault.
    """
    if version:
        sys.stdout.write(f"multiaz-lint {__version__}\n")
        raise typer.Exit


def declared(declarations: Sequence[Option]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a function that takes ``values`` and ``paths`` the declared options as parameters."""

    def decorate(function: Callable[..., int]) -> Callable[..., int]:
        def called(paths: list[str] | None = None, **given: Any) -> int:
            values = options.defaults(declarations)
            for option in declarations:
                value = given[option.attribute]
                if option.kind == FLAG:
                    values[option.attribute] = value
                    continue
                if value is None:
                    continue
                for each in value if option.kind == MANY else [value]:
                    options.take(values, option, option.names[0], each)
            return function(values, list(paths or ()))

        parameters = [_parameter("paths", list[str] | None, _PATHS, None)]
        parameters += [_option_parameter(option) for option in declarations]
        # Typer reads it of a function.
        called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        called.__annotations__ = {each.name: each.annotation for each in parameters}
        called.__name__ = function.__name__
        called.__doc__ = function.__doc__
        return called

    return decorate


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


_PATHS = typer.Argument(
    metavar="[PATH]...",
    help="Files and folders; - reads standard input. The current folder where none is given.",
    show_default=False,
)


@app.command()
@declared(options.CHECK)
def check(values: dict[str, Any], paths: list[str]) -> int:
    """Check manifests: what is written that breaks, and what is missing that is needed."""
    return checking.check(values, paths)


@app.command()
@declared(options.FIX)
def fix(values: dict[str, Any], paths: list[str]) -> int:
    """Mend what is found by the smallest edits: shows a diff, and writes with --write."""
    from multiaz_lint.commands import fix as fixing

    return fixing.run(values, paths)


@app.command()
@declared(drilling.DRILL)
def drill(values: dict[str, Any], paths: list[str]) -> int:
    """Take each zone away and see who is left, what stays Pending, and for how long."""
    return drilling.drill(values, paths)


@app.command()
def explain(
    rule: Annotated[
        str,
        typer.Argument(help="Name of a rule.", show_default=False, autocompletion=_rule_names),
    ],
) -> int:
    """Explain a rule: why it matters, what is bad, what is good."""
    from multiaz_lint import selection
    from multiaz_lint.report import explain as pages

    rules = _catalog()
    if rule not in rules:
        raise UsageError(f"no rule is called {rule!r}{selection.suggestion(rule, rules)}")
    pages.show(rules[rule])
    return exits.CLEAN


@app.command()
def rules(
    form: Annotated[str, typer.Option("--format", help="table, json or markdown.")] = "table",
    profile: Annotated[str, typer.Option(help="Severities of this profile.")] = "multi-az",
) -> int:
    """List all rules."""
    from multiaz_lint import selection
    from multiaz_lint.report import rules as lists

    if form not in lists.FORMATS:
        raise UsageError(f"option --format: {form!r} is not one of {', '.join(lists.FORMATS)}")
    if profile not in selection.PROFILES:
        raise UsageError(
            f"option --profile: {profile!r} is not one of {', '.join(selection.PROFILES)}"
        )
    lists.show(_catalog(), profile, form)
    return exits.CLEAN


def _catalog() -> dict[str, Any]:
    from multiaz_lint import catalog, config

    try:
        applies = config.applying(["."])
        return catalog.rules(applies.settings.rule_files if applies else ())
    except (config.ConfigError, catalog.CatalogError) as error:
        raise UsageError(str(error)) from None


@app.command()
def test(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Rule files, or folders of them.")
    ],
) -> int:
    """Run the examples of your own rule files."""
    from multiaz_lint import examples

    return examples.run(paths, sys.stdout.write)


@config_app.command("show")
def config_show(
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...")] = None,
) -> int:
    """Show the configuration that applies to a path, and where it comes from."""
    from multiaz_lint.report import escape

    applies = _applying(paths or ["."])
    if applies is None:
        sys.stdout.write("no .multiaz-lint.yaml applies: everything has its default\n")
        return exits.CLEAN
    lines = [f"# {applies.origin}", *applies.text.splitlines()]
    output.write_out("".join(f"{escape.line(each)}\n" for each in lines))
    return exits.CLEAN


@config_app.command("check")
def config_check(
    file: Annotated[str | None, typer.Argument(metavar="[FILE]")] = None,
) -> int:
    """Check a configuration file, its rules and their parameters included."""
    from multiaz_lint import catalog, selection

    applies = _read_config(file) if file else _applying(["."])
    if applies is None:
        raise UsageError("no .multiaz-lint.yaml here or above")
    path, settings = applies.origin, applies.settings
    try:
        known = catalog.rules(settings.rule_files)
        selection.choose(
            known,
            profile=settings.profile,
            select=settings.select,
            settings=settings.rules,
            places=settings.rules_at,
        )
        selection.settle(known, settings.adapters)
        for ignore in settings.ignores:
            for name in ignore.rules:
                if not selection.matching(known, name):
                    raise UsageError(f"{path}:{ignore.line}: no rule is called {name!r}")
    except catalog.CatalogError as error:
        raise UsageError(f"{path}: {error}") from None
    except selection.SelectionError as error:
        words = str(error)
        raise UsageError(words if words.startswith(path) else f"{path}: {words}") from None
    sys.stdout.write(f"{path}: in order\n")
    return exits.CLEAN


def _read_config(path: str) -> Any:
    from multiaz_lint import config

    return _in_order(lambda: config.read(path))


def _applying(paths: list[str]) -> Any:
    from multiaz_lint import config

    return _in_order(lambda: config.applying(paths))


def _in_order(read: Callable[[], Any]) -> Any:
    """Read a configuration; a mistake in it is the user's."""
    from multiaz_lint import config

    try:
        return read()
    except config.ConfigError as error:
        raise UsageError(str(error)) from None
