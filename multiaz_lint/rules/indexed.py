"""Rules that the index describes: the module of one is loaded when it is asked or shown.

A check of one file asks a quarter of the rules, and loading a module costs more than asking it.
"""

from __future__ import annotations

from multiaz_lint import model
from multiaz_lint.rule import Holding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.rule import Severity

    Profiles = dict[str, dict[str, Any] | None]
    Row = tuple[str, str, Severity, str, tuple[str, ...], Profiles, str]
    """Name, category, severity, views, needed fields, profiles, and what only the module holds."""

PARAMETERS, WHERE, PREVIEW = "parameters", "where", "preview"
_HOLDING = f"{WHERE}="


class Indexed(Rule):
    """A rule of which the index says what choosing it takes; the rest is that of its module."""

    __slots__ = ("_load",)

    def __init__(self, row: Row, module: str, load: Callable[[str], list[Rule]]) -> None:
        self.id, self.category, self.severity, views, self.needs, self.profiles, rest = row
        self.module = module
        self.on = tuple([getattr(model, view) for view in views.split()])
        self.preview = PREVIEW in rest
        if PARAMETERS not in rest:
            self.parameters = None
        where = next((word for word in rest.split() if word.startswith(WHERE)), None)
        if where is None:
            self.where = None
        elif where != WHERE:
            self.where = Holding(getattr(model, where.removeprefix(_HOLDING)))
        self._load: Callable[[str], list[Rule]] | None = load

    def __getattr__(self, name: str) -> Any:
        """Load the module: this is asked only for what the index does not hold."""
        if name not in Rule.__slots__ or self._load is None:
            raise AttributeError(name)
        (rule,) = self._load(self.module)
        self._load = None
        for each in ("check", "doc", "parameters", "place", "where"):
            if not hasattr(self, each):  # nothing is loaded any more
                setattr(self, each, getattr(rule, each))
        return getattr(self, name)


def row(rule: Rule) -> Row:
    """Return what the index says of a rule."""
    held = {
        PARAMETERS: rule.parameters is not None,
        _where(rule): rule.where is not None,
        PREVIEW: rule.preview,
    }
    return (
        rule.id,
        rule.category,
        rule.severity,
        " ".join(view.__name__ for view in rule.on),
        rule.needs,
        rule.profiles,
        " ".join(word for word, there in held.items() if there),
    )


def _where(rule: Rule) -> str:
    """Say in which clusters a rule has something to say, as far as no module is needed for it."""
    return f"{_HOLDING}{rule.where.view.__name__}" if isinstance(rule.where, Holding) else WHERE
