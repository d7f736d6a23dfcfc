"""Random trees that GitOps tools deliver, and what Flux and Argo CD build of them.

    python oracle/gen/gitops.py SEED COUNT KUSTOMIZE FLUX > fixtures/kustomize/deliveries.jsonl

``KUSTOMIZE`` and ``FLUX`` are the programs, the second that of ``oracle/flux``. Argo CD edits the
kustomization with the first (argo-cd util/kustomize Build, v2.14). A line is a tree: its files, and
the objects that each delivery builds, by the name of its file; None where it is refused.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from kustomize import Block, Maker, built, is_meant

LOOSE = "loose"
"""A folder without kustomization, which only Flux takes."""


class Deliverer(Maker):
    """Makes trees with objects that have them delivered."""

    def patches(self) -> list[dict[str, Any]]:
        made = []
        for _ in range(self.random.randint(0, 2)):
            patch: Any = self.workload(self.named(), whole=False)
            self.spoilt(patch)
            entry: dict[str, Any] = {}
            if self.chance(0.5):
                patch = self.operations()
            if isinstance(patch, list) or self.chance(0.4):
                entry["target"] = self.target()
            entry["patch"] = Block(yaml.safe_dump(patch, sort_keys=False))
            made.append(entry)
        return made

    def common(self, *, has_part: bool) -> dict[str, Any]:
        """Return what both tools add by the same names."""
        made: dict[str, Any] = {}
        if self.chance(0.7):
            made["patches"] = self.patches()
        if self.chance(0.2):
            made["namePrefix"] = "x-"
        if self.chance(0.2) and has_part:
            made["components"] = ["../part"]
        return made

    def flux(self, folder: str, *, has_part: bool) -> dict[str, Any]:
        spec = {
            "path": f"./{folder}",
            "sourceRef": {"kind": "GitRepository"},
            **self.common(has_part=has_part),
        }
        if self.chance(0.3):
            spec["targetNamespace"] = self.random.choice(["prod", "stage"])
        if self.chance(0.4):
            spec["images"] = self.some([{"name": "r/a", "newTag": "6"}, {"name": "r/b"}], 1, 2)
            spec["images"].append({"name": "r/c", "newName": "t/c", "digest": "sha256:cd"})
        if self.chance(0.3):
            spec["commonMetadata"] = {"labels": {"k": "f"}, "annotations": {"note": "f"}}
        version = "kustomize.toolkit.fluxcd.io/v1"
        return {"apiVersion": version, "kind": "Kustomization", "spec": spec}

    def argo_cd(self, folder: str, *, has_part: bool) -> dict[str, Any]:
        made = self.common(has_part=has_part)
        if self.chance(0.3):
            made["namespace"] = self.random.choice(["prod", "stage"])
        if self.chance(0.4):
            made["images"] = self.some(["r/a:6", "r/b=s/d:2", "r/c=t/c@sha256:cd"], 1, 3)
        if self.chance(0.3):
            made["replicas"] = [{"name": self.named(), "count": self.random.randint(0, 3)}]
        if self.chance(0.2):
            made["commonLabels"] = {"app-of": "a"}
            made["labelWithoutSelector"] = self.chance(0.5)
        if self.chance(0.2):
            made["commonAnnotations"] = {"noted": "a"}
        spec = {"source": {"path": folder, "kustomize": made}}
        return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "spec": spec}

    def substitute(self) -> dict[str, str]:
        made = {"count": self.random.choice("0123"), "tag": self.random.choice(["v2", "3", "1.10"])}
        if self.chance(0.7):
            made["any"] = self.random.choice(["4", "007", "true", "1e3", "a.b", "", "x-1", "no"])
        return made

    def delivered(self) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        """Return the files of a tree, and the objects that deliver it by their files."""
        files, roots = self.tree()
        for name, text in files.items():
            # Kustomize takes n for a text, and what reads its file besides for false.
            files[name] = text.replace("note: n\n", "note: t\n")
        filling = self.chance(0.3)
        if filling:
            for name, text in files.items():
                files[name] = with_variables(text)
        has_part = "part/kustomization.yaml" in files
        objects = {}
        folders = [self.random.choice(["base", *roots]) for _ in range(self.random.randint(2, 3))]
        if self.chance(0.3):
            files[f"{LOOSE}/more/{self.names[0]}.yaml"] = files[f"base/{self.names[0]}.yaml"]
            files[f"{LOOSE}/inner/kustomization.yaml"] = (
                "resources: [../../base]\nnamespace: inner\n"
            )
            folders += [LOOSE] * 2
        for number, folder in enumerate(folders):
            flux = filling or folder == LOOSE or self.chance(0.5)
            make = self.flux if flux else self.argo_cd
            each = make(folder, has_part=has_part)
            while not changes(each):
                each = make(folder, has_part=has_part)
            if filling:
                each["spec"]["postBuild"] = {"substitute": self.substitute()}
            each["metadata"] = {"name": f"d{number}", "namespace": "system"}
            file = f"clusters/d{number}.yaml"
            objects[file] = each
            files[file] = yaml.safe_dump(each, sort_keys=False)
        return files, objects


def with_variables(text: str) -> str:
    """Return a manifest in which values are variables."""
    text = re.sub(r"replicas: (\d)", r"replicas: ${count:=\1}", text)
    text = text.replace("image: r/a:1", "image: r/a:${tag}")
    things = "  any: ${any}\n  text: '${any}'\n  both: a-${any:-d}-b\n  none: ${none}\n"
    return re.sub(r"(kind: Thing\n(?:.*\n)*?spec:\n)", rf"\1{things}", text)


def changes(delivery: dict[str, Any]) -> bool:
    """Whether it changes what it delivers, by more than a prefix of names."""
    spec = delivery["spec"]
    own = spec if "path" in spec else spec["source"]["kustomize"]
    return any(
        own.get(key)
        for key in own
        if key not in {"path", "sourceRef", "namePrefix", "components", "labelWithoutSelector"}
    )


def edits(wanted: dict[str, Any]) -> list[list[str]]:
    """Return the commands by which Argo CD edits a kustomization."""
    made = []
    if "namePrefix" in wanted:
        made.append(["set", "nameprefix", "--", wanted["namePrefix"]])
    if wanted.get("images"):
        made.append(["set", "image", *wanted["images"]])
    if wanted.get("replicas"):
        counts = [f"{each['name']}={each['count']}" for each in wanted["replicas"]]
        made.append(["set", "replicas", *counts])
    if wanted.get("commonLabels"):
        plain = ["--without-selector"] if wanted["labelWithoutSelector"] else []
        pairs = [f"{key}:{value}" for key, value in wanted["commonLabels"].items()]
        made.append(["add", "label", *plain, *pairs])
    if wanted.get("commonAnnotations"):
        pairs = [f"{key}:{value}" for key, value in wanted["commonAnnotations"].items()]
        made.append(["add", "annotation", *pairs])
    if "namespace" in wanted:
        made.append(["set", "namespace", "--", wanted["namespace"]])
    return made


def by_argo_cd(program: str, folder: Path, wanted: dict[str, Any]) -> list[Any] | None:
    for each in edits(wanted):
        if subprocess.run(
            [program, "edit", *each], cwd=folder, capture_output=True, check=False
        ).returncode:
            return None
    file = folder / "kustomization.yaml"
    tree = yaml.safe_load(file.read_text())
    tree["patches"] = tree.get("patches", []) + [dict(each) for each in wanted.get("patches", [])]
    file.write_text(yaml.safe_dump(tree, sort_keys=False))
    if wanted.get("components"):
        command = [program, "edit", "add", "component", *wanted["components"]]
        if subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode:
            return None
    return built(program, folder)


def by_flux(program: str, folder: Path, file: Path) -> list[Any] | None:
    done = subprocess.run(
        [program, str(folder), str(file)], capture_output=True, text=True, check=False
    )
    found = json.loads(done.stdout or "null")
    return found if isinstance(found, list) else None


def main(seed: int, count: int, kustomize: str, flux: str) -> None:
    maker = Deliverer(seed)
    while count:
        files, objects = maker.delivered()
        builds = {}
        for name, each in objects.items():
            with tempfile.TemporaryDirectory() as folder:
                for file, text in files.items():
                    path = Path(folder, file)
                    path.parent.mkdir(exist_ok=True, parents=True)
                    path.write_text(text)
                if each["kind"] == "Application":
                    source = each["spec"]["source"]
                    at = Path(folder, source["path"])
                    builds[name] = by_argo_cd(kustomize, at, source["kustomize"])
                else:
                    builds[name] = by_flux(flux, Path(folder), Path(folder, name))
        if is_meant(builds):
            count -= 1
            sys.stdout.write(json.dumps({"files": files, "builds": builds}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
