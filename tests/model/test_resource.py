"""A resource and what is worked out of its tree."""

from __future__ import annotations

from multiaz_lint.model import Deployment
from tests.manifests import cluster

ONE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 1}
"""


def test_what_was_worked_out_goes_with_its_tree() -> None:
    (web,) = cluster(ONE).of(Deployment)
    assert web.spec == {"replicas": 1}
    assert not web.owned
    owner = {"apiVersion": "v1", "kind": "Thing", "name": "x", "controller": True}
    web.replace({**web.tree, "metadata": {"ownerReferences": [owner]}, "spec": {"replicas": 2}})
    assert web.spec == {"replicas": 2}
    assert web.owned
