"""Which rules run, how grave they are, and with which parameters."""

from __future__ import annotations

from multiaz_lint.rule import LEVELS, SEVERITY_BY_NAME, Severity
from multiaz_lint.unknown import hint, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from multiaz_lint.model.custom.adapter import Adapter
    from multiaz_lint.rule import Rule

PROFILES = ("multi-az", "survive", "strict")
DEFAULT_PROFILE = "multi-az"
_BASES = {"strict": "multi-az"}
"""Whose rules and parameters a profile has, where not its own: strict only makes them graver."""
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
UNREADABLE = "unreadable-manifest"
"""What is said of files that no rule saw: it goes with any selection, until it is turned off."""


class SelectionError(Exception):
    """A name, severity or parameter that does not exist."""


class Chosen:
    """A rule as it runs: with its severity here and the values of its parameters.

    ``forced`` says that the user set the severity, so that it holds for lighter and graver cases.
    """

    __slots__ = ("_parameters", "_values", "forced", "least", "rule", "severity")

    def __init__(
        self,
        rule: Rule,
        severity: Severity,
        values: Mapping[str, Any] | None = None,
        *,
        forced: bool = False,
        least: Severity = Severity.INFO,
    ) -> None:
        self.rule = rule
        self.severity = severity
        self._values = values or {}
        self._parameters: Any = None
        self.forced = forced
        self.least = least

    @property
    def parameters(self) -> Any:
        """What the check gets: made when it is first asked, as few rules of a run are."""
        if self._parameters is None:
            self._parameters = _parameters(self.rule, self._values)
        return self._parameters

    def severity_of(self, stated: Severity | None) -> Severity:
        """Return the severity of a problem that states its own, or none."""
        if stated is None or self.forced:
            return self.severity
        return max(stated, self.least)


def choose(
    rules: Mapping[str, Rule],
    *,
    profile: str = DEFAULT_PROFILE,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    places: Mapping[str, str] | None = None,
    patterns_at: Mapping[str, str] | None = None,
) -> list[Chosen]:
    """Choose the rules that run, in the order of their names.

    ``select`` and ``ignore`` hold names, first words (``pdb``) or globs (``api-*``); without
    ``select`` all rules of the profile run; what cannot be read is told with any ``select``.
    ``settings`` has, by rule, a ``severity`` (``off`` included) and parameters. ``places`` and
    ``patterns_at`` say where the setting of a rule, and a pattern, is written.

    Raises:
        SelectionError: A pattern matches no rule, or a setting does not fit its rule.

    """
    wanted = _matching(rules, select, patterns_at) if select else None
    unwanted = _matching(rules, ignore, patterns_at)
    settings = settings or {}
    check_settings(rules, settings, places)
    chosen = []
    for name, rule in rules.items():
        if name in unwanted or (wanted is not None and name not in wanted and name != UNREADABLE):
            continue
        own = dict(settings.get(name, {}))
        explicit = (wanted is not None) or own.get("severity") not in {None, "off"}
        made = _configured(rule, profile, own, explicit=explicit)
        if made is not None:
            chosen.append(made)
    return chosen


def _configured(rule: Rule, profile: str, own: dict[str, Any], *, explicit: bool) -> Chosen | None:
    severity, off, values = rule.severity, False, {}
    here = rule.profiles.get(_BASES.get(profile, profile), {})
    if profile == "survive" and profile not in rule.profiles:
        off = True
    if here is None:
        off = True
    else:
        values = dict(here)
        severity = values.pop("severity", severity)
        if values.pop("off", False):
            off = True
    least = Severity.WARNING if profile == "strict" else Severity.INFO
    severity = max(severity, least)
    written = own.pop("severity", None)
    if written == "off":
        return None
    if written is not None:
        if written not in SEVERITY_BY_NAME:
            raise SelectionError(
                f"rule {rule.id}: severity {shown(written)} is not one of {', '.join(LEVELS)}"
            )
        severity = SEVERITY_BY_NAME[written]
    if (off or rule.preview) and not explicit:
        return None
    return Chosen(rule, severity, {**values, **own}, forced=written is not None, least=least)


def _parameters(rule: Rule, values: Mapping[str, Any]) -> Any:
    if rule.parameters is None:
        if values:
            raise SelectionError(f"rule {rule.id} has no parameter {next(iter(values))!r}")
        return None
    known = parameter_types(rule)
    for name, value in values.items():
        if name not in known:
            hint = f" (it has {', '.join(known)})" if known else ""
            raise SelectionError(f"rule {rule.id} has no parameter {shown(name)}{hint}")
        if not _fits(value, known[name]):
            raise SelectionError(
                f"rule {rule.id}: parameter {name} is {shown(value)}, not of type {known[name]}"
            )
    return rule.parameters(
        **{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    )


def check_settings(
    rules: Mapping[str, Rule],
    settings: Mapping[str, Mapping[str, Any]],
    places: Mapping[str, str] | None,
) -> None:
    """Check every rule setting, also of rules that a profile leaves out; tell all mistakes.

    ``places`` says where the configuration holds the setting of a rule.

    Raises:
        SelectionError: A rule or parameter does not exist, or a value does not fit.

    """
    mistakes = []
    for name, own in settings.items():
        try:
            _check_setting(rules, name, own)
        except SelectionError as error:
            place = (places or {}).get(name)
            mistakes.append(f"{place}: {error}" if place else str(error))
    if mistakes:
        raise SelectionError("\n".join(mistakes))


def settle(rules: Mapping[str, Rule], adapters: Iterable[Adapter]) -> None:
    """Let what adapters settle be rules, each by its name: written are first words and globs, too.

    Raises:
        SelectionError: A pattern matches no rule.

    """
    for settled in (each for adapter in adapters for each in adapter.settles):
        try:
            settled.rules = frozenset(_matching(rules, sorted(settled.rules)))
        except SelectionError as error:
            raise SelectionError(
                f"{settled.place}: {error}" if settled.place else str(error)
            ) from None


def _check_setting(rules: Mapping[str, Rule], name: str, own: Mapping[str, Any]) -> None:
    if name not in rules:
        if matching(rules, name):
            raise SelectionError(f"{shown(name)} means several rules: name each")
        raise SelectionError(no_rule(name, rules))
    _parameters(rules[name], {key: value for key, value in own.items() if key != "severity"})


def parameter_types(rule: Rule) -> dict[str, str]:
    """Return the parameters of a rule with their types, as written."""
    if rule.parameters is None:
        return {}
    return {name: str(kind) for name, kind in rule.parameters.__annotations__.items()}


def _fits(value: Any, kind: str) -> bool:
    """Whether a value of the configuration fits an annotation of a parameter."""
    kind = kind.removeprefix("ForwardRef('").removesuffix("')")
    for part in kind.split(" | "):
        name = part.strip()
        if name in {"None", "NoneType"} and value is None:
            return True
        if name == "bool" and isinstance(value, bool):
            return True
        if name == "int" and isinstance(value, int) and not isinstance(value, bool):
            return True
        if name == "float" and isinstance(value, (int, float)) and not isinstance(value, bool):
            return True
        if name == "str" and isinstance(value, str):
            return True
        if name.startswith(("tuple[str", "frozenset[str", "list[str")):
            return isinstance(value, (list, tuple, frozenset)) and all(
                isinstance(each, str) for each in value
            )
        if name.startswith(("tuple[int", "list[int")):
            return isinstance(value, (list, tuple)) and all(isinstance(e, int) for e in value)
        if name.startswith("dict["):
            return isinstance(value, dict)
    return False


def _matching(
    rules: Mapping[str, Rule], patterns: Iterable[str], at: Mapping[str, str] | None = None
) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        names = matching(rules, pattern)
        if not names:
            known = [*rules, *first_words(rules)]
            place = (at or {}).get(pattern)
            raise SelectionError(f"{place}: " * bool(place) + no_rule(pattern, known))
        found |= names
    return found


def first_words(rules: Iterable[str]) -> dict[str, None]:
    """Return the words that each mean all rules whose names begin with them, in order."""
    return dict.fromkeys(name.partition("-")[0] for name in rules)


def is_name(value: object) -> bool:
    """Whether something is fit to name a rule: words of small letters joined by hyphens."""
    parts = value.split("-") if isinstance(value, str) else [""]
    return all(part and _SMALL.issuperset(part) for part in parts) and parts[0][0].isalpha()


def means_several(name: str) -> bool:
    """Whether a name is a word for many rules: all, or the first one of some of this package."""
    from multiaz_lint.rules.index import RULES

    return name == "all" or name in first_words(row[0] for row in RULES)


def matching(rules: Iterable[str], pattern: str) -> set[str]:
    """Return the rules that a name, first word or glob means."""
    names = list(rules)
    if pattern in {"all", "*"}:
        return set(names)
    if any(sign in pattern for sign in "*?["):
        from fnmatch import fnmatchcase

        return {name for name in names if fnmatchcase(name, pattern)}
    return {name for name in names if name == pattern or name.startswith(pattern + "-")}


def no_rule(name: str, known: Iterable[str]) -> str:
    """Say that no rule is called so, and which was meant, or where they are listed."""
    return (
        f"no rule is called {shown(name)}{hint(name, known) or '; `multiaz-lint rules` lists them'}"
    )
