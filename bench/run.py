"""Measures the linter beside its peers and renews the table of ``docs/performance.md``.

``python -m bench.run`` makes the trees it needs in a temporary folder. Peers are looked for where
``python -m bench.peers`` puts them; those that are not there are left out. All commands of a row
run in turn, and the median of their processor times counts, so that a busy machine makes figures
worse, not ratios.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from bench import generate, measure, only_read, peers
from multiaz_lint import __version__

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
KINDS = (
    "Deployment,Service,PodDisruptionBudget,HorizontalPodAutoscaler,ConfigMap,"
    "CustomResourceDefinition"
)
SLOW = "checkov"
JUDGING = "kubeconform with schemas"
READING = "PyYAML"
HEADS = {
    "cached": "second run, from the cache",
    READING: "PyYAML's C loader, which only reads",
    "kubeconform": "kubeconform, which only reads",
}
NAMES = ("multiaz-lint", "cached", READING, "kube-score", "kubeconform", JUDGING, SLOW)
_CELLS = (
    "User and system time, time that passes, peak memory, and in brackets our user and system time "
    "as a part of theirs."
)


class Row:
    """One tree of manifests and what each tool cost on it."""

    def __init__(self, name: str, folder: Path, repeat: int, tools: tuple[str, ...]) -> None:
        self.name = name
        self.folder = folder
        self.repeat = repeat
        self.tools = tools
        self.runs: dict[str, measure.Run] = {}


def starter() -> list[str]:
    """Return how users start the linter: by its script, where it is installed."""
    script = Path(sys.executable).parent / "multiaz-lint"
    return [str(script)] if script.exists() else [sys.executable, "-m", "multiaz_lint"]


def commands() -> dict[str, list[str]]:
    """Return what each tool is called with, before the folder."""
    found = {
        "multiaz-lint": [*starter(), "--isolated", "--no-cache", "--format", "json"],
        "cached": [*starter(), "--isolated", "--format", "json"],
        READING: [sys.executable, "-m", "bench.only_read"],
    }
    arguments = {
        "kube-score": ["score"],
        "kubeconform": ["-skip", KINDS],
        "checkov": ["--framework", "kubernetes", "--skip-download", "--compact", "--quiet", "-d"],
    }
    for name, own in arguments.items():
        program = peers.FOLDER / name
        if program.exists():
            found[name] = [str(program), *own]
    if "kubeconform" in found and (peers.FOLDER / peers.SCHEMAS).exists():
        found[JUDGING] = [found["kubeconform"][0], *peers.with_schemas(peers.FOLDER)]
    return found


def command(name: str, start: list[str], folder: Path) -> list[str]:
    """Return the whole command of a tool; kube-score wants each file by name."""
    if name == "kube-score":
        return [*start, *sorted(map(str, folder.rglob("*.yaml")))]
    return [*start, str(folder)]


def fill(row: Row, tools: dict[str, list[str]], cache: Path) -> None:
    """Run all tools of a row in turn, once the cache holds its answer."""
    env = _environment(cache)
    measure.run(command("cached", tools["cached"], row.folder), str(row.folder), env)
    names = [name for name in row.tools if name in tools]
    runs: dict[str, list[measure.Run]] = {name: [] for name in names}
    for _ in range(row.repeat):
        for name in names:
            if name == SLOW and runs[name]:
                continue
            runs[name].append(
                measure.run(command(name, tools[name], row.folder), str(row.folder), env)
            )
    row.runs = {name: measure.median(found) for name, found in runs.items()}


def _environment(cache: Path) -> dict[str, str]:
    env = {
        **os.environ,
        "XDG_CACHE_HOME": str(cache),
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(cache / "bytecode"),
        "CKV_SKIP_PACKAGE_UPDATE_CHECK": "true",
    }
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


def table(rows: list[Row]) -> str:
    """Write the rows as Markdown."""
    lines = [
        "| tree | " + " | ".join(HEADS.get(name, name) for name in NAMES) + " |",
        "| --- |" + " ---: |" * len(NAMES),
    ]
    for row in rows:
        own = row.runs["multiaz-lint"]
        cells = []
        for name in NAMES:
            found = row.runs.get(name)
            if found is None:
                cells.append("")
                continue
            ratio = "" if found is own else f" ({own.cpu / found.cpu:.3f})"
            cells.append(f"{found.cpu:.2f} s, {found.wall:.2f} s, {found.peak:.0f} MiB{ratio}")
        lines.append(f"| {row.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def starting(folder: Path, cache: Path) -> str:
    """Count the instructions of short runs."""
    env = _environment(cache)
    short = {
        "`python -c pass`": [sys.executable, "-c", "pass"],
        "`multiaz-lint --version`": [*starter(), "--version"],
        "an unknown option": [*starter(), "--no-such-option"],
        "one file": [*starter(), "--isolated", "--no-cache", "--format", "json", str(folder)],
    }
    for name, start in commands().items():
        if name in {"kube-score", "kubeconform"}:
            short[f"one file, {name}"] = command(name, start, folder)
    lines = ["| run | million instructions | processor time |", "| --- | ---: | ---: |"]
    for name, each in short.items():
        runs = [measure.run(each, env=env) for _ in range(7)]
        counted = measure.instructions(each, env)
        million = "" if counted is None else f"{counted / 1e6:.0f}"
        lines.append(f"| {name} | {million} | {measure.median(runs).cpu * 1000:.0f} ms |")
    return "\n".join(lines)


def machine() -> str:
    """Describe where the figures come from."""
    model = ""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next(line.split(":")[1].strip() for line in file if "model name" in line)
    except (OSError, StopIteration):
        model = platform.machine()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"multiaz-lint {__version__}, Python {platform.python_version()}, {os.cpu_count()} x "
        f"{model}, load {load:.1f} when it began."
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small trees, one run each")
    parser.add_argument("--largest", type=int, default=20_000, help="most files of a tree")
    parser.add_argument("--repeat", type=int, help="how often each command runs")
    parser.add_argument("--corpus", help="a folder of real manifests to measure too")
    parser.add_argument("--print", action="store_true", help="print, and leave the page alone")
    options = parser.parse_args(arguments)
    where = machine()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = _rows(folder, options.quick, options.largest, options.corpus)
        tools = commands()
        for row in rows:
            row.repeat = options.repeat or row.repeat
            sys.stderr.write(f"{row.name}\n")
            fill(row, tools, folder / "cache")
        start = starting(rows[0].folder, folder / "cache")
        text = f"{where}\n\n{_CELLS}\n\n{table(rows)}\n\n{start}\n"
    if options.print or not PAGE.exists():
        sys.stdout.write(text)
        return 0
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


def _rows(folder: Path, quick: bool, largest: int, corpus: str | None) -> list[Row]:
    without = tuple(name for name in NAMES if name != SLOW)
    without_score = tuple(name for name in without if name != "kube-score")
    reading = tuple(name for name in without_score if name != JUDGING)
    rows: list[Row] = []
    for files in (1, 100) if quick else (1, 100, 1_000, 5_000, 20_000):
        if files > largest:
            continue
        place = folder / f"apps-{files}"
        generate.apps(place, files)
        repeat = 1 if quick else {1: 9, 100: 5, 1_000: 3, 5_000: 3}.get(files, 1)
        tools = NAMES if files <= 1_000 else without if files <= 5_000 else without_score
        rows.append(Row(f"{files:,} file{'s' if files > 1 else ''}", place, repeat, tools))
    if not quick:
        generate.crd(folder / "crd")
        rows.append(Row("one file of CRDs, 5 MB", folder / "crd", 3, reading))
        generate.namespace(folder / "namespace")
        name = "10,000 workloads, 50 budgets, 500 Services in one namespace"
        rows.append(Row(name, folder / "namespace", 1, without_score))
    if corpus:
        place = Path(corpus).absolute()
        size = sum(each.stat().st_size for each in only_read.manifests(place)) / 1e6
        # kubeconform would fetch the schemas of the kinds that it is not told to skip.
        own = ("multiaz-lint", "cached", READING)
        rows.append(Row(f"real manifests, {size:.1f} MB", place, 3, own))
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
