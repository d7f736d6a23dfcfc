"""Finds what installed packages offer, and makes sure that it is rules."""

from __future__ import annotations

from functools import partial

from multiaz_lint.plugins import declared, guarded
from multiaz_lint.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import EntryPoint
    from typing import Any


class PluginError(Exception):
    """What is wrong with a plugin, by its name."""


def load(group: str) -> Iterator[Rule]:
    """Yield the rules of installed packages: an entry point names a rule, a module or a package.

    Of a package all modules count, so that nothing has to be registered.

    Raises:
        PluginError: A plugin cannot be imported, or something in it is no rule.

    """
    from importlib.metadata import entry_points

    seen: set[int] = set()
    for entry in sorted(entry_points(group=group), key=lambda each: (each.name, each.value)):
        name = f"plugin {entry.name} ({entry.value})"
        try:
            found = guarded.run(partial(_rules_of, entry))
        except guarded.RaisedError as error:
            raise PluginError(f"{name}: {error}") from error
        if not found:
            raise PluginError(f"{name} holds no rule")
        for each in found:
            wrong = declared.mistake(each)
            if wrong:
                raise PluginError(f"{name}: rule {each.id!r}: {wrong}")
            if id(each) not in seen:
                guarded.guard(each)
            seen.add(id(each))
            yield each


def _rules_of(entry: EntryPoint) -> list[Rule]:
    loaded = entry.load()
    return [loaded] if isinstance(loaded, Rule) else _rules_in(loaded)


def _rules_in(module: Any) -> list[Rule]:
    """Return the rules that a module declares, or the modules of a package; each once."""
    from importlib import import_module
    from pkgutil import walk_packages

    inside = walk_packages(getattr(module, "__path__", ()), module.__name__ + ".")
    modules = [module, *(import_module(each.name) for each in inside)]
    found = {
        id(value): value
        for each in modules
        for value in vars(each).values()
        if isinstance(value, Rule) and not str(value.module).startswith("multiaz_lint.")
    }
    return list(found.values())
