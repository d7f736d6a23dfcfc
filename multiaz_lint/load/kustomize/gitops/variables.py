"""Fills the variables in what Flux builds, as ``postBuild`` of its Kustomizations says.

As Flux does it in the text of each object (fluxcd/pkg kustomize SubstituteVariables, v1.41, and
envsubst, v1.5). What it would not fill with a plain value stays, and is told as not judged.
"""

from __future__ import annotations

import re

from multiaz_lint.load.yaml.scalars import resolve
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.tree import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.load.kustomize.effort import BuildEffort
    from multiaz_lint.load.kustomize.gitops.referred import Values
    from multiaz_lint.load.kustomize.trail import Trail
    from multiaz_lint.model.tree import Path

_OPENING = "${"
_NAMED = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(?::[=?+-]|=)([^${}\\]*))?\}")
_PLAIN = re.compile(r"[A-Za-z0-9_./+-]([A-Za-z0-9_./@:+-]*[A-Za-z0-9_./@+-])?")
"""A text that means the same in and out of quotes, but for its type."""
_UNQUOTED = re.compile(r"[A-Za-z0-9_./$+-]([A-Za-z0-9_./@:+=?${}-]*[A-Za-z0-9_./@+}-])?")
"""A text with variables that needs no quotes in YAML."""
_LONGEST = 100_000
"""How long a text may become: a long value in many places would fill all memory."""
_WRITTEN = 100
"""How many characters are written in about the time in which an object is looked at."""
_NAME = ("metadata", "name")
_SWITCH = "kustomize.toolkit.fluxcd.io/substitute"


class Variables:
    """What fills variables; those that are not there may come from elsewhere, unless it is all.

    ``at`` is where the mapping of them stands. ``referred`` are the values of what they are also
    taken from, in order, None where these are not in the input. ``refused`` says for which of them
    Flux refuses all; empty where there is none.
    """

    __slots__ = ("_hidden", "_is_all", "_known", "_places", "refused")

    def __init__(
        self, post_build: Any, at: Trail | None = None, referred: Iterable[Values | None] = ()
    ) -> None:
        self._known: dict[str, str] = {}
        self._places: dict[str, Trail] = {}
        self._hidden: set[str] = set()
        self._is_all = True
        self.refused = ""
        for values in referred:
            if values is None:
                # It may hold any of those before.
                self._known.clear()
                self._hidden.clear()
                self._is_all = False
                continue
            self.refused = self.refused or next(filter(None, map(_unfit, values)), "")
            for name, (text, place) in values.items():
                self._take(name, text, place)
        written = mapping(mapping(post_build).get("substitute"))
        self.refused = self.refused or next(filter(None, map(_fault, written.items())), "")
        for name, value in written.items():
            if isinstance(value, str):
                self._take(name, value, at.step(name) if at is not None else None)

    def _take(self, name: str, text: str | None, place: Trail | None) -> None:
        """Take a value in the place of what was known before, None for one that is encrypted."""
        self._hidden.discard(name)
        self._known.pop(name, None)
        self._places.pop(name, None)
        if text is None:
            self._hidden.add(name)
            return
        self._known[name] = text.replace("\n", "")
        if place is not None:
            self._places[name] = place

    def __bool__(self) -> bool:
        """Whether they fill anything: without any of them Flux leaves texts as they are."""
        return bool(self._known or self._hidden or self.refused)

    def filled(self, text: str) -> str | None:
        """Return a text with its variables filled in; None where that is not known."""
        made, done, length = [], 0, len(text)
        for found in _VARIABLE.finditer(text):
            name, default = found.groups()
            value = self._known.get(name)
            if value is None and (name in self._hidden or not self._is_all):
                return None
            made += [text[done : found.start()], value or default or ""]
            done = found.end()
            length += len(made[-1])
            if length > _LONGEST:
                return None
        made.append(text[done:])
        rest = "".join(made)
        return None if _OPENING in rest or "$$" in text else rest

    def place(self, text: str) -> Trail | None:
        """Return where the value of the variable stands that is all of a text, if one is."""
        found = _VARIABLE.fullmatch(text)
        if found is None or not self._known.get(found[1]):
            return None
        return self._places.get(found[1])


def _fault(variable: tuple[Any, Any]) -> str:
    """Say why Flux refuses a variable; empty where it does not."""
    name, value = variable
    if not isinstance(value, str):
        return f"{name} of its substitute is no text, which Flux refuses"
    return _unfit(name, "substitute")


def _unfit(name: Any, field: str = "substituteFrom") -> str:
    """Say why Flux refuses a name; empty where it does not."""
    if _NAMED.fullmatch(string(name)):
        return ""
    return f"{name} of its {field} is no name of a variable, so that Flux refuses it"


def substitute(built: Built, variables: Variables, effort: BuildEffort) -> None:
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
    tree = _filled(built.tree, variables, effort, (), places)
    if tree is not built.tree:
        effort.spend(built.steps(len(places)))
        for path, at in places:
            built.trail = built.trail.put(tree, path, at)
        built.tree, built.patched = tree, True


def _filled(
    node: Any,
    variables: Variables,
    effort: BuildEffort,
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
        effort.spend(len(string(new)) // _WRITTEN)
        at = variables.place(node) if new is not node else None
        # What is said of an object as a whole stands at its name, and is no fault of that.
        if at is not None and path != _NAME:
            places.append((path, at))
        return new
    made = node
    for step, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, (str, dict, list)):
            new = _filled(value, variables, effort, (*path, step), places)
            if new is not value:
                made = copied(node) if made is node else made
                made[step] = new
    return made


def _value(written: str, variables: Variables) -> Any:
    """Return what a text becomes: Flux writes it without quotes, so it may be a number then."""
    text = variables.filled(written) if _UNQUOTED.fullmatch(written) else None
    return written if text is None or (text and not _PLAIN.fullmatch(text)) else resolve(text)
