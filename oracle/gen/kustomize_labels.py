"""Random trees of kustomizations that give labels and annotations again and again.

    python oracle/gen/kustomize_labels.py SEED COUNT KUSTOMIZE > fixtures/kustomize/labels.jsonl

Lines are those of ``kustomize.py``. Labels that several fields have as one are what it is about.
"""

from __future__ import annotations

import sys
from typing import Any

import yaml
from kustomize import Maker, record

KEYS = ("app", "env", "tier")
VALUES = ("a", "b", "c")
FIELDS = (
    "metadata.labels.env", "metadata.labels.tier", "metadata.annotations.env",
    "spec.template.metadata.labels.env", "spec.template.metadata.labels.tier",
    "spec.selector.matchLabels.env", "spec.selector.env",
)  # fmt: skip


class Relabelling(Maker):
    """Makes trees of three layers, whose labels have three names and three values."""

    def pairs(self) -> dict[str, str]:
        return {key: self.random.choice(VALUES) for key in self.some(KEYS, 1, 2)}

    def entry(self) -> dict[str, Any]:
        made: dict[str, Any] = {"pairs": self.pairs()}
        which = self.random.choice(["includeSelectors", "includeTemplates", ""])
        if which:
            made[which] = True
        if self.chance(0.2):
            path = self.random.choice(["spec/template/metadata/labels", "spec/new/labels"])
            made["fields"] = [{"path": path, "kind": "Deployment", "create": True}]
        return made

    def change(self) -> dict[str, Any]:
        """Return a patch of labels and annotations."""
        target = self.target()
        if self.chance(0.3):
            op = self.random.choice(["add", "replace", "remove", "copy"])
            path = f"/metadata/labels/{self.random.choice(KEYS)}"
            operation: dict[str, Any] = {"op": op, "path": path, "value": "j"}
            if op == "copy":
                operation = {"op": op, "from": path, "path": "/metadata/labels/copied"}
            return {"target": target, "patch": yaml.safe_dump([operation])}
        name = self.named()
        made: dict[str, Any] = {
            "apiVersion": "apps/v1",
            "kind": "StatefulSet" if name == "db" else "Deployment",
            "metadata": {"name": name},
        }
        if self.chance(0.6):
            made["metadata"]["labels"] = self.pairs()
        if self.chance(0.3):
            made["metadata"]["annotations"] = self.pairs()
        if self.chance(0.4):
            made["spec"] = {"template": {"metadata": {"labels": self.pairs()}}}
        if self.chance(0.2):
            made.setdefault("spec", {})["selector"] = {"matchLabels": self.pairs()}
        for each in (made["metadata"], made.get("spec", {}).get("template", {}).get("metadata")):
            if each and "labels" in each and self.chance(0.15):
                each["labels"]["$patch"] = self.random.choice(["replace", "merge", "delete"])
        entry = {"patch": yaml.safe_dump(made)}
        return {**entry, "target": target} if self.chance(0.2) else entry

    def written(self) -> dict[str, Any]:
        """Return a replacement of labels."""
        target: dict[str, Any] = {
            "select": self.target(),
            "fieldPaths": self.some(FIELDS, 1, 2),
            "options": {"create": True},
        }
        if self.chance(0.4):
            target["options"] |= {"delimiter": "-", "index": self.random.randint(-1, 1)}
        return {"sourceValue": self.random.choice(["r", "s"]), "targets": [target]}

    def kustomization(self, files: dict[str, str], folder: str, listed: list[str]) -> None:
        made: dict[str, Any] = {"resources": listed}
        if self.chance(0.6):
            made["labels"] = [self.entry() for _ in range(self.random.randint(1, 2))]
        if self.chance(0.3):
            made["commonLabels"] = self.pairs()
        if self.chance(0.3):
            made["commonAnnotations"] = self.pairs()
        if self.chance(0.2):
            made["namePrefix"] = "x-"
        if self.chance(0.4):
            made["patches"] = [self.change() for _ in range(self.random.randint(1, 2))]
        if self.chance(0.3):
            made["replacements"] = [self.written()]
        if self.chance(0.2):
            adding = {
                "apiVersion": "builtin",
                "kind": self.random.choice(["LabelTransformer", "AnnotationsTransformer"]),
                "metadata": {"name": "adding"},
                "fieldSpecs": [{"path": "metadata/labels", "create": True}],
            }
            field = "labels" if adding["kind"] == "LabelTransformer" else "annotations"
            adding[field] = self.pairs()
            made["transformers"] = [yaml.safe_dump(adding)]
        files[f"{folder}/kustomization.yaml"] = yaml.safe_dump(made, sort_keys=False)

    def tree(self) -> tuple[dict[str, str], list[str]]:
        files, roots = super().tree()
        if self.chance(0.5):
            for root in roots:
                path = f"{root}/kustomization.yaml"
                files[path] = files[path].replace("- ../base\n", "- ../middle\n")
            self.kustomization(files, "middle", ["../base"])
        return files, roots


if __name__ == "__main__":
    record(Relabelling(int(sys.argv[1])), int(sys.argv[2]), sys.argv[3])
