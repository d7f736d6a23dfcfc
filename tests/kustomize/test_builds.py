"""What we make of kustomizations, held against what Kustomize 5.8 builds of the same files."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.load.kustomize import kustomizer
from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.settings import Settings
from multiaz_lint.stages import reading
from multiaz_lint.stages.loading import load
from tests.kustomized import comparable, written

if TYPE_CHECKING:
    from multiaz_lint.model import Resource

CASES = Path(__file__).parents[2] / "fixtures" / "kustomize"
SETTINGS = Settings(plugins=False)

WITHOUT_NAMESPACE = {
    "Namespace", "APIService", "CustomResourceDefinition", "ValidatingWebhookConfiguration",
}  # fmt: skip


def cases() -> list[Any]:
    return [
        pytest.param(case, id=case.get("name", f"{name} {number}"))
        for name in ("builds", "cases", "labels", "transformers", "vars")
        for number, line in enumerate((CASES / f"{name}.jsonl").read_text().splitlines())
        for case in (json.loads(line),)
    ]


def namespace(tree: Any) -> str:
    """Return where an object belongs."""
    if tree["kind"] in WITHOUT_NAMESPACE:
        return ""
    found: str = tree["metadata"].get("namespace", "default")
    return found


def builds_of(found: list[Resource], roots: list[str]) -> dict[str, list[Resource]]:
    if len(roots) == 1:
        return {roots[0]: found}
    builds: dict[str, list[Resource]] = {root: [] for root in roots}
    for each in found:
        manifest = each.manifest
        assert isinstance(manifest, BuiltManifest)
        assert manifest.root is not None
        builds[manifest.root.origin.split("/")[-2]].append(each)
    return builds


@pytest.mark.parametrize("case", cases())
def test_builds_are_those_of_kustomize(
    tmp_path: Path, case: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is of a wrong type would be taken out of what is built.
    monkeypatch.setattr(kustomizer, "soundness", SimpleNamespace(settle=lambda *_: None))
    loaded = load(reading.read([written(tmp_path, case["files"])], SETTINGS), SETTINGS)
    builds = builds_of(loaded.resources, list(case["builds"]))
    for root, wanted in case["builds"].items():
        if wanted is None:
            assert loaded.not_checked, root
            continue
        ours = sorted(comparable(each.tree, each.namespace) for each in builds[root])
        theirs = sorted(
            comparable(each, namespace(each))
            for each in wanted
            if each["kind"] not in {"ConfigMap", "Secret"}  # generated ones are not judged
        )
        assert ours == theirs, root
