"""Custom resources of operators, and what is seen of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.model.custom.adapted import CustomWorkload
from multiaz_lint.settings import Settings
from tests.adapted import cluster_of

if TYPE_CHECKING:
    from tests.drilled import Tree

HOST = "kubernetes.io/hostname"


def custom(kind: str, **spec: Any) -> Tree:
    group, _, name = kind.rpartition("/")
    return {"apiVersion": f"{group}/v1", "kind": name, "metadata": {"name": "x"}, "spec": spec}


def seen(tree: Tree, **settings: Any) -> dict[str, CustomWorkload]:
    """Return the workloads that a custom resource makes, by component."""
    workloads = cluster_of(yaml.safe_dump(tree), **settings).of(CustomWorkload)
    return {each.part: each for each in workloads}


def claimed(tree: Tree, part: str = "", **settings: Any) -> list[tuple[str, str | None, str]]:
    """Return name, class and size of the claims that each pod gets."""
    found = []
    for field in seen(tree, **settings)[part].claim_fields:
        spec = field.value["spec"]
        size = spec["resources"]["requests"]["storage"]
        found.append((field.value["metadata"]["name"], spec.get("storageClassName"), size))
    return found


def not_judged(tree: Tree) -> list[str]:
    """Return what the summary lists as not checked of a resource."""
    source = Source("m.yaml", yaml.safe_dump(tree))
    return [each.why for each in pipeline.check([source], Settings(plugins=False)).not_checked]


CASSANDRA = "cassandra.datastax.com/CassandraDatacenter"
