"""Manifests that many tests share, and how texts become resources for tests of the model."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.model import Cluster, Platform

if TYPE_CHECKING:
    from multiaz_lint.model import Resource

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
"""
LONE = WEB.replace("replicas: 3", "replicas: 1")
BUDGET = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
"""


def resources(text: str, origin: str = "example.yaml") -> list[Resource]:
    return list(objects.read(Source(origin, dedent(text))).resources)


def resource(text: str) -> Any:
    """The only resource of a text, seen through the view of its kind."""
    if "apiVersion" not in text:
        text = f"apiVersion: v1\nmetadata: {{name: example}}\n{dedent(text)}"
    (only,) = resources(text)
    return only


def cluster(text: str, **platform: Any) -> Cluster:
    return Cluster(resources(text), Platform(**platform))
