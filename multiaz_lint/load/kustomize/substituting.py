"""Fills the variables in what Flux builds, as ``postBuild`` of its Kustomizations says.

As Flux does it in the text of each object (fluxcd/pkg kustomize SubstituteVariables, v1.41, and
envsubst, v1.5). What it would not fill with a plain value stays, and is told as not judged.
"""

from __future__ import annotations

import re

from multiaz_lint.load.scalars import resolve
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.tree import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.load.kustomize.effort import Effort
    from multiaz_lint.load.kustomize.trail import Trail
    from multiaz_lint.model.tree import Path

_OPENING = "${"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(?::[=?+-]|=)([^${}\\]*))?\}")
_PLAIN = re.compile(r"[A-Za-z0-9_./+-]([A-Za-z0-9_./@:+-]*[A-Za-z0-9_./@+-])?")
"""A text that means the same in and out of quotes, but for its type."""
_UNQUOTED = re.compile(r"[A-Za-z0-9_./$+-]([A-Za-z0-9_./@:+=?${}-]*[A-Za-z0-9_./@+}-])?")
"""A text with variables that needs no quotes in YAML."""
_NAME = ("metadata", "name")
_SWITCH = "kustomize.toolkit.fluxcd.io/substitute"


class Variables:
    """What fills variables; those that are not there may come from elsewhere, unless it is all.

    ``at`` is where the mapping of them stands. ``refused`` is the name of one that is no text, for
    which Flux refuses all of them; empty where there is none.
    """

    __slots__ = ("_at", "_is_all", "_known", "refused")

    def __init__(self, post_build: Any, at: Trail | None = None) -> None:
        written = mapping(mapping(post_build).get("substitute"))
        self._known = {
            name: value.replace("\n", "")
            for name, value in written.items()
            if isinstance(value, str)
        }
        odd = (name for name, value in written.items() if not isinstance(value, str))
        self.refused = next(odd, "")
        self._is_all = not sequence(mapping(post_build).get("substituteFrom"))
        self._at = at

    def __bool__(self) -> bool:
        """Whether they fill anything: without any of them Flux leaves texts as they are."""
        return bool(self._known or self.refused)

    def filled(self, text: str) -> str | None:
        """Return a text with its variables filled in; None where that is not known."""
        made, done = [], 0
        for found in _VARIABLE.finditer(text):
            name, default = found.groups()
            value = self._known.get(name)
            if value is None and not self._is_all:
                return None
            made += [text[done : found.start()], value or default or ""]
            done = found.end()
        made.append(text[done:])
        rest = "".join(made)
        return None if _OPENING in rest or "$$" in text else rest

    def place(self, text: str) -> Trail | None:
        """Return where the value of the variable stands that is all of a text, if one is."""
        found = _VARIABLE.fullmatch(text)
        if found is None or self._at is None or not self._known.get(found[1]):
            return None
        return self._at.step(found[1])


def substitute(built: Built, variables: Variables, effort: Effort) -> None:
    """Fill the variables in an object that is built.

    Raises:
        TooMuchError: It is more than one run does.

    """
    effort.spend(built.steps())
    metadata = mapping(built.tree.get("metadata"))
    if any(
        string(mapping(metadata.get(each)).get(_SWITCH)) == "disabled"
        for each in ("labels", "annotations")
    ):
        return
    places: list[tuple[Path, Trail]] = []
    tree = _filled(built.tree, variables, (), places)
    if tree is not built.tree:
        effort.spend(built.steps(len(places)))
        for path, at in places:
            built.trail = built.trail.put(tree, path, at)
        built.tree, built.patched = tree, True


def _filled(
    node: Any,
    variables: Variables,
    path: Path,
    places: list[tuple[Path, Trail]],
) -> Any:
    """Return a tree with variables filled in; the same one where nothing is to be filled.

    ``places`` get the paths of values that stand elsewhere then, and where.
    """
    if isinstance(node, str):
        if _OPENING not in node:
            return node
        new = _value(node, variables)
        at = variables.place(node) if new is not node else None
        # What is said of an object as a whole stands at its name, and is no fault of that.
        if at is not None and path != _NAME:
            places.append((path, at))
        return new
    made = node
    for step, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, (str, dict, list)):
            new = _filled(value, variables, (*path, step), places)
            if new is not value:
                made = copied(node) if made is node else made
                made[step] = new
    return made


def _value(written: str, variables: Variables) -> Any:
    """Return what a text becomes: Flux writes it without quotes, so it may be a number then."""
    text = variables.filled(written) if _UNQUOTED.fullmatch(written) else None
    return written if text is None or (text and not _PLAIN.fullmatch(text)) else resolve(text)
