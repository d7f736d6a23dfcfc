"""What `config show`, `config check` and `config schema` do."""

from __future__ import annotations

import sys

from multiaz_lint.commands import exits, output
from multiaz_lint.options import UsageError
from multiaz_lint.unknown import unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from multiaz_lint.config import Config


SCHEMAS = ("config", "rule")


def show(_: dict[str, Any], paths: Sequence[str]) -> int:
    """Show the configuration that applies to a path, and where it comes from.

    Raises:
        UsageError: A path does not exist, or the configuration is wrong.

    """
    from multiaz_lint.load import files
    from multiaz_lint.report import escape

    try:
        files.refuse_missing(paths)
    except files.MissingPathError as error:
        raise UsageError(str(error)) from None
    applies = _applying(list(paths) or ["."])
    if applies is None:
        sys.stdout.write("no .multiaz-lint.yaml applies: everything has its default\n")
        return exits.CLEAN
    lines = [f"# {applies.origin}", *applies.text.splitlines()]
    output.write_out("".join(f"{escape.line(each)}\n" for each in lines))
    return exits.CLEAN


def check(_: dict[str, Any], files: Sequence[str]) -> int:
    """Tell all mistakes of a configuration file, of its rules, their parameters and its baseline.

    Raises:
        UsageError: There is a mistake, or no configuration.

    """
    from multiaz_lint import config
    from multiaz_lint.report import escape

    told: list[str] = []
    try:
        applies = config.read(files[0]) if files else config.applying(["."])
    except config.ConfigError as error:
        told, applies = [str(error)], error.config
        if applies is None:
            raise UsageError(str(error)) from None
    if applies is None:
        raise UsageError("no .multiaz-lint.yaml here or above")
    mistakes = [
        line if line.startswith(f"{applies.origin}:") else f"{applies.origin}: {line}"
        for words in (*told, *_mistakes(applies), *_baseline(applies))
        for line in words.split("\n")
    ]
    if mistakes:
        raise UsageError("\n".join(mistakes))
    sys.stdout.write(f"{escape.line(applies.origin)}: in order\n")
    return exits.CLEAN


def schema(_: dict[str, Any], names: Sequence[str]) -> int:
    """Print a JSON Schema that comes with the package.

    Raises:
        UsageError: There is no schema of that name.

    """
    from importlib.resources import files

    name = names[0] if names else "config"
    if name not in SCHEMAS:
        raise UsageError(unknown("schema", name, SCHEMAS))
    file = files("multiaz_lint").joinpath(f"schemas/{name}.schema.json")
    output.write_out(file.read_text(encoding="utf-8"))
    return exits.CLEAN


def _mistakes(applies: Config) -> Iterator[str]:
    """Yield what does not fit the rules that there are."""
    from multiaz_lint import catalog, selection

    settings = applies.settings
    try:
        known = catalog.rules(settings.rule_files)
    except catalog.CatalogError as error:
        yield str(error)
        return
    steps: tuple[Callable[[], object], ...] = (
        lambda: selection.check_settings(known, settings.rules, settings.rules_at),
        lambda: selection.choose(
            known,
            profile=settings.profile,
            select=settings.select,
            patterns_at=settings.patterns_at,
        ),
        lambda: selection.settle(known, settings.adapters),
    )
    for step in steps:
        try:
            step()
        except selection.SelectionError as error:
            yield str(error)
    for ignore in settings.ignores:
        for name in ignore.rules:
            if not selection.matching(known, name):
                known_names = [*known, *selection.first_words(known)]
                words = selection.no_rule(name, known_names)
                yield f"{applies.origin}:{ignore.line}: {words}"


def _baseline(applies: Config) -> Iterator[str]:
    """Yield why the baseline that a configuration names cannot be read, as a check says it."""
    from multiaz_lint.commands import acceptance

    if applies.baseline:
        try:
            acceptance.read(applies.baseline, trusted=not applies.inside)
        except UsageError as error:
            yield str(error)


def _applying(paths: list[str]) -> Config | None:
    from multiaz_lint import config

    try:
        return config.applying(paths)
    except config.ConfigError as error:
        raise UsageError(str(error)) from None
