"""What a patch is for: the object that it names, or all that its target selects."""

from __future__ import annotations

from multiaz_lint.load.kustomize.merge import PatchError
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built

_FIELDS = ("group", "version", "kind", "name", "namespace")
_DEFAULT = "default"


def named(objects: Iterable[Built], patch: Any) -> Built:
    """Return the object that a patch names (api resmap GetById, v0.21).

    Raises:
        PatchError: It names none, or several.

    """
    metadata = mapping(patch.get("metadata"))
    name, namespace = string(metadata.get("name")), string(metadata.get("namespace")) or _DEFAULT
    api_version, kind = string(patch.get("apiVersion")), string(patch.get("kind"))
    group, _, version = api_version.rpartition("/")
    found = [
        each
        for each in objects
        if (each.group, each.version, each.kind) == (group, version, kind)
        and any(called == name and space in {namespace, ""} for space, called in each.ids)
    ]
    if len(found) != 1:
        how_many = "several objects that it lists are" if found else "nothing that it lists is"
        of = api_version or "no apiVersion"
        raise PatchError(f"{how_many} {kind.lower()}/{name} of {of} in namespace {namespace}")
    return found[0]


def selected(objects: Iterable[Built], target: dict[str, Any]) -> list[Built]:
    """Return the objects that a target selects (api resmap Select, v0.21).

    Raises:
        PatchError: A pattern or a selector cannot be read.

    """
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
        try:
            return field not in patterns or any(map(patterns[field].found_in, texts))
        except TooLongError as error:
            raise PatchError(f"has a target whose {field} cannot be looked for: {error}") from error

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

    return [each for each in objects if is_selected(each)]


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
        key, values = match[1], [each.strip() for each in match[3].split(",")]
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
