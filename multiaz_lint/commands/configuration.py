"""Options and the configuration file into what decides a run."""

from __future__ import annotations

import os

from multiaz_lint import selection
from multiaz_lint.commands import contradictions
from multiaz_lint.options import UsageError, attribute_of
from multiaz_lint.rule import LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, TypeVar

    from multiaz_lint.config import Config
    from multiaz_lint.settings import Settings

    T = TypeVar("T")


def configuration(values: dict[str, Any], paths: Sequence[str]) -> Config:
    """Read the configuration that applies, and let options speak over it.

    Raises:
        UsageError: A value or the file is wrong, or two options contradict each other.

    """
    from multiaz_lint import config as configs

    contradictions.refuse(values)
    try:
        config = _read(values, paths)
        _override(config.settings, values)
        config.settings.whole = _covers(paths, config.settings.root)
    except (configs.ConfigError, ValueError) as error:
        raise UsageError(str(error)) from None
    return config


def _read(values: dict[str, Any], paths: Sequence[str]) -> Config:
    from multiaz_lint import config as configs

    if values["config"]:
        return configs.read(values["config"])
    if values["isolated"]:
        return configs.Config()
    return configs.applying(paths) or configs.Config()


def _covers(paths: Sequence[str], root: str) -> bool:
    """Whether one of the paths holds the folder that the configuration is for."""
    inside = os.path.join(os.path.abspath(root), "")
    return any(inside.startswith(os.path.join(os.path.abspath(path), "")) for path in paths)


def _override(settings: Settings, values: dict[str, Any]) -> None:
    from multiaz_lint import config as configs

    settings.narrowed = any(values[key] for key in ("select", "ignore", "profile", "severity"))
    settings.select = values["select"] or settings.select
    settings.ignore = [*settings.ignore, *values["ignore"]]
    settings.profile = values["profile"] or settings.profile
    settings.rule_files = [*settings.rule_files, *values["rule_file"]]
    settings.exclude = [*settings.exclude, *values["exclude"]]
    settings.patterns_at = {
        **({} if values["select"] else settings.patterns_at),
        **{each: f"option {name}" for name in ("--ignore", "--select")
           for each in values[attribute_of(name)]},
    }  # fmt: skip
    settings.suppressions = not values["no_ignores"]
    if values["zones"]:
        settings.zones, settings.zone_names = _read_as(configs.zones, values, "--zones")
    if values["default_namespace"]:
        settings.default_namespace = _read_as(configs.namespace, values, "--default-namespace")
    if values["kubernetes"]:
        settings.kubernetes = _read_as(configs.version, values, "--kubernetes")
    if values["context"]:
        settings.closed = values["context"] == "closed"
    settings.matrix = bool(values.get("matrix")) or _has_policy(values)
    if values["severity"]:
        settings.rules = _with_severities(settings.rules, values["severity"])


def _has_policy(values: dict[str, Any]) -> bool:
    """Whether a page is written, which tells of the zone policy unless it is about a change."""
    pages = any(each.partition(":")[0] == "html" for each in values.get("format", ()))
    return pages and not (values.get("changed") or values.get("diff_base"))


def _read_as(read: Callable[[str], T], values: dict[str, Any], option: str) -> T:
    """Return what an option says, read as the configuration reads it."""
    try:
        return read(values[attribute_of(option)])
    except ValueError as error:
        raise UsageError(f"option {option}: {error}") from None


def _with_severities(
    rules: Mapping[str, Mapping[str, Any]], severities: Iterable[str]
) -> dict[str, Mapping[str, Any]]:
    """Return settings of rules with those of ``--severity RULE=LEVEL``."""
    found = dict(rules)
    for each in severities:
        name, equals, level = each.partition("=")
        if not equals or level not in LEVELS:
            words = f"RULE=LEVEL with one of {', '.join(LEVELS)}"
            raise UsageError(f"option --severity: {each!r} is not {words}")
        found[name] = {**found.get(name, {}), "severity": level}
    return found


def guarded(work: Callable[[], T]) -> T:
    """Turn what a user can mend into a usage error."""
    try:
        return work()
    except Exception as error:  # all of them, since what is meant is only loaded here
        # The reading of git's objects alone would cost each start 5 ms.
        from multiaz_lint.adopt.git import RevisionError
        from multiaz_lint.catalog import CatalogError
        from multiaz_lint.load.files import MissingPathError
        from multiaz_lint.model.effort import EffortError

        expected = (
            MissingPathError, selection.SelectionError, CatalogError, RevisionError, EffortError,
        )  # fmt: skip
        if isinstance(error, expected):
            raise UsageError(str(error)) from None
        raise
