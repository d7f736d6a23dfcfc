"""What Helm renders of a chart, and from which line of a template each line of that comes.

    python oracle/gen/helm.py HELM... > fixtures/helm/renders.jsonl

``HELM`` are programs: one of each version. The chart is rendered twice: as it is, and with its file and the number of its line
at the end of each line of its templates that says something literally. A line of the output is a
set of options: what Helm made of them, and the place in a template for each line where it is known.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHART = "fixtures/helm/shop"
OPTIONS = (
    (),
    ("--values", f"{CHART}/values-prod.yaml"),
    ("--set", "autoscaling.enabled=true"),
    ("--set", "note=urgent,environment=null,budget=false"),
    ("--set", "podAnnotations.team=shop,workers.mail=null"),
    ("--set", "cache.enabled=false,tolerations=null,resources=null"),
)
MARK = re.compile(r" # @(\S+)@")


def marked(name: str, text: str) -> str:
    """Return a template with its name and numbers at the ends of lines that are no action alone."""
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        alone = re.fullmatch(r"\s*\{\{.*\}\}\s*", line)
        says = line.strip() not in {"", "---"} and not alone and not line.endswith("-}}")
        lines.append(f"{line} # @{name}:{number}@" if says else line)
    return "\n".join(lines)


def rendered(helm: str, chart: Path, options: tuple[str, ...]) -> str:
    """Return what Helm makes of a chart."""
    command = [helm, "template", "rel", str(chart), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def version_of(helm: str) -> str:
    """Return what a program calls itself, as v3.18."""
    command = [helm, "version", "--template", "{{ .Version }}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main(helm: str) -> None:
    version = version_of(helm)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "shop")
        shutil.copytree(CHART, copy)
        for template in [path for path in copy.rglob("templates/**/*") if path.is_file()]:
            name = template.relative_to(folder).as_posix()
            template.write_text(marked(name, template.read_text("utf-8")), "utf-8")
        for options in OPTIONS:
            plain = rendered(helm, Path(CHART), options)
            numbered = rendered(helm, copy, options)
            if MARK.sub("", numbered) != plain:
                message = f"the numbers change what is made with {options}"
                raise SystemExit(message)
            lines = {
                number: found[1]
                for number, line in enumerate(numbered.split("\n"), 1)
                if (found := MARK.search(line))
            }
            print(
                json.dumps({"helm": version, "options": options, "rendered": plain, "lines": lines})
            )


if __name__ == "__main__":
    for program in sys.argv[1:]:
        main(program)
