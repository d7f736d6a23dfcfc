"""Trees of kustomizations for tests, and what is found in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from multiaz_lint import fix, mending, pipeline
from multiaz_lint.settings import Settings
from multiaz_lint.stages import reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from multiaz_lint.result import Result

SETTINGS = Settings(plugins=False)


WHOLE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: dev}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "r/x:1"}]}
"""


BUDGET = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
"""


def written(folder: Path, texts: Mapping[str, str]) -> str:
    """Write files below a folder, and return its path."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(folder)


def check(folder: Path, texts: Mapping[str, str]) -> Result:
    return pipeline.run([written(folder, texts)], SETTINGS)


def rules(result: Result) -> set[str]:
    return {each.rule for each in result.diagnostics}


def where(result: Result, rule: str) -> list[tuple[str, int, int]]:
    return [
        ("/".join(each.place.origin.split("/")[-2:]), each.place.line, each.place.column)
        for each in result.diagnostics
        if each.rule == rule
    ]


def changes(
    folder: Path, texts: Mapping[str, str], rules: str, *paths: str, unsafe: bool = True
) -> dict[str, str]:
    """Return the files below a folder that are mended, with their new texts."""
    settings = Settings(plugins=False, select=rules.split())
    written(folder, texts)
    every = [str(folder / path) for path in paths or (".",)]
    options = fix.FixOptions(unsafe=unsafe)
    _, plan = mending.plan(reading.read(every, settings), settings, options)
    return {each.origin.removeprefix(f"{folder}/"): each.new for each in plan.changes}


def plain(value: Any) -> Any:
    """Return a value without what says nothing to Kubernetes: nulls."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if each is not None}
    return [plain(each) for each in value] if isinstance(value, list) else value


def comparable(tree: Any, namespace: str) -> tuple[Any, ...]:
    """Return what is compared: prefixes of names are not put into our trees."""
    tree = plain(tree)
    metadata = dict(tree.pop("metadata", {}))
    name = metadata.pop("name").removeprefix("x-x-").removeprefix("x-")
    metadata.pop("namespace", None)
    rest = json.dumps([metadata, tree], sort_keys=True)
    return tree["kind"], namespace, name, rest


BARE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  template: {spec: {containers: [{name: c, image: "r/x:1"}]}}
"""


OVERLAYS = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": WHOLE.replace("replicas: 3", "replicas: 1").replace(", namespace: dev", ""),
    "dev/kustomization.yaml": "resources: [../base]\n",
    "prod/kustomization.yaml": (
        "resources: [../base]\n"
        "patches:\n"
        "- target: {kind: Deployment, name: w.b}\n"
        "  patch: |-\n"
        "    - op: replace\n"
        "      path: /spec/replicas\n"
        "      value: 4\n"
        "- path: spread.yaml\n"
    ),
    "prod/spread.yaml": (
        "apiVersion: apps/v1\n"
        "kind: Deployment\n"
        "metadata: {name: web}\n"
        "spec:\n"
        "  template:\n"
        "    spec:\n"
        "      topologySpreadConstraints:\n"
        "      - maxSkew: 3\n"
        "        topologyKey: topology.kubernetes.io/zone\n"
        "        whenUnsatisfiable: DoNotSchedule\n"
        "        labelSelector: {matchLabels: {app: web}}\n"
    ),
}


ADDING = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": WHOLE.replace(", namespace: dev", ""),
    "dev/kustomization.yaml": "resources: [../base]\n",
    "prod/kustomization.yaml": "resources: [../base, budget.yaml]\n",
    "prod/budget.yaml": BUDGET,
}
