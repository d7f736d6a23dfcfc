"""What Kustomize decodes of a kustomization: it refuses other fields, and values of other types.

The fields are those of api types Kustomization (v0.21). A null counts as left out.
"""

from __future__ import annotations

import os

from multiaz_lint.load.kustomize.transforming.added import conflict_of
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Shape = str | list["Shape"] | dict[str, "Shape"]
    """A word of ``_WORDS``, a sequence of one shape, or a mapping of some fields."""

TEXT, _NUMBER, _SWITCH, _PAIRS, _ANY = "text", "whole number", "boolean", "mapping of texts", ""
_TEXTS: Shape = [TEXT]
_KIND: dict[str, Shape] = dict.fromkeys(("group", "version", "kind"), TEXT)
ID: dict[str, Shape] = {**_KIND, "name": TEXT, "namespace": TEXT}
"""What names objects."""
_SELECTOR: Shape = {**ID, "annotationSelector": TEXT, "labelSelector": TEXT}
_PATCH: dict[str, Shape] = {
    "path": TEXT, "patch": TEXT, "target": _SELECTOR,
    "options": {"allowNameChange": _SWITCH, "allowKindChange": _SWITCH},
}  # fmt: skip
_PATCHES: Shape = [_PATCH]
_IMAGE: Shape = dict.fromkeys(("name", "newName", "tagSuffix", "newTag", "digest"), TEXT)
_IMAGES: Shape = [_IMAGE]
_REPLICAS: Shape = {"name": TEXT, "count": _NUMBER}
_OPTIONS: Shape = {
    "labels": _PAIRS, "annotations": _PAIRS, "disableNameSuffixHash": _SWITCH, "immutable": _SWITCH,
}  # fmt: skip
_GENERATED: dict[str, Shape] = {
    "namespace": TEXT, "name": TEXT, "behavior": TEXT, "literals": _TEXTS, "files": _TEXTS,
    "envs": _TEXTS, "env": TEXT, "options": _OPTIONS,
}  # fmt: skip
FIELD_PATHS = ("fieldpath", "fieldPath")
"""How vars write it, in documents of Kustomize's too: the first of both counts."""
_PLACED: Shape = {"delimiter": TEXT, "index": _NUMBER, "encoding": TEXT, "create": _SWITCH}
REPLACEMENT: dict[str, Shape] = {
    "source": {**ID, "fieldPath": TEXT, "options": _PLACED},
    "targets": [
        {"select": _SELECTOR, "reject": [_SELECTOR], "fieldPaths": _TEXTS, "options": _PLACED}
    ],
    "sourceValue": TEXT,
}  # fmt: skip
_FIELDS: Shape = [{**_KIND, "path": TEXT, "create": _SWITCH}]
_OF_ALL: dict[str, Shape] = {
    "apiVersion": TEXT, "kind": TEXT, "metadata": {"name": TEXT, "namespace": TEXT},
}  # fmt: skip
TRANSFORMERS: dict[str, dict[str, Shape]] = {
    "PatchTransformer": {**_OF_ALL, **_PATCH},
    "PatchJson6902Transformer": {**_OF_ALL, "target": _SELECTOR, "path": TEXT, "jsonOp": TEXT},
    "PatchStrategicMergeTransformer": {**_OF_ALL, "paths": _TEXTS, "patches": TEXT},
    "LabelTransformer": {**_OF_ALL, "labels": _PAIRS, "fieldSpecs": _FIELDS},
    "AnnotationsTransformer": {**_OF_ALL, "annotations": _PAIRS, "fieldSpecs": _FIELDS},
    "NamespaceTransformer": {
        **_OF_ALL, "fieldSpecs": _FIELDS, "unsetOnly": _SWITCH, "setRoleBindingSubjects": TEXT,
    },
    "ImageTagTransformer": {**_OF_ALL, "imageTag": _IMAGE, "fieldSpecs": _FIELDS},
    "ReplicaCountTransformer": {**_OF_ALL, "replica": _REPLICAS, "fieldSpecs": _FIELDS},
    "PrefixTransformer": {**_OF_ALL, "prefix": TEXT, "fieldSpecs": _FIELDS},
    "SuffixTransformer": {**_OF_ALL, "suffix": TEXT, "fieldSpecs": _FIELDS},
    "ReplacementTransformer": {**_OF_ALL, "replacements": [{**REPLACEMENT, "path": TEXT}]},
}  # fmt: skip
"""The transformers that are built into Kustomize and applied, by their kinds."""
_KUSTOMIZATION: dict[str, Shape] = {
    "apiVersion": TEXT,
    "kind": TEXT,
    "metadata": {"name": TEXT, "namespace": TEXT, "labels": _PAIRS, "annotations": _PAIRS},
    "openapi": _PAIRS,
    "namePrefix": TEXT,
    "nameSuffix": TEXT,
    "namespace": TEXT,
    "commonLabels": _PAIRS,
    "labels": [
        {
            "pairs": _PAIRS, "includeSelectors": _SWITCH, "includeTemplates": _SWITCH,
            "fields": _FIELDS,
        }
    ],
    "commonAnnotations": _PAIRS,
    "patchesStrategicMerge": _TEXTS,
    "patchesJson6902": _PATCHES,
    "patches": _PATCHES,
    "images": _IMAGES,
    "imageTags": _IMAGES,
    "replacements": [{**REPLACEMENT, "path": TEXT}],
    "replicas": [_REPLICAS],
    "vars": [
        {
            "name": TEXT,
            "objref": {**ID, "apiVersion": TEXT},
            "fieldref": dict.fromkeys(FIELD_PATHS, TEXT),
        }
    ],
    "sortOptions": {
        "order": TEXT, "legacySortOptions": {"orderFirst": _TEXTS, "orderLast": _TEXTS},
    },
    "resources": _TEXTS,
    "components": _TEXTS,
    "crds": _TEXTS,
    "bases": _TEXTS,
    "configMapGenerator": [_GENERATED],
    "secretGenerator": [{**_GENERATED, "type": TEXT}],
    "helmGlobals": {"chartHome": TEXT, "configHome": TEXT},
    "helmCharts": [_ANY],
    "helmChartInflationGenerator": [_ANY],
    "generatorOptions": _OPTIONS,
    "configurations": _TEXTS,
    "generators": _TEXTS,
    "transformers": _TEXTS,
    "validators": _TEXTS,
    "buildMetadata": _TEXTS,
}  # fmt: skip
_VERSIONS = {
    "Kustomization": "kustomize.config.k8s.io/v1beta1",
    "Component": "kustomize.config.k8s.io/v1alpha1",
}
_FILLED = ("resources", "components")
_LISTS = ("resources", "bases")
"""Sequences of which no entry may be empty."""
_APPLIED = frozenset((
    "labels", "patches", "patchesJson6902", "images", "imageTags", "replicas", "vars",
))  # fmt: skip
"""What has fields of its own, and is applied."""
_LONGEST = 60
"""How much of a name is shown."""


def misfits(tree: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Say what Kustomize refuses in a kustomization, and what only it reads.

    The latter are fields in another case than their own, but for those in what is not applied.
    """
    refused: list[str] = []
    unheeded: list[str] = []
    for words, is_refused in _unlike(tree, _KUSTOMIZATION, ""):
        first = words.partition(".")[0].partition("[")[0]
        if is_refused:
            refused.append(words)
        elif first == words or first in _APPLIED:
            unheeded.append(words)
    return [*refused, *_unfit(tree)], unheeded


def _unfit(tree: dict[str, Any]) -> Iterator[str]:
    """Say what is refused of values whose types fit."""
    kind = tree.get("kind") or "Kustomization"
    if not isinstance(kind, str) or kind not in _VERSIONS:
        yield "kind is neither Kustomization nor Component"
    elif string(tree.get("apiVersion")) not in {"", _VERSIONS[kind]}:
        yield f"apiVersion of a {kind} is not {_VERSIONS[kind]}"
    for name in _FILLED:
        entries = tree.get(name)
        if isinstance(entries, list) and any(each is None or each == "" for each in entries):
            yield f"an entry of {name} is empty"
    twice = _listed_twice(tree)
    if twice:
        shown = twice if len(twice) <= _LONGEST else f"{twice[:_LONGEST]}…"
        yield f"{shown} is listed twice"
    for index, label in enumerate(sequence(tree.get("labels"))):
        path = conflict_of(label)
        if path:
            yield f"labels[{index}].fields and its own differ in creating {path}"
    for index, each in enumerate(sequence(tree.get("replacements"))):
        if mapping(each).get("targets") == [] and not mapping(each).get("path"):
            yield f"replacements[{index}] has no targets"


def _listed_twice(tree: dict[str, Any]) -> str:
    """Return what is listed twice, so that its objects come twice (api resmap Append, v0.21)."""
    seen: set[str] = set()
    for name in _LISTS:
        for each in sequence(tree.get(name)):
            path = string(each)
            if path and (path in seen or os.path.normpath(path) in seen):
                return path
            seen |= {path, os.path.normpath(path)} if path else set()
    return ""


def _unlike(value: Any, shape: Shape, at: str) -> Iterator[tuple[str, bool]]:
    """Yield what is unlike a shape, and whether Kustomize refuses it for that."""
    if value is None:
        return
    if isinstance(shape, str):
        if not fits(value, shape):
            yield f"{at} is no {shape}", True
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{at} is no sequence", True
            return
        for index, each in enumerate(value):
            yield from _unlike(each, shape[0], f"{at}[{index}]")
    elif not isinstance(value, dict):
        yield f"{at} is no mapping", True
    else:
        for name, each in value.items():
            shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
            below = f"{at}.{shown}" if at else shown
            if name in shape:
                yield from _unlike(each, shape[name], below)
            elif len(name) <= _LONGEST and name.lower() in map(str.lower, shape):
                yield below, False
            else:
                yield f"unknown field {below}", True


def is_whole(value: Any) -> bool:
    """Whether a value is decoded as a whole number: 3.0 is one, too."""
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)


def fits(value: Any, word: str) -> bool:
    """Whether a value is what a word says that it is."""
    if word == TEXT:
        return isinstance(value, str)
    if word == _SWITCH:
        return isinstance(value, bool)
    if word == _NUMBER:
        return is_whole(value)
    if word == _PAIRS:
        return isinstance(value, dict) and all(
            each is None or isinstance(each, str) for each in value.values()
        )
    return True
