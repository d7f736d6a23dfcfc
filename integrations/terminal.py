"""Draws what the linter shows on a terminal: `python -m integrations.terminal` writes the picture.

The command really runs; its escapes become the colours of an SVG that loads nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PICTURE = PROJECT / "docs/assets/terminal.svg"
COMMAND = ("k8s", "--select", "api-invalid-toleration,spread-taints-ignore,pdb-missing")
APPLICATION = PROJECT / "fixtures/apps/cryptobot"
FILES = ("trade-deployment.yaml", "trade-hpa.yaml")
COLORS = {
    "1;31": "#ff7b72", "1;33": "#e3b341", "1;36": "#76e3ea", "1;34": "#79c0ff", "32": "#7ee787",
    "2": "#8b949e", "1": "#ffffff",
}  # fmt: skip
INK, PAPER = "#c9d1d9", "#0d1117"
COLUMNS, CELL, LINE, EDGE = 100, 8.4, 20, 20


def recording(folder: Path) -> str:
    """Run the linter on the example application, as a user would, and return what it prints."""
    (folder / "k8s").mkdir()
    for name in FILES:
        (folder / "k8s" / name).write_bytes((APPLICATION / name).read_bytes())
    done = subprocess.run(  # noqa: S603 - this project's own program
        [sys.executable, "-m", "multiaz_lint", *COMMAND, "--color", "always", "--isolated"],
        cwd=folder, env={**os.environ, "NO_COLOR": "", "COLUMNS": str(COLUMNS)}, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    command = f"\x1b[32m$\x1b[0m \x1b[1mmultiaz-lint {' '.join(COMMAND)}\x1b[0m"
    return f"{command}\n{done.stdout}"


def picture(text: str) -> str:
    """Return text with colours as an SVG."""
    lines = text.rstrip("\n").split("\n")
    width, height = COLUMNS * CELL + 2 * EDGE, len(lines) * LINE + 2 * EDGE
    rows = "\n".join(
        f'<text x="{EDGE}" y="{EDGE + LINE * number + 14}">{_spans(line)}</text>'
        for number, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}" role="img">\n'
        "<title>multiaz-lint on a terminal</title>\n"
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>\n'
        f'<g font-family="ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="14" '
        f'fill="{INK}">\n{rows}\n</g>\n</svg>\n'
    )


def _spans(line: str) -> str:
    parts, column = [], 0
    for style, words in re.findall(r"(?:\x1b\[([\d;]*)m)?([^\x1b]*)", line):
        if words:
            color = COLORS.get(style)
            fill = f' fill="{color}"' if color else ""
            weight = ' font-weight="bold"' if style.startswith("1") else ""
            x = EDGE + column * CELL
            length = len(words) * CELL
            cells = escape(words).replace(" ", "\N{NO-BREAK SPACE}")  # others are drawn as one
            parts.append(f'<tspan x="{x:g}" textLength="{length:g}"{fill}{weight}>{cells}</tspan>')
            column += len(words)
    return "".join(parts)


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        PICTURE.write_text(picture(recording(Path(folder))), encoding="utf-8")
