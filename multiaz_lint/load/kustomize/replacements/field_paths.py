"""The paths of fields by which replacements find values (kyaml yaml PathGetter and PathMatcher)."""

from __future__ import annotations

from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.replacements.written import text_of
from multiaz_lint.model.tree import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.kustomize.expressions import Expressions
    from multiaz_lint.load.kustomize.trail import Trail
    from multiaz_lint.model.tree import Path

_DEEPEST = 100
"""How many steps a path may have: no kind of Kubernetes nests half as deep."""
_MOST_DIGITS = 18
_EVERY, _LAST = "*", "-"


class Absent:
    """What a path has made, and nothing has been put into yet."""

    __slots__ = ()


ABSENT = Absent()


def split(path: str) -> list[str]:
    """Split a path at its dots, but for those in brackets and behind a backslash.

    Raises:
        PatchError: It has more steps than any field.

    """
    parts = path.split(".")
    if len(parts) > 1 and not parts[0]:
        del parts[0]
    if len(parts) > _DEEPEST:
        raise PatchError(f"has a path of more than {_DEEPEST} steps")
    whole = [parts[0]]
    for part in parts[1:]:
        if whole[-1].endswith("\\"):
            whole[-1] = f"{whole[-1][:-1]}.{part}"
        else:
            whole.append(part)
    found: list[str] = []
    opened: list[str] = []
    for part in whole:
        if not opened and (not part.startswith("[") or part.endswith("]")):
            found.append(part)
            continue
        opened.append(part)
        if part.endswith("]"):
            found.append(_bracketed(".".join(opened)))
            opened = []
    return [*found, *([_bracketed(".".join(opened))] if opened else [])]


def _bracketed(text: str) -> str:
    return text if "=" in text else text.strip("[]")


def is_item(step: str) -> bool:
    """Whether a step asks for items by what they hold: ``[name=web]``."""
    return step.startswith("[") and step.endswith("]")


def is_index(step: str) -> bool:
    """Whether a step is the number of an item."""
    number = step.removeprefix("+")
    return number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS


def wanted_of(step: str) -> tuple[str, str]:
    """Return the field that an item is asked for, and what it is to be.

    Raises:
        PatchError: It names no value.

    """
    field, equals, value = step.removeprefix("[").removesuffix("]").partition("=")
    if not equals:
        raise PatchError(f"has the step {step}, which is not [field=value]")
    return field, value


def found(tree: Any, steps: list[str]) -> Path | None:
    """Return where the one value at a path is; None where it is missing.

    Raises:
        PatchError: The path does not fit what is there.

    """
    node, path = tree, []
    for step in filter(None, map(str.strip, steps)):
        at: str | int | None = step
        if step == _EVERY:
            raise PatchError("asks for every item of its source")
        if step == _LAST or is_index(step):
            items = _items(node, step)
            index = len(items) - 1 if step == _LAST else int(step)
            at = index if 0 <= index < len(items) else None
        elif is_item(step):
            field, value = wanted_of(step)
            at = next(
                (
                    index
                    for index, item in enumerate(_items(node, step))
                    if _is(item.get(field) if field and isinstance(item, dict) else item, value)
                    and (not field or isinstance(item, dict))
                ),
                None,
            )
        elif node is None:
            return None
        elif not isinstance(node, dict):
            raise PatchError(f"looks for {step} in what is no mapping")
        elif step not in node:
            return None
        if at is None:
            return None
        path.append(at)
        node = node[at]
    return tuple(path)


def _is(value: Any, wanted: str) -> bool:
    return not isinstance(value, (dict, list, type(None))) and text_of(value) == wanted


def _items(node: Any, step: str) -> list[Any]:
    if not isinstance(node, list):
        raise PatchError(f"looks for item {step} in what is no sequence")
    return node


class Matching:
    """Finds all values at a path; ``leaf`` is what is made of what is missing, if anything."""

    def __init__(self, expressions: Expressions, leaf: Any) -> None:
        self._expressions = expressions
        self._leaf = leaf

    def matched(self, node: Any, trail: Trail, steps: list[str]) -> tuple[Any, list[Path]]:
        """Return a tree, with what is made of what was missing, and where in it the values are.

        Raises:
            PatchError: The path does not fit what is there.

        """
        if not steps:
            return node, [()]
        step, *rest = steps
        if is_index(step):
            return self._numbered(node, trail, int(step), rest)
        if is_item(step):
            return self._asked(node, trail, step, rest)
        if step == _EVERY:
            every = range(len(_items(node, step)))
            return self._below(node, trail, every, rest)
        return self._named(node, trail, step, rest)

    def _below(
        self, node: Any, trail: Trail, chosen: Any, rest: list[str]
    ) -> tuple[Any, list[Path]]:
        tree, paths = node, []
        for at in chosen:
            below, inner = self.matched(tree[at], trail.step(at), rest)
            if below is not tree[at]:
                tree = copied(tree)
                tree[at] = below
            paths += [(at, *path) for path in inner]
        return tree, paths

    def _made(self, rest: list[str]) -> Any:
        """Return what is made of a missing value, by the step that leads into it."""
        if not rest:
            return self._leaf
        return [] if is_item(rest[0]) or is_index(rest[0]) else {}

    def _numbered(
        self, node: Any, trail: Trail, index: int, rest: list[str]
    ) -> tuple[Any, list[Path]]:
        tree = _items(node, str(index))
        if index == len(tree) and self._leaf is not None:
            tree = copied([*tree, self._made(rest)])
        if index >= len(tree):
            raise PatchError(f"names item {index} of {len(tree)}")
        return self._below(tree, trail, [index], rest)

    def _asked(self, node: Any, trail: Trail, step: str, rest: list[str]) -> tuple[Any, list[Path]]:
        field, wanted = wanted_of(step)
        tree = _items(node, step)
        regex = self._expressions.regex(wanted)

        def chosen(tree: list[Any]) -> list[int]:
            return [
                at
                for at, item in enumerate(tree)
                if (text := _asked_text(item, trail.step(at), field)) is not None
                and self._expressions.finds(regex, text)
            ]

        made, paths = self._below(tree, trail, chosen(tree), rest if field else [])
        if paths or self._leaf is None:
            return made, paths
        new = {field: wanted} if field else wanted
        tree = copied([*made, new])
        return self._below(tree, trail, chosen(tree), rest if field else [])

    def _named(self, node: Any, trail: Trail, name: str, rest: list[str]) -> tuple[Any, list[Path]]:
        if node is None and self._leaf is None:
            return node, []
        if not isinstance(node, dict):
            where = "a text, which only kustomize does" if isinstance(node, str) else "no mapping"
            raise PatchError(f"looks for {name} in {where}")
        tree = node
        if name not in node:
            if self._leaf is None:
                return node, []
            tree = copied(node)
            tree[name] = self._made(rest)
        return self._below(tree, trail, [name], rest)


def _asked_text(item: Any, trail: Trail, field: str) -> str | None:
    """Return the text that an item is known by; None where it has none."""
    if not field:
        return None if isinstance(item, (dict, list)) else text_of(item, trail, quoted=True)
    value = item.get(field) if isinstance(item, dict) else None
    if isinstance(value, (dict, list, type(None))):
        return None
    return text_of(value, trail.step(field), quoted=True)
