"""Random trees of kustomizations, and what Kustomize builds of them.

    python oracle/gen/kustomize.py SEED COUNT KUSTOMIZE > fixtures/kustomize/builds.jsonl

``KUSTOMIZE`` is the program. A line is a tree: its files, and the objects of each root, None where
Kustomize refuses it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import yaml

NAMES = ("web", "api", "db")


class Block(str):
    """A text that is written as a block of lines."""

    __slots__ = ()


def _written(dumper: yaml.SafeDumper, text: Block) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")


yaml.SafeDumper.add_representer(Block, _written)


class Maker:
    """Makes one tree after another."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.names: list[str] = []

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, of: Any, least: int, most: int) -> list[Any]:
        return self.random.sample(of, self.random.randint(least, min(most, len(of))))

    def named(self) -> str:
        """Return one of the names of the tree; seldom one that is not in it."""
        return self.random.choice(NAMES if self.chance(0.05) else self.names)

    def container(self, name: str) -> dict[str, Any]:
        made: dict[str, Any] = {"name": name}
        if self.chance(0.7):
            made["image"] = self.random.choice(["r/a:1", "r/b", "r/c@sha256:ab"])
        if self.chance(0.4):
            names = self.some("ABC", 0, 3)
            made["env"] = [{"name": each, "value": self.random.choice("12")} for each in names]
        if self.chance(0.4):
            made["ports"] = [
                {"containerPort": port}
                if self.chance(0.5)
                else {"containerPort": port, "protocol": self.random.choice(["TCP", "UDP"])}
                for port in self.some([80, 81, 82], 1, 2)
            ]
        if self.chance(0.3):
            made["resources"] = {"limits": {"cpu": self.random.choice([1, "2"])}}
        if self.chance(0.2):
            made["args"] = self.some(["v", "w", "x"], 2, 2)
        return made

    def pod_spec(self, *, whole: bool) -> dict[str, Any]:
        spec: dict[str, Any] = {}
        if whole or self.chance(0.6):
            names = self.some("abcd", 1, 2)
            spec["containers"] = [self.container(each) for each in names]
        if self.chance(0.4):
            spec["topologySpreadConstraints"] = [
                {
                    "topologyKey": key,
                    "maxSkew": self.random.randint(1, 2),
                    "whenUnsatisfiable": self.random.choice(["DoNotSchedule", "ScheduleAnyway"]),
                }
                for key in self.some(["zone", "host"], 1, 2)
            ]
        if self.chance(0.2):
            selecting = {"labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": "zone"}
            required = "requiredDuringSchedulingIgnoredDuringExecution"
            spec["affinity"] = {"podAntiAffinity": {required: [selecting]}}
        if self.chance(0.3):
            spec["tolerations"] = [{"key": self.random.choice("pq")}]
        if self.chance(0.3):
            spec["volumes"] = [{"name": each, "emptyDir": {}} for each in self.some("vw", 1, 2)]
        if self.chance(0.3):
            spec["nodeSelector"] = {self.random.choice("mk"): self.random.choice("12")}
        return spec

    def workload(self, name: str, *, whole: bool = True) -> dict[str, Any]:
        kind = "StatefulSet" if name == "db" else "Deployment"
        spec: dict[str, Any] = {"template": {"spec": self.pod_spec(whole=whole)}}
        if whole:
            spec["selector"] = {"matchLabels": {"app": name}}
            spec["template"]["metadata"] = {"labels": {"app": name}}
        if self.chance(0.6):
            spec["replicas"] = self.random.randint(0, 4)
        metadata: dict[str, Any] = {"name": name}
        if self.chance(0.3):
            metadata["labels"] = {self.random.choice("kl"): self.random.choice("12")}
        return {"apiVersion": "apps/v1", "kind": kind, "metadata": metadata, "spec": spec}

    def beside(self, name: str) -> dict[str, Any]:
        version, kind = self.random.choice(
            [
                ("v1", "Service"), ("policy/v1", "PodDisruptionBudget"), ("example.org/v1", "Thing"),
                ("batch/v1", "CronJob"), ("batch/v1", "Job"), ("apps/v1", "DaemonSet"),
                ("networking.k8s.io/v1", "NetworkPolicy"),
            ]
        )  # fmt: skip
        spec: dict[str, Any] = {"selector": {"app": name}, "ports": [{"port": 80}, {"port": 81}]}
        if kind == "PodDisruptionBudget":
            spec = {"maxUnavailable": 1, "selector": {"matchLabels": {"app": name}}}
        if kind == "NetworkPolicy":
            peers = [{"podSelector": {"matchLabels": {"app": name}}}]
            spec = {"podSelector": {"matchLabels": {"app": name}}, "ingress": [{"from": peers}]}
        if kind in {"CronJob", "Job", "DaemonSet"}:
            spec = {"template": {"spec": self.pod_spec(whole=True)}}
            if kind == "DaemonSet":
                spec["selector"] = {"matchLabels": {"app": name}}
            if kind == "CronJob":
                spec = {"schedule": "@daily", "jobTemplate": {"spec": spec}}
        if kind == "Thing":
            spec = {"containers": [{"name": "a", "image": "r/a:1"}, {"name": "b"}]}
        return {"apiVersion": version, "kind": kind, "metadata": {"name": name}, "spec": spec}

    def spoilt(self, node: Any, *, top: bool = True) -> None:
        """Put nulls and directives into a patch."""
        keys = {"apiVersion", "kind", "name", "metadata", "containerPort", "topologyKey"}
        if isinstance(node, dict):
            for key in list(node):
                if key in keys or key == "whenUnsatisfiable":
                    continue
                if self.chance(0.05):
                    node[key] = None
                else:
                    self.spoilt(node[key], top=False)
            # What deletes a port of a new container stays there: nobody means that.
            if not top and "containerPort" not in node and self.chance(0.04):
                node["$patch"] = self.random.choice(["delete", "replace", "merge"])
        elif isinstance(node, list):
            for each in node:
                self.spoilt(each, top=False)

    def operations(self) -> list[dict[str, Any]]:
        pods = "/spec/template/spec"
        return self.some(
            [
                {"op": "add", "path": f"{pods}/containers/-", "value": {"name": "z"}},
                {"op": "add", "path": f"{pods}/containers/0", "value": {"name": "u"}},
                {"op": "replace", "path": f"{pods}/containers/0/image", "value": "r/a:9"},
                {"op": "remove", "path": f"{pods}/containers/0/image"},
                {"op": "add", "path": "/spec/replicas", "value": 5},
                {"op": "replace", "path": "/spec/replicas", "value": 6},
                {"op": "move", "from": f"{pods}/nodeSelector", "path": f"{pods}/nodeSelector2"},
                {"op": "copy", "from": "/spec/selector/matchLabels", "path": f"{pods}/nodeSelector"},
                {"op": "test", "path": "/spec/replicas", "value": 3},
                {"op": "add", "path": "/metadata/labels", "value": {"k": "9"}},
                {"op": "add", "path": "/metadata/namespace", "value": "moved"},
                {"op": "remove", "path": "/metadata/namespace"},
                {"op": "replace", "path": "/metadata/name", "value": "other"},
                {"op": "add", "path": "/metadata/annotations", "value": {"a~b/c": "1"}},
            ],
            1, 2,
        )  # fmt: skip

    def target(self) -> dict[str, str]:
        return self.random.choice(
            [
                {"kind": "Deployment"},
                {"kind": "Deployment|StatefulSet", "name": "w.*"},
                {"group": "apps", "version": "v1", "kind": "Deployment", "name": "web"},
                {"labelSelector": "k in (1, 2)", "group": "apps"},
                {"labelSelector": "k!=1", "kind": "StatefulSet"},
                {"namespace": "prod", "kind": "Deployment"},
                {"name": "x-web", "kind": "Deployment"},
            ]
        )

    def generated(self, *, joins: bool) -> dict[str, Any]:
        """Return what generates a ConfigMap, or joins it with what a base has generated."""
        literals = [f"{key}={self.random.choice('12')}" for key in self.some("nop", 2, 3)]
        made: dict[str, Any] = {"name": "made", "literals": [*literals, "image=r/a:3"]}
        if joins:
            made["behavior"] = self.random.choice(["merge"] * 8 + ["replace", "create"])
        if self.chance(0.2):
            made["envs"] = ["made.env"]
        if self.chance(0.2):
            made["options"] = {"labels": {"k": "1"}}
        return made

    def replacement(self, *, generated: bool) -> dict[str, Any]:
        """Return a replacement: what it reads is seldom missing, and what it writes sometimes."""
        pods, first = "spec.template.spec", "spec.template.spec.containers.0"
        sources: list[dict[str, Any]] = [
            {"kind": "ConfigMap", "name": "made", "fieldPath": f"data.{self.random.choice('nnop')}"},
            {"kind": "ConfigMap", "fieldPath": "data.image"},
            {"name": self.named(), "group": "apps"},
            {"kind": "Deployment", "name": self.named(), "fieldPath": "metadata.namespace"},
            {"kind": "Deployment", "name": self.named(), "fieldPath": "spec.replicas"},
            {"name": self.named(), "group": "apps", "fieldPath": f"{first}.image"},
            {"name": self.named(), "group": "apps", "fieldPath": f"{pods}.containers.[name=a].name"},
            {"name": self.named(), "group": "apps", "fieldPath": "spec.selector"},
            {"name": self.named(), "group": "apps", "fieldPath": "spec.template.metadata.labels.app"},
        ]  # fmt: skip
        if generated:
            sources = sources[:2] * 4 + sources
        elif self.chance(0.9):
            sources = sources[2:]
        made: dict[str, Any] = {"source": self.random.choice(sources)}
        if self.chance(0.2) and made["source"].get("fieldPath", "").endswith("image"):
            made["source"]["options"] = {"delimiter": self.random.choice(":/"), "index": 1}
        if self.chance(0.15):
            made = {"sourceValue": self.random.choice(["3", "w", "true", "yes", "1.5", "r/a:7"])}
        target: dict[str, Any] = {"select": self.target()}
        if self.chance(0.2):
            target["reject"] = [self.random.choice([{"name": "web"}, {"labelSelector": "k=1"}])]
        if self.chance(0.9):
            target["fieldPaths"] = [
                self.random.choice(
                    [
                        "spec.replicas", "metadata.labels.k", f"{first}.image", f"{pods}.hostname",
                        f"{pods}.containers.*.image", f"{pods}.containers.[name=a].image",
                        f"{pods}.containers.[name=z].image", f"{first}.env.[name=A].value",
                        f"{first}.ports.0.containerPort", "metadata.annotations.[x.y/z]",
                        f"{pods}.tolerations.0.key", "metadata.namespace", "spec.selector",
                        f"{pods}.containers.[name=^a$].args.[=v]", f"{first}.resources.limits",
                        f"{first}.args.2", f"{pods}.topologySpreadConstraints.0.maxSkew",
                    ]
                )
            ]  # fmt: skip
        options: dict[str, Any] = {}
        # An item that does not fit its own pattern Kustomize creates again and again.
        if self.chance(0.85) and "^" not in str(target.get("fieldPaths")):
            options["create"] = True
        if self.chance(0.2):
            options |= {"delimiter": self.random.choice(":/"), "index": self.random.randint(-1, 2)}
        if options:
            target["options"] = options
        return {**made, "targets": [target]}

    def kustomization(self, files: dict[str, str], folder: str, listed: list[str]) -> None:
        """Put a kustomization into a folder, with the patches that it names."""
        made: dict[str, Any] = {"resources": listed}
        if self.chance(0.3):
            made["namespace"] = self.random.choice(["prod", "dev"])
        if self.chance(0.2):
            made["namePrefix"] = "x-"
        if self.chance(0.2):
            made["commonLabels"] = {"team": self.random.choice("ab")}
        if self.chance(0.2):
            made["labels"] = [{"pairs": {"tier": "t"}, "includeTemplates": self.chance(0.5)}]
        if self.chance(0.2):
            made["commonAnnotations"] = {"note": "n", "a/b": self.random.choice("12")}
        if self.chance(0.1):
            made["labels"] = [{"pairs": {"all": "l"}, "includeSelectors": True}]
        if self.chance(0.3):
            made["replicas"] = [{"name": self.named(), "count": 7}]
        if self.chance(0.3):
            made["images"] = [{"name": "r/a", "newTag": "5"}, {"name": "r/b", "newName": "s/b"}]
        is_there = "base/made.env" in files
        if self.chance(0.6 if folder == "base" or is_there else 0.05):
            made["configMapGenerator"] = [self.generated(joins=folder != "base")]
            files[f"{folder}/made.env"] = "# two\n n=3\n\no\nq=a=b \n"
        if self.chance(0.4):
            is_there = "base/made.env" in files
            made["replacements"] = [
                self.replacement(generated=is_there) for _ in range(self.random.randint(1, 2))
            ]
            if self.chance(0.2):
                text = yaml.safe_dump(made["replacements"], sort_keys=False)
                made["replacements"] = [{"path": "r.yaml"}]
                files[f"{folder}/r.yaml"] = text
        patches = []
        for number in range(self.random.randint(0, 2)):
            patch: Any = self.workload(self.named(), whole=False)
            self.spoilt(patch)
            entry: dict[str, Any] = {}
            if self.chance(0.4):
                entry["target"] = self.target()
            if self.chance(0.4):
                patch = self.operations()
                entry["target"] = self.target()
            elif self.chance(0.1):
                patch = {key: patch[key] for key in ("apiVersion", "kind", "metadata")}
                patch["$patch"] = "delete"
            text = yaml.safe_dump(patch, sort_keys=False)
            if self.chance(0.5):
                entry["patch"] = Block(text) if self.chance(0.7) else text
            else:
                entry["path"] = f"p{number}.yaml"
                files[f"{folder}/p{number}.yaml"] = text
            patches.append(entry)
        if patches:
            made["patches"] = patches
        files[f"{folder}/kustomization.yaml"] = yaml.safe_dump(made, sort_keys=False)

    def tree(self) -> tuple[dict[str, str], list[str]]:
        """Return the files of a tree, and the folders of its roots."""
        files: dict[str, str] = {}
        listed = []
        self.names = self.some(NAMES, 1, 3)
        for name in self.names:
            objects = [self.workload(name), *([self.beside(name)] if self.chance(0.5) else [])]
            files[f"base/{name}.yaml"] = yaml.safe_dump_all(objects, sort_keys=False)
            listed.append(f"{name}.yaml")
        self.kustomization(files, "base", listed)
        roots = ["dev", "prod"] if self.chance(0.6) else ["dev"]
        for root in roots:
            self.kustomization(files, root, ["../base"])
            if self.chance(0.2):
                path = f"{root}/kustomization.yaml"
                files[path] += "components: [../part]\n"
                if "part/kustomization.yaml" not in files:
                    self.kustomization(files, "part", [])
                    part = files["part/kustomization.yaml"]
                    head = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
                    files["part/kustomization.yaml"] = head + part
        return files, roots


def is_meant(builds: dict[str, list[Any] | None]) -> bool:
    """Whether somebody may mean what is built: no directives, no names and images but texts."""
    if "$patch" in json.dumps(builds):
        return False
    left: list[Any] = list(builds.values())
    while left:
        node = left.pop()
        if isinstance(node, dict):
            if not all(isinstance(node.get(each, ""), str) for each in ("name", "image")):
                return False
            left += node.values()
        elif isinstance(node, list):
            left += node
    return True


def built(program: str, folder: Path) -> list[Any] | None:
    """Return the objects that Kustomize builds of a folder; None where it refuses."""
    done = subprocess.run(
        [program, "build", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return None
    return [each for each in yaml.load_all(done.stdout, yaml.CSafeLoader) if each]


def record(maker: Maker, count: int, program: str) -> None:
    """Write trees, and what a program builds of them."""
    while count:
        files, roots = maker.tree()
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                path.write_text(text)
            builds = {root: built(program, Path(folder, root)) for root in roots}
        if is_meant(builds):
            count -= 1
            sys.stdout.write(json.dumps({"files": files, "builds": builds}) + "\n")


if __name__ == "__main__":
    record(Maker(int(sys.argv[1])), int(sys.argv[2]), sys.argv[3])
