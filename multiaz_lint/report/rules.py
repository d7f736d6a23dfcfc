"""The list of all rules: a table for people, JSON and Markdown for programs and pages."""

from __future__ import annotations

import sys
from contextlib import contextmanager

from multiaz_lint import selection
from multiaz_lint.report.escape import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console

    from multiaz_lint.rule import Rule

_WIDEST = 160
_NARROWEST = 64
"""A console on which a table has room for what a rule says; below it, rules are a list."""
_COLORS = {"error": "red", "warning": "yellow", "info": "cyan", "off": "dim"}


def show(rules: Mapping[str, Rule], profile: str, form: str) -> None:
    """Write the list to standard output."""
    if form == "json":
        sys.stdout.write(as_json(rules, profile))
    elif form == "markdown":
        sys.stdout.write(as_markdown(rules, profile))
    else:
        _table(rules, profile)


def severity_in(rule: Rule, profile: str) -> str:
    """Return how grave a rule is in a profile; ``off`` where it does not run."""
    chosen = selection.choose({rule.id: rule}, profile=profile)
    return str(chosen[0].severity) if chosen else "off"


def parameters(rule: Rule) -> Iterator[str]:
    """Say of each parameter of a rule its type and default, then what they mean."""
    if rule.parameters is None:
        return
    defaults = rule.parameters()
    told = " ".join((rule.parameters.__doc__ or "").split()).replace("``", "`")
    for name, kind in selection.parameter_types(rule).items():
        value = getattr(defaults, name)
        default = list(value) if isinstance(value, (tuple, frozenset)) else value
        yield f"parameter `{name}` ({kind}), by default `{default}`"
    if told:
        yield f"parameters: {told}"


@contextmanager
def written(width: int) -> Iterator[Console]:
    """Give a console of at most this width; what goes to no terminal ends no line with blanks."""
    import io

    from rich.console import Console

    console = Console()
    if console.is_terminal:
        console.width = min(console.width, width)
        yield console
        return
    data, encoding = io.BytesIO(), sys.stdout.encoding or "utf-8"
    # The console draws with the letters that its file has.
    text = io.TextIOWrapper(data, encoding, "backslashreplace", newline="", write_through=True)
    yield Console(width=width, file=text)
    lines = data.getvalue().decode(encoding).splitlines()
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in lines))


def as_json(rules: Mapping[str, Rule], profile: str) -> str:
    import json

    listed = [
        {
            "id": rule.id,
            "category": rule.category,
            "severity": severity_in(rule, profile),
            "profiles": {each: severity_in(rule, each) for each in selection.PROFILES},
            "title": rule.title,
            "parameters": selection.parameter_types(rule),
            "preview": rule.preview,
        }
        for rule in rules.values()
    ]
    text = json.dumps({"version": 1, "profile": profile, "rules": listed}, indent=2)
    return text.replace("##", "#\\u0023") + "\n"  # what a CI server could take for a command


def as_markdown(rules: Mapping[str, Rule], profile: str) -> str:
    lines = ["| rule | category | severity | what it says |", "|---|---|---|---|"]
    lines += [
        f"| `{rule.id}` | {_cell(rule.category)} | {severity_in(rule, profile)} "
        f"| {_cell(rule.title)} |"
        for rule in rules.values()
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Return a text for a cell: pages of rules are Markdown, but they end no row."""
    return shown(text).replace("|", "\\|")


def _table(rules: Mapping[str, Rule], profile: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("rule", "severity", "what it says"):
        table.add_column(heading, no_wrap=heading != "what it says")
    category = ""
    rows = []
    for rule in sorted(rules.values(), key=lambda each: (each.category, each.id)):
        if rule.category != category:
            category = rule.category
            table.add_section()
        severity = severity_in(rule, profile)
        row = Text(rule.id), Text(severity, _COLORS[severity]), Text(shown(rule.title))
        table.add_row(*row)
        rows.append(row)
    with written(_WIDEST) as console:
        if console.width >= _NARROWEST:
            console.print(table)
            return
        for name, gravity, title in rows:
            console.print(name, gravity)
            console.print(Padding(title, (0, 0, 0, 2)))
