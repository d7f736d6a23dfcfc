"""Trees of kustomizations for tests, and what is found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multiaz_lint import pipeline
from multiaz_lint.settings import Settings

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
