"""Every rule there is: those of this package, the shipped YAML ones, plugins and the user's own."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from multiaz_lint.rule import Rule
from multiaz_lint.rules.indexed import Indexed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PLUGINS = "multiaz_lint.rules"
"""The entry point group under which installed packages offer rules."""


class CatalogError(Exception):
    """A rule that cannot be loaded, or two rules of one name."""


def rules(rule_files: Iterable[str] = (), *, plugins: bool = True) -> dict[str, Rule]:
    """Load all rules, by name, in the order of their names.

    Raises:
        CatalogError: A rule file or plugin does not load, or a name is taken twice.

    """
    sources = [*_own_rules(), *_user_rules(rule_files)]
    if plugins:
        sources += _plugin_rules()
    return dict(sorted(by_name(sources).items()))


def by_name(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Return rules by their names; raises CatalogError for all that have a name of another."""
    found: dict[str, Rule] = {}
    twice = []
    for rule in rules:
        first = found.get(rule.id)
        if first is None:
            found[rule.id] = rule
        else:
            twice.append(f"{rule.place}: rule {rule.id} is declared twice, first {_at(first)}")
    if twice:
        raise CatalogError("\n".join(twice))
    return found


def _at(rule: Rule) -> str:
    return f"in {rule.place}" if rule.place == rule.module else f"at {rule.place}"


_own: list[Rule] = []


def _own_rules() -> list[Rule]:
    """Return the rules that come with the package, the same objects each time.

    The index describes them; where it is not about the files that are there, as while a rule is
    written, they are loaded.

    Raises:
        CatalogError: The package is not unpacked: its rules are files.

    """
    if not _own:
        archive = getattr(getattr(__spec__, "loader", None), "archive", "")
        if archive:
            raise CatalogError(
                f"the rules cannot be read inside of {archive}: they must be unpacked; install "
                "multiaz-lint with pip or pipx, or pack it with a tool that unpacks when it "
                "starts, such as shiv"
            )
        from multiaz_lint.rules.index import RULES

        modules = dict(_files())
        if [row[0] for row in RULES] == list(modules):
            _own.extend(Indexed(row, modules[row[0]], _loader(modules[row[0]])) for row in RULES)
        else:
            _own.extend(loaded())
    return _own


def loaded() -> Iterator[Rule]:
    """Yield the rules that come with the package, all of them loaded, in the order of the index."""
    for _, module in _files():
        yield from _loader(module)(module)


def _files() -> Iterator[tuple[str, str]]:
    """Yield the name and the module of each rule; that of a declarative one is its file."""
    package = os.path.join(os.path.dirname(__file__), "rules")
    for category in sorted(os.listdir(package)):
        place = os.path.join(package, category)
        if category.startswith(("_", ".")) or not os.path.isdir(place):
            continue
        for name in sorted(os.listdir(place)):
            if name.endswith(".py") and not name.startswith("_"):
                module = f"multiaz_lint.rules.{category}.{name[:-3]}"
                yield name[:-3].replace("_", "-"), module
    folder = shipped()
    for path in rule_files(folder) if os.path.isdir(folder) else ():
        yield os.path.basename(path).rpartition(".")[0], path


def rule_files(path: str) -> list[str]:
    """Return the files of declarative rules that a path means: those of a folder, or itself."""
    if not os.path.isdir(path):
        return [path]
    try:
        names = sorted(os.listdir(path))
    except OSError:
        return [path]  # whoever reads it says why it cannot be read
    return [os.path.join(path, name) for name in names if name.endswith((".yaml", ".yml"))]


def _loader(module: str) -> Callable[[str], list[Rule]]:
    return _declarative if module.endswith((".yaml", ".yml")) else _rules_of


def _rules_of(module: str) -> list[Rule]:
    return [each for each in vars(import_module(module)).values() if isinstance(each, Rule)]


def _declarative(path: str) -> list[Rule]:
    from multiaz_lint.declarative import load

    return load(path, proven=True)


def shipped() -> str:
    """Return the folder of the declarative rules that come with the package."""
    inside = os.path.join(os.path.dirname(__file__), "shipped_rules")
    if os.path.isdir(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(__file__)), "rules")


def _user_rules(rule_files: Iterable[str]) -> Iterator[Rule]:
    """Yield the rules of the user's files, which are asked in every profile: they were named."""
    for path in rule_files:
        from multiaz_lint.declarative import RuleFileError, load

        try:
            found = load(path)
        except RuleFileError as error:
            raise CatalogError(str(error)) from None
        for each in found:
            each.profiles = {"survive": {}, **each.profiles}
            yield each


def _plugin_rules() -> Iterator[Rule]:
    """Yield the rules of installed packages."""
    if not offers_plugins():
        return
    from multiaz_lint.plugins import PluginError, load

    try:
        yield from load(PLUGINS)
    except PluginError as error:
        raise CatalogError(str(error)) from error


def offers_plugins() -> bool:
    """Whether an installed package may offer rules.

    Asking importlib.metadata takes half as long as checking a file, so the lists of entry points
    are looked through first; whatever is no plain folder is left to it.
    """
    wanted = f"[{PLUGINS}]"
    for folder in dict.fromkeys(sys.path):
        if os.path.isfile(folder):
            return True  # a zip file
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                try:
                    with open(
                        os.path.join(folder, name, "entry_points.txt"), encoding="utf-8"
                    ) as file:
                        if wanted in file.read():
                            return True
                except (OSError, UnicodeDecodeError):
                    continue
    return False
