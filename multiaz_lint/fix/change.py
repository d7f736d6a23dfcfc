"""What shall become of a value and of what stands below it."""

from __future__ import annotations

from multiaz_lint.fix.refusal import RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.model.tree import Path

UNSET: Any = object()


class Change:
    """One place: a new value, or gone, or renamed, or added to, or changed further below.

    The steps in ``below`` are keys and indexes as they were before anything was changed.
    """

    __slots__ = ("append", "below", "drop", "put", "rename")

    def __init__(self) -> None:
        self.put: Any = UNSET
        self.drop = False
        self.rename: str | None = None
        self.append: list[Any] = []
        self.below: dict[str | int, Change] = {}

    def at(self, path: Iterable[str | int]) -> Change:
        """Return the change at a path below, made if need be."""
        change = self
        for step in path:
            change = change.below.setdefault(step, Change())
        return change


def built(change: Change) -> Any:
    """Return the value of a place at which nothing is written yet."""
    if change.put is not UNSET:
        return plain(change.put)
    if change.drop or change.rename is not None:
        raise RefusedError("there is nothing to drop or to rename")
    steps = list(change.below)
    if all(isinstance(step, str) for step in steps) and steps and not change.append:
        return {step: built(below) for step, below in change.below.items()}
    if steps == list(range(len(steps))):
        return [*(built(below) for below in change.below.values()), *map(plain, change.append)]
    raise RefusedError("the sequence to change does not exist")


def changed(value: Any, change: Change) -> Any:
    """Return what a value becomes; the value itself stays as it is."""
    if change.put is not UNSET:
        return plain(change.put)
    if not change.below and not change.append:
        return plain(value)
    if value is None:
        return built(change)
    if isinstance(value, dict) and not change.append:
        return _changed_mapping(value, change)
    if isinstance(value, list):
        return _changed_sequence(value, change)
    raise RefusedError("a value of another type stands in the way")


def _changed_mapping(value: dict[str, Any], change: Change) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, each in value.items():
        below = change.below.get(key)
        if below is None:
            result[key] = plain(each)
        elif not below.drop:
            name = key if below.rename is None else below.rename
            if name != key and name in value:
                raise RefusedError(f"{name} is written already")
            result[name] = changed(each, below)
    for step, below in change.below.items():
        if step not in value:
            if not isinstance(step, str):
                raise RefusedError("a mapping stands where a sequence is meant")
            result[step] = built(below)
    return result


def _changed_sequence(value: list[Any], change: Change) -> list[Any]:
    result = []
    for index, each in enumerate(value):
        below = change.below.get(index)
        if below is None:
            result.append(plain(each))
        elif not below.drop:
            result.append(changed(each, below))
    for step, below in sorted(_added(value, change), key=lambda pair: pair[0]):
        if step != len(value) + len(result) - _kept(value, change):
            raise RefusedError("the sequence has no such element")
        result.append(built(below))
    return [*result, *map(plain, change.append)]


def _kept(value: list[Any], change: Change) -> int:
    dropped = sum(
        1 for step, below in change.below.items() if below.drop and step in range(len(value))
    )
    return len(value) - dropped


def _added(value: list[Any], change: Change) -> list[tuple[int, Change]]:
    added = []
    for step, below in change.below.items():
        if not isinstance(step, int):
            raise RefusedError("a sequence stands where a mapping is meant")
        if step >= len(value):
            added.append((step, below))
    return added


def plain(value: Any) -> Any:
    """Copy a tree into plain dictionaries and lists."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def same(first: Any, second: Any) -> bool:
    """Whether two trees are equal, types included; the order of keys does not count."""
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(
            same(value, second[key]) for key, value in first.items()
        )
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(same, first, second))
    return type(first) is type(second) and bool(first == second)


def difference(old: Any, new: Any) -> Change:
    """Return the least change that makes one value of another."""
    change = Change()
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() & new.keys():
        for key in old:
            if key not in new:
                change.at([key]).drop = True
        for key, value in new.items():
            if key not in old:
                change.at([key]).put = value
            elif not same(old[key], value):
                change.below[key] = difference(old[key], value)
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        return _between_sequences(old, new)
    elif not same(old, new):
        change.put = new
    return change


def _between_sequences(old: list[Any], new: list[Any]) -> Change:
    change = Change()
    if len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            if not same(before, after):
                change.below[index] = difference(before, after)
        return change
    if len(new) > len(old) and same(old, new[: len(old)]):
        change.append = new[len(old) :]
        return change
    kept = _subsequence(old, new)
    if kept is None:
        change.put = new
        return change
    for index in range(len(old)):
        if index not in kept:
            change.at([index]).drop = True
    return change


def _subsequence(old: list[Any], new: list[Any]) -> set[int] | None:
    """Return the indexes of the old elements that the new sequence keeps, if it adds none."""
    kept: set[int] = set()
    index = 0
    for value in new:
        while index < len(old) and not same(old[index], value):
            index += 1
        if index == len(old):
            return None
        kept.add(index)
        index += 1
    return kept


def overlap(first: Path, second: Path) -> bool:
    """Whether one path lies at or below the other."""
    length = min(len(first), len(second))
    return first[:length] == second[:length]
