"""Random trees of kustomizations with vars, and what Kustomize builds of them.

    python oracle/gen/vars.py SEED COUNT KUSTOMIZE > fixtures/kustomize/vars.jsonl

A line is a tree as ``gen/kustomize.py`` writes it: its files, and the objects of each root, None
where Kustomize refuses it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import yaml
from kustomize import built

TEXTS = (
    "$(NAME)", "a-$(NAME).$(PORT)", "$$(NAME)", "$(NONE)", "$", "a$", "$(", "$a$$b", "$(FLAG)",
    "$(PORT)", "$(SPACE)", "plain", "$(LABEL)x$(LABEL)", "$(WHOLE)",
)  # fmt: skip


class Maker:
    """Makes one tree after another."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def text(self) -> str:
        return self.random.choice(TEXTS)

    def texts(self) -> dict[str, str]:
        return {f"t{number}": self.text() for number in range(self.random.randint(1, 3))}

    def container(self) -> dict[str, Any]:
        made: dict[str, Any] = {"name": "c", "image": "r/a:1"}
        if self.chance(0.6):
            made["args"] = [self.text() for _ in range(2)]
        if self.chance(0.4):
            made["env"] = [{"name": "A", "value": self.text()}, {"name": "B"}]
        if self.chance(0.2):
            made["volumeMounts"] = [{"name": "v", "mountPath": self.text()}]
        return made

    def workload(self) -> dict[str, Any]:
        kind = self.random.choice(["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"])
        spec: dict[str, Any] = {"containers": [self.container()]}
        if self.chance(0.3):
            spec["initContainers"] = [self.container()]
        if self.chance(0.2):
            spec["volumes"] = [{"name": "v", "nfs": {"server": self.text(), "path": "/"}}]
        template: dict[str, Any] = {"spec": spec}
        if self.chance(0.5):
            template["metadata"] = {"annotations": self.texts(), "labels": self.texts()}
        body: dict[str, Any] = {"template": template}
        if kind == "CronJob":
            body = {"jobTemplate": {"spec": body}}
        version = "batch/v1" if "Job" in kind else "apps/v1"
        metadata: dict[str, Any] = {"name": "web"}
        for field in ("labels", "annotations"):
            if self.chance(0.4):
                metadata[field] = self.texts()
        return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": body}

    def service(self) -> dict[str, Any]:
        metadata: dict[str, Any] = {"name": "web", "labels": {"tier": "front"}}
        if self.chance(0.3):
            metadata["namespace"] = "dev"
        ports = [{"name": "a", "port": 80, "targetPort": self.text()}]
        spec = {"ports": ports, "publishNotReadyAddresses": True, "sessionAffinity": "None"}
        return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}

    def ingress(self) -> dict[str, Any]:
        return {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "Ingress",
            "metadata": {"name": "web"},
            "spec": {
                "rules": [{"host": self.text()}],
                "tls": [{"hosts": [self.text()], "secretName": self.text()}],
            },
        }

    def var(self, name: str, kind: str, field: str = "", **more: str) -> dict[str, Any]:
        made: dict[str, Any] = {"name": name, "objref": {"kind": kind, "name": "web", **more}}
        if field:
            made["fieldref"] = {"fieldPath": field}
        return made

    def vars(self) -> list[dict[str, Any]]:
        """Return some vars; seldom one that is not there."""
        service = {"apiVersion": "v1"}
        found = [
            self.var("NAME", "Service", **service),
            self.var("FLAG", "Service", "spec.publishNotReadyAddresses", **service),
            self.var("LABEL", "Service", "metadata.labels.tier", **service),
            self.var("WHOLE", "Service", "spec.ports", **service),
        ]
        if self.chance(0.1):
            found.append(self.var("SPACE", "Service", "metadata.namespace", **service))
        if self.chance(0.06):
            found.append(self.var("NAME", "Ingress", apiVersion="networking.k8s.io/v1"))
        if self.chance(0.06):
            found.append(self.var("GONE", "Secret", apiVersion="v1"))
        if self.chance(0.06):
            found.append(self.var("LACKS", "Service", "spec.none", **service))
        found.append(self.var("PORT", "ServiceAccount", "metadata.labels.port", **service))
        return self.random.sample(found, self.random.randint(1, len(found)))

    def tree(self) -> tuple[dict[str, str], list[str]]:
        """Return the files of a tree, and the folders of its roots."""
        settings: dict[str, Any] = {"apiVersion": "v1", "kind": "ServiceAccount"}
        settings["metadata"] = {"name": "web", "labels": {"port": self.random.choice(["80", "a"])}}
        objects = [self.workload(), self.service(), self.ingress(), settings]
        base: dict[str, Any] = {"resources": ["all.yaml"]}
        top: dict[str, Any] = {"resources": ["../base"]}
        for each in (base, top):
            if self.chance(0.7 if each is base else 0.3):
                each["vars"] = self.vars()
            if self.chance(0.3):
                each["namePrefix"] = "x-"
            if self.chance(0.3):
                each["namespace"] = self.random.choice(["dev", "prod"])
            if self.chance(0.2):
                each["commonAnnotations"] = {"by": self.random.choice("ab")}
        files = {
            "base/all.yaml": yaml.safe_dump_all(objects, sort_keys=False),
            "base/kustomization.yaml": yaml.safe_dump(base, sort_keys=False),
            "top/kustomization.yaml": yaml.safe_dump(top, sort_keys=False),
        }
        return files, ["top"]


def main(seed: int, count: int, program: str) -> None:
    maker = Maker(seed)
    for _ in range(count):
        files, roots = maker.tree()
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                path.write_text(text)
            builds = {root: built(program, Path(folder, root)) for root in roots}
        sys.stdout.write(json.dumps({"files": files, "builds": builds}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
