"""The fields of a kustomization and their types (api types Kustomization, v0.21).

Kustomize refuses unknown fields and other types, and does not mind whether letters are large.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_TEXT, _BOOL, _INT = "text", "true or false", "number"
_ANY: tuple[()] = ()
"""What is not looked into."""
_MANY = "*"
"""The one key of a shape whose keys may be any."""
_GVK = {"group": _TEXT, "version": _TEXT, "kind": _TEXT}
_SELECTOR = {
    **_GVK, "name": _TEXT, "namespace": _TEXT, "labelSelector": _TEXT, "annotationSelector": _TEXT,
}  # fmt: skip
_PATCH = {"path": _TEXT, "patch": _TEXT, "target": _SELECTOR, "options": {_MANY: _BOOL}}
_IMAGE = dict.fromkeys(("name", "newName", "newTag", "tagSuffix", "digest"), _TEXT)
_LABELS = {
    "pairs": {_MANY: _TEXT}, "includeSelectors": _BOOL, "includeTemplates": _BOOL,
    "fields": [{**_GVK, "path": _TEXT, "create": _BOOL}],
}  # fmt: skip
_TEXTS = ("apiVersion", "kind", "namespace", "namePrefix", "nameSuffix")
_LISTS = (
    "resources", "bases", "components", "patchesStrategicMerge", "generators", "transformers",
    "validators", "crds", "configurations", "buildMetadata",
)  # fmt: skip
_OTHERS = (
    "metadata", "openapi", "replacements", "vars", "sortOptions", "configMapGenerator",
    "secretGenerator", "helmGlobals", "helmCharts", "helmChartInflationGenerator",
    "generatorOptions",
)  # fmt: skip
_KUSTOMIZATION: dict[str, Any] = {
    **dict.fromkeys(_TEXTS, _TEXT), **{key: [_TEXT] for key in _LISTS},
    **dict.fromkeys(_OTHERS, _ANY),
    "commonLabels": {_MANY: _TEXT}, "commonAnnotations": {_MANY: _TEXT},
    "labels": [_LABELS], "images": [_IMAGE], "imageTags": [_IMAGE],
    "replicas": [{"name": _TEXT, "count": _INT}],
    "patches": [_PATCH], "patchesJson6902": [_PATCH],
}  # fmt: skip
_VERSIONS = {
    "Kustomization": "kustomize.config.k8s.io/v1beta1",
    "Component": "kustomize.config.k8s.io/v1alpha1",
}
_MOST_TOLD = 5
_LONGEST = 60


def unfit(tree: dict[str, Any]) -> list[str]:
    """Say why Kustomize refuses a kustomization by its fields alone; empty where it does not."""
    told = dict.fromkeys(_unfit(tree, _KUSTOMIZATION, ""))
    kind, version = tree.get("kind") or "Kustomization", tree.get("apiVersion")
    if isinstance(kind, str):
        wanted = _VERSIONS.get(kind)
        if wanted is None:
            told["kind is no Kustomization and no Component"] = None
        elif isinstance(version, str) and version not in {"", wanted}:
            told[f"apiVersion is not {wanted}"] = None
    words = list(told)
    more = len(words) - _MOST_TOLD
    return [*words[:_MOST_TOLD], f"{more} more"] if more > 0 else words


def unread(tree: dict[str, Any]) -> list[str]:
    """Return the fields that Kustomize reads, and that are not read as they are written."""
    return [key for key in tree if key not in _KUSTOMIZATION and _known(key, _KUSTOMIZATION)]


def _known(key: str, shape: dict[str, Any]) -> str:
    """Return how a key is written in a shape, as Kustomize finds it; empty where it is unknown."""
    if key in shape or len(key) > _LONGEST:
        return key if key in shape else ""
    return next((name for name in shape if name.casefold() == key.casefold()), "")


def _unfit(value: Any, shape: Any, where: str) -> Iterator[str]:
    if value is None or shape == _ANY:
        return
    if isinstance(shape, str):
        if not _is(value, shape):
            yield f"{where} is no {shape}"
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{where} is no sequence"
            return
        for each in value:
            yield from _unfit(each, shape[0], f"an entry of {where}")
    elif not isinstance(value, dict):
        yield f"{where} is no mapping"
    else:
        of = where.removeprefix("an entry of ")
        for key, each in value.items():
            name = _MANY if _MANY in shape else _known(key, shape)
            shown = key if len(key) <= _LONGEST else f"{key[:_LONGEST]}…"
            path = f"{of}.{shown}" if of else shown
            if name:
                yield from _unfit(each, shape[name], path)
            else:
                yield f"unknown field {path}"


def _is(value: Any, type_: str) -> bool:
    if type_ == _TEXT:
        return isinstance(value, str)
    if type_ == _BOOL:
        return isinstance(value, bool)
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)
