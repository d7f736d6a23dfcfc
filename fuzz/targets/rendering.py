"""Fuzzes charts beside what Helm has rendered of them: a text is a tree of files, each named."""

from __future__ import annotations

import json
import re
from pathlib import Path

from fuzz import trees
from fuzz.target import Target
from multiaz_lint import pipeline
from multiaz_lint.load.folders import may_hold_manifests
from multiaz_lint.settings import Settings

_CASES = Path(__file__).parents[2] / "fixtures" / "helm"
_SETTINGS = Settings(plugins=False, matrix=True)
_TAKEN = 3
"""How many of the renders are damaged: most say the same."""


def charts(text: str) -> None:
    """Whatever a chart and its render say, each finding stands on a line of one of the files."""
    files = trees.sources(text)
    for source in files.values():
        source.plain = not may_hold_manifests(source.origin)
    trees.check_answer(pipeline.check(list(files.values()), _SETTINGS), files)


def _trees(_: str) -> list[str]:
    chart = {
        f"shop/{file.relative_to(_CASES / 'shop').as_posix()}": file.read_text("utf-8")
        for file in sorted((_CASES / "shop").rglob("*"))
        if file.is_file()
    }
    renders = (_CASES / "renders.jsonl").read_text("utf-8").splitlines()[:_TAKEN]
    whole = [{**chart, "rendered.yaml": json.loads(line)["rendered"]} for line in renders]
    return [trees.written(files.items()) for tree in whole for files in (tree, *_parts(tree))]


def _parts(tree: dict[str, str]) -> list[dict[str, str]]:
    """Return a template each with what it defines, and what was rendered of it alone."""
    documents = re.split(r"^---\n(?=# Source: )", tree["rendered.yaml"], flags=re.MULTILINE)
    found = []
    for name, body in tree.items():
        own = [each for each in documents if each.startswith(f"# Source: {name}\n")]
        if own:
            kept = {path: text for path, text in tree.items() if not may_hold_manifests(path)}
            kept["shop/Chart.yaml"] = tree["shop/Chart.yaml"]
            kept[name] = body
            kept["rendered.yaml"] = "".join(f"---\n{each}" for each in own)
            found.append(kept)
    return found


TARGETS = (Target("charts", charts, _trees, 60),)
