"""What a patch is for: the object that it names, or all that its target selects."""

from __future__ import annotations

from multiaz_lint.load.kustomize.merge import PatchError
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built

_FIELDS = ("group", "version", "kind", "name", "namespace")
_DEFAULT = "default"


class Candidates:
    """The objects that patches may be for, in order, without those that one has deleted."""

    def __init__(self, objects: list[Built]) -> None:
        self._objects = objects
        self._by_name: dict[tuple[str, ...], list[Built]] = {}

    def __len__(self) -> int:
        return len(self._objects)

    def named(self, patch: Any) -> Built:
        """Return the object that a patch names (api resmap GetById, v0.21).

        Raises:
            PatchError: It names none, or several.

        """
        metadata = mapping(patch.get("metadata"))
        name, namespace = string(metadata.get("name")), string(metadata.get("namespace"))
        namespace = namespace or _DEFAULT
        api_version, kind = string(patch.get("apiVersion")), string(patch.get("kind"))
        group, _, version = api_version.rpartition("/")
        found = [
            each
            for each in self._called(group, version, kind, name)
            if any(called == name and space in {namespace, ""} for space, called in each.ids)
        ]
        if len(found) != 1:
            how_many = "several objects that it lists are" if found else "nothing that it lists is"
            of = api_version or "no apiVersion"
            raise PatchError(f"{how_many} {kind.lower()}/{name} of {of} in namespace {namespace}")
        return found[0]

    def _called(self, *name: str) -> list[Built]:
        """Return the objects of a group, version, kind and name, be it one that they had."""
        if not self._by_name:
            for each in self._objects:
                for called in {called for _, called in each.ids}:
                    key = (each.group, each.version, each.kind, called)
                    self._by_name.setdefault(key, []).append(each)
        return [each for each in self._by_name.get(name, ()) if each.tree is not None]

    def selected(self, target: dict[str, Any]) -> list[Built]:
        """Return the objects that a target selects (api resmap Select, v0.21).

        Raises:
            PatchError: A pattern or a selector cannot be read.

        """
        is_selected = _condition(target)
        return [each for each in self._objects if each.tree is not None and is_selected(each)]


def _condition(target: dict[str, Any]) -> Callable[[Built], bool]:
    from multiaz_lint.regex import PatternError, Regex, TooLongError

    patterns = {}
    for field in _FIELDS:
        text = string(target.get(field))
        if text:
            try:
                patterns[field] = Regex(f"^(?:{text})$")
            except (PatternError, TooLongError) as error:
                raise PatchError(f"has a target whose {field} cannot be read: {error}") from error
    labels = _requirements(target.get("labelSelector"))
    annotations = _requirements(target.get("annotationSelector"))

    def matches(field: str, *texts: str) -> bool:
        return field not in patterns or any(map(patterns[field].found_in, texts))

    def is_selected(each: Built) -> bool:
        metadata = mapping(each.tree.get("metadata"))
        (first_space, first_name), (space, name) = each.ids[0], each.ids[-1]
        return (
            matches("group", each.group)
            and matches("version", each.version)
            and matches("kind", each.kind)
            and matches("name", first_name, name)
            and matches("namespace", first_space, space)
            and all(one(mapping(metadata.get("labels"))) for one in labels)
            and all(one(mapping(metadata.get("annotations"))) for one in annotations)
        )

    return is_selected


def _requirements(written: Any) -> list[Any]:
    """Read a selector as labels.Parse does (apimachinery pkg/labels)."""
    if not written:
        return []
    if not isinstance(written, str):
        raise PatchError("has a selector that is no text")
    found = []
    depth, start = 0, 0
    for at, sign in enumerate(f"{written},"):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            found.append(_requirement(written[start:at].strip()))
            start = at + 1
    return found


def _requirement(text: str) -> Any:
    import re

    match = re.fullmatch(r"([^\s=!(),]+)\s+(in|notin)\s*\(([^()]*)\)", text)
    if match:
        key, values = match[1], {each.strip() for each in match[3].split(",")}
        if match[2] == "in":
            return lambda labels: labels.get(key) in values
        return lambda labels: labels.get(key) not in values
    match = re.fullmatch(r"([^\s=!(),]+)\s*(==|=|!=)\s*([^\s=!(),]*)", text)
    if match:
        key, value = match[1], match[3]
        if match[2] == "!=":
            return lambda labels: labels.get(key) != value
        return lambda labels: labels.get(key) == value
    match = re.fullmatch(r"(!?)\s*([^\s=!(),]+)", text)
    if match:
        key, absent = match[2], bool(match[1])
        return lambda labels: (key in labels) != absent
    raise PatchError(f"has a selector that cannot be read: {text}")
