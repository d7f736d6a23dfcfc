"""What spread constraints count besides their own pods, where they are written in several ways."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.company.counted import others_counted

_NOT_THERE = {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["none"]}]}
_ALL = {"matchExpressions": [{"key": "app", "operator": "Exists"}]}
_ONE = {"matchLabels": {"app": "d3"}}
_REVISION = {"matchExpressions": [{"key": "pod-template-hash", "operator": "Exists"}]}
_OTHERS = {"none": None, "not there": 14, "all": 14, "one": 1, "revision": None}
"""How many others each counts: an empty selector none, and no labels that are made up."""
_SELECTORS = {
    "none": {}, "not there": _NOT_THERE, "all": _ALL, "one": _ONE, "revision": _REVISION
}  # fmt: skip


def _cluster(names: tuple[str, ...]) -> Cluster:
    items: list[Any] = []
    for number in range(15):
        labels = {"app": f"d{number}"}
        pods: dict[str, Any] = {"containers": [{"name": "a", "image": "b:1"}]}
        if number < len(names):
            pods["topologySpreadConstraints"] = [{
                "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone",
                "whenUnsatisfiable": "DoNotSchedule", "labelSelector": _SELECTORS[names[number]],
            }]  # fmt: skip
        spec = {"selector": {"matchLabels": labels},
                "template": {"metadata": {"labels": labels}, "spec": pods}}  # fmt: skip
        tree = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": spec}
        items.append({**tree, "metadata": {"name": f"d{number}"}})
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
    return Cluster(objects.read(Source("a.json", text)).resources)


@pytest.mark.parametrize("names", [*itertools.permutations(_SELECTORS, 2)], ids=" before ".join)
def test_what_matches_the_same_is_counted_as_each_says(names: tuple[str, ...]) -> None:
    cluster = _cluster(names)
    for name, workload in zip(names, cluster.of(ScalableWorkload), strict=False):
        others = others_counted(workload, workload.spread[0], cluster)
        assert (others.number if others is not None else None) == _OTHERS[name], name
