"""Trees that Flux and Argo CD deliver, and what is found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multiaz_lint import pipeline
from multiaz_lint.settings import Settings
from tests.kustomized import written
from tests.manifests import WEB

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from multiaz_lint.result import Result

FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: %s, namespace: flux-system}
spec:
  path: ./apps/web
  sourceRef: {kind: GitRepository, name: flux-system}
"""


PATCHES = """\
  patches:
  - target: {kind: Deployment}
    patch: |
      - op: replace
        path: /spec/replicas
        value: 2 # two
"""


JUDGED = "replicas-too-few api-decode-error"


ARGO_CD = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  source:
    repoURL: https://example.org/us.git
    path: apps/web
    kustomize:
      replicas: [{name: web, count: 2}]
"""


BASE = {"apps/web/kustomization.yaml": "resources: [web.yaml]\n", "apps/web/web.yaml": WEB}


def repository(folder: Path, texts: Mapping[str, str]) -> str:
    """Write files of a repository, and return its path."""
    (folder / ".git").mkdir(exist_ok=True)
    return written(folder, texts)


def linted(folder: Path, texts: Mapping[str, str], rules: str = "replicas-too-few") -> Result:
    settings = Settings(plugins=False, select=rules.split())
    return pipeline.run([repository(folder, texts)], settings)


def told(result: Result, folder: Path) -> list[tuple[str, int, str]]:
    """Return where findings stand, and with whom they are."""
    return [
        (each.place.origin.removeprefix(f"{folder}/"), each.place.line,
         " ".join(of.origin.removeprefix(f"{folder}/") for of in each.related))
        for each in result.diagnostics
    ]  # fmt: skip


FILLED = {
    "apps/web/web.yaml": WEB.replace("replicas: 3", "replicas: '${count:=3}'").replace(
        "web:1", "web:${tag}"
    )
}
