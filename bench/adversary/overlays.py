"""Kustomizations that are made to cost much: many of one base, much in one, long ways."""

from __future__ import annotations

import json
from typing import Any

from bench.adversary.parts import ALL, deployment

LISTING = "resources: [../base]\n"
ROOT = "o/kustomization.yaml"


def _owned(name: str) -> dict[str, Any]:
    tree = deployment(name, ALL)
    tree["metadata"]["labels"] = {"own": name}
    return tree


def _based(many: int, overlays: dict[str, Any]) -> dict[str, bytes]:
    """Return a base of some workloads, and kustomizations by the paths of their files."""
    base = "".join(f"---\n{json.dumps(_owned(f'd{i}'))}\n" for i in range(many))
    files = {"base/kustomization.yaml": "resources: [d.yaml]\n", "base/d.yaml": base}
    for path, tree in overlays.items():
        files[path] = (
            tree if isinstance(tree, str) else json.dumps({"resources": ["../base"], **tree})
        )
    return {path: text.encode() for path, text in files.items()}


def _patch(name: str, replicas: int) -> str:
    spec = {"replicas": replicas}
    metadata = {"name": name}
    return json.dumps(
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
    )


def _labels(many: int, value: str) -> dict[str, str]:
    return {f"l{i}": value for i in range(many)}


def _operation(number: int) -> dict[str, Any]:
    return {"op": "add", "path": f"/metadata/labels/l{number}", "value": "v"}


def _delivered(many: int, base: dict[str, Any], added: dict[str, Any]) -> dict[str, bytes]:
    """Return a kustomization, and as many objects of Flux that have it built with more."""
    spec = {"path": "./o", **added}
    deliveries = [
        {
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
            "kind": "Kustomization",
            "metadata": {"name": f"k{i}"},
            "spec": spec,
        }
        for i in range(many)
    ]
    text = "".join(f"---\n{json.dumps(each)}\n" for each in deliveries)
    return _based(1, {ROOT: base, "flux.yaml": text})


CASES = {
    "overlays of one base": (
        lambda n: _based(1, {f"o{i}/kustomization.yaml": LISTING + f"namespace: n{i}\n"
                             for i in range(n)}), 5_000),
    "patches of one workload": (
        lambda n: _based(1, {ROOT: {"patches": [{"patch": _patch("d0", i)} for i in range(n)]}}),
        3_000),
    "patches of as many workloads": (
        lambda n: _based(n, {ROOT: {"patches": [{"patch": _patch(f"d{i}", i)} for i in range(n)]}}),
        1_000),
    "patches by labels of as many workloads": (
        lambda n: _based(n, {ROOT: {"patches": [{
            "target": {"labelSelector": f"own=d{i}"},
            "patch": '[{"op": "replace", "path": "/spec/replicas", "value": 2}]',
            } for i in range(n)]}}), 3_000),
    "replacements in as many workloads": (
        lambda n: _based(n, {ROOT: {"replacements": [{
            "source": {"kind": "Deployment", "name": f"d{i}", "fieldPath": "spec.replicas"},
            "targets": [{"select": {"kind": "Deployment", "name": f"d{i}"},
                         "fieldPaths": ["spec.replicas"]}]} for i in range(n)]}}), 3_000),
    "patches that fit nothing": (
        lambda n: _based(1, {ROOT: {"patches": [{"patch": _patch(f"x{i}", i)} for i in range(n)]}}),
        3_000),
    "operations of one JSON patch": (
        lambda n: _based(1, {ROOT: {"patches": [{
            "target": {"kind": "Deployment"},
            "patch": json.dumps([_operation(i) for i in range(n)])}]}}), 3_000),
    "labels of a kustomization": (
        lambda n: _based(1, {ROOT: {"commonLabels": _labels(n, "v")}}), 20_000),
    "labels that an overlay writes over": (
        lambda n: _based(1, {"b/kustomization.yaml": {"commonLabels": _labels(n, "v")},
                             ROOT: {"resources": ["../b"], "commonLabels": _labels(n, "w")}}),
        20_000),
    "images of a kustomization": (
        lambda n: _based(1, {ROOT: {"images": [
            {"name": f"i{i}", "newTag": "1"} for i in range(n)]}}), 10_000),
    "listed paths that are not there": (
        lambda n: _based(1, {ROOT: {"resources": ["../base", *(f"../x{i}" for i in range(n))]}}),
        100_000),
    "bases, each of the next": (
        lambda n: _based(1, {f"b{i}/kustomization.yaml": f"resources: [../b{i + 1}]\nnamespace: n\n"
                             for i in range(n)}), 5_000),
    "kustomizations that list one another": (
        lambda n: _based(1, {f"b{i}/kustomization.yaml": {"namespace": "n", "resources": [
            f"../b{i + 1}", f"../b{max(i - 1, 0)}"]} for i in range(n)}), 5_000),
    "deliveries of one folder": (
        lambda n: _delivered(n, {}, {"targetNamespace": "n"}), 5_000),
    "deliveries of as many images": (
        lambda n: _delivered(n, {"images": [{"name": f"i{i}", "newTag": "1"} for i in range(n)]},
                             {"images": [{"name": "i0", "newTag": "2"}]}), 2_000),
    "components of as many workloads": (
        lambda n: _based(n, {ROOT: {"namespace": "n1", "components": [
                                 f"../c{i}" for i in range(n)]},
                             **{f"c{i}/kustomization.yaml": "kind: Component\n"
                                for i in range(n)}}), 5_000),
    "unknown fields of a kustomization": (
        lambda n: _based(1, {ROOT: {f"f{i}": i for i in range(n)}}), 50_000),
}  # fmt: skip
