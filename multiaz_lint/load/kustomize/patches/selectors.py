"""Selectors of labels and annotations, as targets of patches have them."""

from __future__ import annotations

import re

from multiaz_lint.load.kustomize import lookup
from multiaz_lint.load.kustomize.patches.merge import PatchError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.load.kustomize.expressions import Expressions
    from multiaz_lint.load.kustomize.lookup import Key

_FIELDS = {"labelSelector": lookup.LABELS, "annotationSelector": lookup.ANNOTATIONS}


class Requirement:
    """One requirement of a selector: whether labels ``fit``, and the ``label`` that all have."""

    __slots__ = ("fit", "label")

    def __init__(
        self, fit: Callable[[Mapping[str, Any]], bool], label: tuple[str, str] | None = None
    ) -> None:
        self.fit = fit
        self.label = label


class Selectors:
    """The selectors of a target.

    Raises:
        PatchError: One cannot be read.

    """

    __slots__ = ("_asked",)

    def __init__(self, target: dict[str, Any], expressions: Expressions) -> None:
        self._asked: list[tuple[str, list[Requirement]]] = []
        for key, field in _FIELDS.items():
            written = target.get(key)
            if not isinstance(written, (str, type(None))):
                raise PatchError(f"has a {key} that is no text")
            if written:
                self._asked.append((field, expressions.selector(written)))

    def __bool__(self) -> bool:
        """Whether they ask for anything."""
        return bool(self._asked)

    def __len__(self) -> int:
        return sum([len(requirements) for _, requirements in self._asked])

    def keys(self) -> Iterator[Key]:
        """Yield by what the objects can be found that it asks for."""
        for field, requirements in self._asked:
            for one in requirements:
                if one.label is not None:
                    yield (field, *one.label)

    def fit(self, built: Built) -> bool:
        """Whether an object has the labels and annotations."""
        return all(
            all(one.fit(texts) for one in requirements)
            for field, requirements in self._asked
            for texts in (built.texts(field),)
        )


def requirements(written: str) -> list[Requirement]:
    """Read a selector as labels.Parse does (apimachinery pkg/labels).

    Raises:
        PatchError: It cannot be read.

    """
    found = []
    depth, start = 0, 0
    for at, sign in enumerate(f"{written},"):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            found.append(_requirement(written[start:at].strip()))
            start = at + 1
    if depth != 0:
        raise PatchError(f"has a selector that cannot be read: {written}")
    return found


def _requirement(text: str) -> Requirement:
    match = re.fullmatch(r"([^\s=!(),]+)\s+(in|notin)\s*\(([^()]*)\)", text)
    if match:
        key, values = match[1], [each.strip() for each in match[3].split(",")]
        if match[2] == "in":
            only = (key, values[0]) if len(values) == 1 else None
            return Requirement(lambda labels: labels.get(key) in values, only)
        return Requirement(lambda labels: labels.get(key) not in values)
    match = re.fullmatch(r"([^\s=!(),]+)\s*(==|=|!=)\s*([^\s=!(),]*)", text)
    if match:
        key, value = match[1], match[3]
        if match[2] == "!=":
            return Requirement(lambda labels: labels.get(key) != value)
        return Requirement(lambda labels: labels.get(key) == value, (key, value))
    match = re.fullmatch(r"(!?)\s*([^\s=!(),]+)", text)
    if match:
        key, absent = match[2], bool(match[1])
        return Requirement(lambda labels: (key in labels) != absent)
    raise PatchError(f"has a selector that cannot be read: {text}")
