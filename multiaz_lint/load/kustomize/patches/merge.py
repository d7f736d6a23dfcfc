"""Strategic merge patches, as Kustomize applies them (kyaml yaml/merge2 and yaml/walk, v0.21).

What a patch adds to a sequence of known keys stands before what is there. The keys are those of
the OpenAPI schema of Kubernetes 1.21, which Kustomize knows; other sequences are replaced.
"""

from __future__ import annotations

from multiaz_lint.load.kustomize.patches.merge_keys import SHAPES
from multiaz_lint.load.kustomize.shared import written_over
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.model.resource import string
from multiaz_lint.model.tree import copied, look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.load.kustomize.patches.merge_keys import Items, Shape

    Texts = tuple[str, ...]
    Found = tuple[Any, Trail | None]

DIRECTIVE = "$patch"
_GONE: Found = (None, None)


class PatchError(Exception):
    """A patch that Kustomize refuses."""


def merged(tree: Any, trail: Trail, patch: Any, by: Trail) -> Found:
    """Return an object with a patch, and where its values stand; no trail if that deletes it.

    Raises:
        PatchError: The patch has other types than the object, or an unknown directive.

    """
    shape = SHAPES.get((string(tree.get("apiVersion")), string(tree.get("kind"))), {})
    return _walk(tree, trail, patch, by, shape)


def _walk(value: Any, trail: Trail | None, patch: Any, by: Trail | None, shape: Any) -> Found:
    """Merge two values, of which one without trail is not written."""
    if by is None:
        return value, trail
    if trail is None or value is None:
        return _GONE if patch is None else _added(patch, by, shape)
    if patch is None:
        return _GONE
    if isinstance(value, dict) and isinstance(patch, dict):
        return _merged_map(value, trail, patch, by, shape if isinstance(shape, dict) else {})
    if isinstance(value, list) and isinstance(patch, list):
        if not isinstance(shape, tuple):
            return patch, by
        return _merged_list(value, trail, patch, by, shape)
    if isinstance(value, (dict, list)) or isinstance(patch, (dict, list)):
        raise PatchError(f"has {_kind(patch)} where the object has {_kind(value)}")
    if isinstance(value, str) and not isinstance(patch, str) and _is_quoted(value, trail):
        return by.manifest.scalar_text(by.path), by
    return written_over(value, patch), by


def _is_quoted(value: str, trail: Trail) -> bool:
    """Whether a text is in quotes, which Kustomize puts around what takes its place."""
    manifest, path = trail.manifest, trail.path
    return look_up(manifest.tree, path) is value and manifest.text(path)[:1] in {'"', "'"}


def _kind(value: Any) -> str:
    names = {dict: "a mapping", list: "a sequence"}
    return next((name for of, name in names.items() if isinstance(value, of)), "a scalar")


def _added(patch: Any, by: Trail, shape: Any) -> Found:
    """Return what is new by a patch: it holds no nulls, and its directives do what they say."""
    if isinstance(patch, dict):
        shape = shape if isinstance(shape, dict) else {}
        if _directive(patch) == "delete":
            return _GONE
        tree, below = copied(patch), {}
        tree.clear()
        for name, value in patch.items():
            if name == DIRECTIVE:
                continue
            kept, trail = _walk(None, None, value, by.step(name), shape.get(name))
            if trail is not None:
                tree[name], below[name] = kept, trail
        same = len(tree) == len(patch) and all(tree[name] is patch[name] for name in tree)
        return (patch, by) if same else (tree, Trail(by.manifest, by.path, below))
    if isinstance(patch, list) and isinstance(shape, tuple):
        if not all(isinstance(each, dict) for each in patch):
            return patch, by
        _need_keys(patch, shape[0])
        found = [_added(each, by.step(at), shape[1]) for at, each in enumerate(patch)]
        kept_items = list(filter(_stays, found))
        same = len(kept_items) == len(patch) and all(
            each is item for (each, _), item in zip(kept_items, patch, strict=True)
        )
        return (patch, by) if same else _listed(by, patch, kept_items)
    return patch, by


def _stays(item: Found) -> bool:
    """Whether an item of a sequence is there and not empty: others are left out."""
    return item[1] is not None and bool(item[0])


def _listed(by: Trail, like: list[Any], found: list[Any]) -> Found:
    items = copied(like)
    items[:] = [item for item, _ in found]
    return items, Trail(by.manifest, by.path, [trail for _, trail in found])


def _merged_map(value: Any, trail: Trail, patch: Any, by: Trail, shape: Shape) -> Found:
    word = _directive(patch)
    if word == "delete":
        return _GONE
    if word == "replace":
        return _added(patch, by, shape)
    tree = copied(value)
    below = trail.entries(value)
    for name, change in patch.items():
        if name == DIRECTIVE:
            continue
        has = name in value
        kept, at = _walk(
            value.get(name), trail.step(name) if has else None, change, by.step(name),
            shape.get(name),
        )  # fmt: skip
        if at is None:
            if has:
                del tree[name]
                below[name] = by.step(name).removed()
        else:
            tree[name], below[name] = kept, at
    return tree, Trail(trail.manifest, trail.path, below)


def _directive(patch: dict[str, Any]) -> str:
    if DIRECTIVE not in patch:
        return ""
    word = patch[DIRECTIVE]
    if isinstance(word, str) and word in {"delete", "replace", "merge"}:
        return word
    raise PatchError(f"has the unknown directive {DIRECTIVE}: {word}")


def _without_directive(patch: list[Any], by: Trail) -> tuple[list[Any], list[Trail], str]:
    """Return the items of a sequence but that which says what becomes of all, and this word."""
    trails = [by.step(index) for index in range(len(patch))]
    for each in patch:
        if isinstance(each, dict) and DIRECTIVE in each:
            if len(each) > 1:
                break
            word = _directive(each)
            kept = [at for at, item in enumerate(patch) if item != {DIRECTIVE: word}]
            return [patch[at] for at in kept], [trails[at] for at in kept], word
    return list(patch), trails, ""


def _merged_list(value: Any, trail: Trail, patch: Any, by: Trail, shape: Items) -> Found:
    keys, of_item = shape
    items, trails, word = _without_directive(patch, by)
    if word == "delete":
        return _GONE
    old: list[Found] = [(item, trail.step(at)) for at, item in enumerate(value)]
    new: list[Found] = list(zip(items, trails, strict=True))
    if word == "replace":
        found = [_added(item, at, of_item) for item, at in zip(items, trails, strict=True)]
        return _listed(by, patch, list(filter(_stays, found)))
    if not keys:
        firsts: dict[str, Found] = {}
        for each in (*new, *old):
            if isinstance(each[0], (dict, list)):
                raise PatchError(f"merges a sequence with {_kind(each[0])} in it")
            firsts.setdefault(_scalar(each[0]), each)
        return _listed(trail, value, list(firsts.values()))
    _need_keys(items, keys)
    texts_of_old, texts_of_new = _texts(old, keys), _texts(new, keys)
    wanted = dict.fromkeys((*texts_of_new, *texts_of_old))
    used = tuple(at for at in range(len(keys)) if any(texts[at] for texts in wanted))
    find_old, find_new = _FirstByKeys(texts_of_old), _FirstByKeys(texts_of_new)
    result: list[Found] = []
    texts_of_result: list[Texts] = []
    for texts in dict.fromkeys(_together(wanted)):
        mine, theirs = find_old.first(texts), find_new.first(texts)
        there, change = (old[mine] if mine >= 0 else _GONE), (new[theirs] if theirs >= 0 else _GONE)
        kept, at = _walk(*there, *change, of_item)
        if _stays((kept, at)):
            result.append((kept, at))
            texts_of_result.append(_texts([(kept, at)], keys)[0])
            if mine >= 0 and not (change[1] and change[0].get(DIRECTIVE) == "replace"):
                old[mine] = kept, at
        elif mine >= 0:
            old[mine] = _GONE
    kept_old = [each for each in old if each[1] is not None]
    left = _put_back(result, texts_of_result, kept_old, keys, used)
    return _listed(trail if left or not value else by, value, left)


class _FirstByKeys:
    """The first of several items by the texts of their keys, or of those keys that one has."""

    def __init__(self, texts: list[Texts]) -> None:
        self._texts = texts
        self._known: dict[tuple[int, ...], dict[Texts, int]] = {}

    def first(self, texts: Texts) -> int:
        """Return the index of the first that has all texts that are not empty; -1 for none."""
        has = tuple(at for at, text in enumerate(texts) if text)
        known = self._known.get(has)
        if known is None:
            known = self._known[has] = {}
            for index, each in enumerate(self._texts):
                known.setdefault(tuple(each[at] for at in has), index)
        return known.get(tuple(texts[at] for at in has), -1)


def _put_back(
    items: list[Found],
    texts: list[Texts],
    old: list[Found],
    keys: tuple[str, ...],
    used: tuple[int, ...],
) -> list[Found]:
    """Put the items of the object among those of the patch, as Kustomize does it.

    Each takes the place of that with the same keys; where there are several keys, it stands last,
    and a key that it lacks is that of any other.
    """
    result: list[Found | None] = list(items)
    places: dict[Texts, list[int]] = {}

    def note(index: int, of: Texts) -> None:
        places.setdefault(of, []).append(index)
        if len(used) > 1:
            places.setdefault((of[0],), []).append(index)

    for index, each in enumerate(texts):
        note(index, each)
    for own, each in zip(old, _texts(old, keys), strict=True):
        several = len(used) > 1
        asked = each if not several or all(each[at] for at in used) else each[:1]
        found = [index for index in places.pop(asked, ()) if result[index] is not None]
        if found and not several:
            for index in found:
                result[index] = own
                note(index, each)
            continue
        for index in found:
            result[index] = None
        note(len(result), each)
        result.append(own)
    return [each for each in result if each is not None]


def _need_keys(items: list[Any], keys: tuple[str, ...]) -> None:
    """Refuse what has no key to merge it by: Kustomize takes it, and loses other items by it."""
    if keys and not all(_text(item, keys[0]) for item in items):
        raise PatchError(f"has an item without {keys[0]}")


def _text(item: Any, key: str) -> str:
    """Return the value of a key as text; empty where there is none."""
    value = item.get(key) if isinstance(item, dict) else None
    return "" if value is None or isinstance(value, (dict, list)) else _scalar(value)


def _scalar(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _texts(entries: Iterable[Found], keys: tuple[str, ...]) -> list[Texts]:
    return [tuple(_text(item, key) for key in keys) for item, _ in entries]


def _together(wanted: Iterable[Texts]) -> list[Texts]:
    """Let an item that lacks a further key mean the first one that has it."""
    firsts: dict[str, Texts] = {}
    for texts in wanted:
        if all(texts):
            firsts.setdefault(texts[0], texts)
    return [texts if all(texts) else firsts.get(texts[0], texts) for texts in wanted]
