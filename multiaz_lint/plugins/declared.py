"""Whether a rule of others is declared as one: no type checker may have looked at it."""

from __future__ import annotations

from multiaz_lint.model import Resource
from multiaz_lint.plugins import guarded
from multiaz_lint.rule import Severity
from multiaz_lint.selection import is_name, means_several

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.rule import Rule


def mistake(rule: Rule) -> str:
    """Say what is wrong with the declaration of a rule; empty where nothing is."""
    return (
        _name(rule.id)
        or _views(rule.on)
        or _others(rule)
        or _profiles(rule.profiles)
        or _parameters(rule.parameters)
    )


def _name(name: Any) -> str:
    if not is_name(name):
        return "its name is not words of small letters joined by hyphens: zone-label-missing"
    if means_several(name):
        return "its name is a word for many rules in selections and suppressions"
    return ""


def _views(views: Any) -> str:
    if not isinstance(views, tuple):
        views = ()
    if views and all(isinstance(each, type) and issubclass(each, Resource) for each in views):
        return ""
    return "on is no kind of resource, such as Workload, nor several of them"


def _others(rule: Any) -> str:
    if not isinstance(rule.severity, Severity):
        return f"severity is {rule.severity!r}, no Severity"
    if not isinstance(rule.doc, str):
        return "doc is no text"
    if not isinstance(rule.needs, tuple) or not all(isinstance(each, str) for each in rule.needs):
        return "needs is no name of a field, nor several of them"
    if not callable(rule.check) or not (rule.where is None or callable(rule.where)):
        return "check and where are functions"
    return ""


def _profiles(profiles: Any) -> str:
    if not isinstance(profiles, dict):
        return "profiles is no dict"
    for name, own in profiles.items():
        if own is not None and not isinstance(own, dict):
            return f"profile {name!r} is neither a dict nor None"
        if own and not isinstance(own.get("severity", Severity.INFO), Severity):
            return f"profile {name!r}: severity is {own['severity']!r}, no Severity"
    return ""


def _parameters(kind: Any) -> str:
    if kind is None:
        return ""
    if not isinstance(kind, type) or not isinstance(getattr(kind, "__annotations__", None), dict):
        return "parameters is no class with annotations, such as a NamedTuple"
    try:
        guarded.run(kind)
    except guarded.RaisedError as error:
        return f"parameters cannot be made without values: {error}"
    return ""
