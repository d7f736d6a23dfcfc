"""Every rule there is: those of this package, the shipped YAML ones, plugins and the user's own."""

from __future__ import annotations

import os
from importlib import import_module

from multiaz_lint.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PLUGINS = "multiaz_lint.rules"
"""The entry point group under which installed packages offer rules."""


class CatalogError(Exception):
    """A rule that cannot be loaded, or two rules of one name."""


def rules(rule_files: Iterable[str] = (), *, plugins: bool = True) -> dict[str, Rule]:
    """Load all rules, by name, in the order of their names.

    Raises:
        CatalogError: A rule file or plugin does not load, or a name is taken twice.

    """
    found: dict[str, Rule] = {}
    sources = [*_python_rules(), *_shipped_rules(), *_user_rules(rule_files)]
    if plugins:
        sources += _plugin_rules()
    for rule in sources:
        if rule.id in found:
            raise CatalogError(
                f"rule {rule.id} is declared twice: {found[rule.id].module} and {rule.module}"
            )
        found[rule.id] = rule
    return dict(sorted(found.items()))


def _python_rules() -> Iterator[Rule]:
    """Yield the rules of the folders below ``rules/``: one module each, named as its rule."""
    folder = os.path.join(os.path.dirname(__file__), "rules")
    for category in sorted(os.listdir(folder)):
        place = os.path.join(folder, category)
        if category.startswith(("_", ".")) or not os.path.isdir(place):
            continue
        for name in sorted(os.listdir(place)):
            if name.endswith(".py") and not name.startswith("_"):
                yield from _rules_of(f"multiaz_lint.rules.{category}.{name[:-3]}")


def _rules_of(module: str) -> list[Rule]:
    return [each for each in vars(import_module(module)).values() if isinstance(each, Rule)]


def shipped() -> str:
    """Return the folder of the declarative rules that come with the package."""
    inside = os.path.join(os.path.dirname(__file__), "shipped_rules")
    if os.path.isdir(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(__file__)), "rules")


def _shipped_rules() -> Iterator[Rule]:
    folder = shipped()
    if not os.path.isdir(folder):
        return
    for name in sorted(os.listdir(folder)):
        if name.endswith((".yaml", ".yml")):
            from multiaz_lint.declarative import load

            yield from load(os.path.join(folder, name), proven=True)


def _user_rules(rule_files: Iterable[str]) -> Iterator[Rule]:
    for path in rule_files:
        from multiaz_lint.declarative import RuleFileError, load

        try:
            yield from load(path)
        except RuleFileError as error:
            raise CatalogError(str(error)) from None


def _plugin_rules() -> Iterator[Rule]:
    from importlib.metadata import entry_points

    for entry in entry_points(group=PLUGINS):
        try:
            loaded = entry.load()
        except Exception as error:
            raise CatalogError(f"plugin {entry.name} ({entry.value}): {error}") from error
        values = [loaded] if isinstance(loaded, Rule) else list(vars(loaded).values())
        yield from (each for each in values if isinstance(each, Rule))
