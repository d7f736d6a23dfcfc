"""Label selectors, as the API server matches them (apimachinery pkg/labels, v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from typing import Any

    Labels = Mapping[str, Any]

IN = "In"
NOT_IN = "NotIn"
EXISTS = "Exists"
DOES_NOT_EXIST = "DoesNotExist"


class Selector:
    """A label selector compiled once: equalities and expressions, all of which must hold.

    `equalities` is what an index needs: labels that every match must carry. `nothing` marks a
    selector that matches no object: an absent one, or one the API server would refuse.
    """

    __slots__ = ("equalities", "expressions", "nothing")

    def __init__(
        self,
        equalities: dict[str, str],
        expressions: tuple[tuple[str, str, frozenset[str]], ...] = (),
        *,
        nothing: bool = False,
    ) -> None:
        self.equalities = equalities
        self.expressions = expressions
        self.nothing = nothing

    def __str__(self) -> str:
        """Write it as kubectl does: ``app=web,tier in (a,b)``."""
        parts = [f"{key}={value}" for key, value in self.equalities.items()]
        for key, operator, values in self.expressions:
            if operator in (IN, NOT_IN):
                word = "in" if operator == IN else "notin"
                parts.append(f"{key} {word} ({','.join(sorted(values))})")
            else:
                parts.append(key if operator == EXISTS else f"!{key}")
        return ",".join(parts)

    @property
    def empty(self) -> bool:
        """Whether it says nothing at all (`{}`), so that everything matches."""
        return not (self.equalities or self.expressions or self.nothing)

    @property
    def keys(self) -> frozenset[str]:
        """The labels that it asks about."""
        return frozenset(self.equalities).union([key for key, _, _ in self.expressions])

    @property
    def question(self) -> Hashable:
        """What is equal for selectors that match the same labels."""
        return frozenset(self.equalities.items()), frozenset(self.expressions), self.nothing

    @property
    def single(self) -> Iterable[tuple[str, str]]:
        """The labels that every match carries: equalities, and expressions of one value."""
        if not self.expressions:
            return self.equalities.items()
        single = [
            (key, value)
            for key, operator, values in self.expressions
            if operator == IN and len(values) == 1
            for value in values
        ]
        return [*self.equalities.items(), *single]

    def part(self, key: str) -> Selector:
        """Return what it asks of one label."""
        equal = {key: self.equalities[key]} if key in self.equalities else {}
        asked = tuple(each for each in self.expressions if each[0] == key)
        return Selector(equal, asked, nothing=self.nothing)

    def matches(self, labels: Labels) -> bool:
        """Whether all of its requirements hold for some labels."""
        if self.nothing:
            return False
        if not self.equalities.items() <= labels.items():
            return False
        for key, operator, values in self.expressions:
            if not _holds(operator, values, labels.get(key, _ABSENT)):
                return False
        return True


_ABSENT = object()
NOTHING = Selector({}, nothing=True)
EVERYTHING = Selector({})


def compile_selector(selector: Labels | None) -> Selector:
    """Compile a LabelSelector; null matches nothing and `{}` matches everything."""
    if not isinstance(selector, dict):
        return NOTHING
    match_labels = selector.get("matchLabels")
    written = selector.get("matchExpressions")
    if written and not isinstance(written, list):
        return NOTHING
    if not written:
        return compile_map(match_labels) if match_labels else EVERYTHING
    expressions = tuple(_expression(expression) for expression in written)
    if None in expressions:
        return NOTHING
    equal = compile_map(match_labels)
    if equal.nothing:
        return NOTHING
    return Selector(equal.equalities, tuple(e for e in expressions if e is not None))


def compile_map(wanted: Labels | None) -> Selector:
    """Compile a plain map of equalities, as of a nodeSelector; null and `{}` match everything."""
    if not wanted:
        return EVERYTHING
    if not isinstance(wanted, dict):
        return NOTHING
    equalities = readable(wanted)
    return Selector(equalities) if len(equalities) == len(wanted) else NOTHING


def readable(labels: Labels) -> dict[str, str]:
    """Return labels as the API server keeps them: null is empty, and what is no string is refused.

    Of custom resources nothing else takes out wrong types.
    """
    for each in labels.values():
        if each.__class__ is not str:
            return {
                key: value or ""
                for key, value in labels.items()
                if value is None or isinstance(value, str)
            }
    return labels  # type: ignore[return-value]  # all are strings, as just seen


def is_label_value(value: str) -> bool:
    """Whether a label may have this value: empty, or up to 63 letters, digits, ``-_.``.

    It begins and ends with a letter or a digit.
    """
    if not value:
        return True
    return (
        len(value) <= 63
        and value.isascii()
        and value[0].isalnum()
        and value[-1].isalnum()
        and all(sign.isalnum() or sign in "-_." for sign in value)
    )


def _expression(written: Any) -> tuple[str, str, frozenset[str]] | None:
    """One matchExpression, or None for one that no API server accepts."""
    if not isinstance(written, dict):
        return None
    key, operator = written.get("key"), written.get("operator")
    values = written.get("values") or []
    needs_values = operator in (IN, NOT_IN)
    if not needs_values and operator not in (EXISTS, DOES_NOT_EXIST):
        return None
    if needs_values != bool(values) or not isinstance(key, str) or not isinstance(operator, str):
        return None
    if not isinstance(values, list):
        return None
    if not all(value is None or isinstance(value, str) for value in values):
        return None
    return key, operator, frozenset(value or "" for value in values)


def _holds(operator: str, values: frozenset[str], value: object) -> bool:
    if operator == IN:
        return value in values
    if operator == NOT_IN:
        return value not in values
    return (value is not _ABSENT) == (operator == EXISTS)
