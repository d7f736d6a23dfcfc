"""A tree in which files are written as people write them on Windows, and one as elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

APP = Path(__file__).parents[2] / "fixtures/apps/cryptobot"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\nspec:\n  containers:\n"
FILES = {
    # Opened as a text, a file of Windows ends at the sign 26.
    "k8s/ends.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}  # \x1a\n"
    "---\n" + POD % "behind" + "  - {name: a, image: a}\n",
    "k8s/letters.yaml": POD % "letters" + '  - {name: a, image: "é:€", args: ["日本 😀"]}\n',
    "k8s/left-out.tmp.yaml": POD % "left-out" + "  - {name: a}\n",
    "vendor/web.yaml": POD % "vendor" + "  - {name: a}\n",
    ".gitignore": "*.tmp.yaml\n",
    ".multiaz-lint.yaml": "exclude: [vendor/]\nrule_files: [lint/own.yaml]\nignore:\n"
    "- {rule: image-latest, path: k8s/trade*, reason: tried}\n",
    "lint/own.yaml": "id: own-names\nseverity: warning\nkinds: [Pod]\n"
    "doc: |\n  A name is short.\n\n  Nobody reads long ones.\n"
    "each: $.metadata\nfield: name\nexpect: {matches: '^.{1,5}$'}\nmessage: a long name\n"
    "bad: |\n  apiVersion: v1\n  kind: Pod\n  metadata:\n    name: letters  # <-- long\n"
    "good: |\n  apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n",
    "base/kustomization.yaml": "resources: [../k8s/backtest-deployment.yaml]\n",
    "overlays/prod/kustomization.yaml": "resources: [../../base]\nnamePrefix: prod-\n"
    "replicas:\n- {name: backtest, count: 2}\n",
}


def make(folder: Path) -> None:
    """Write the tree anew, every second file with the line ends of Windows."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / ".git").mkdir(parents=True)
    texts = {f"k8s/{each.name}": each.read_text("utf-8") for each in sorted(APP.glob("*.yaml"))}
    for number, (name, text) in enumerate({**FILES, **texts}.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode()
        path.write_bytes(data.replace(b"\n", b"\r\n") if number % 2 else data)


def contents(folder: Path) -> dict[str, bytes]:
    """Return what the files below a folder hold, but for those of a cache."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "cache" not in path.parts
    }
