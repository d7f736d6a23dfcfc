"""Writes the documents that are made from the rules, and checks that all documents are true.

``python -m tests.documents`` writes ``docs/rules/``; with ``--check`` nothing is written, and what
differs, or links to nothing, is told.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from multiaz_lint import catalog, selection
from multiaz_lint.report.rules import severity_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from multiaz_lint.rule import Rule

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "rules"
HEADINGS = {
    "bad": "## What is bad",
    "good": "## What is good",
    "fixed": "## What `multiaz-lint fix` makes of it",
}
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def pages(rules: Mapping[str, Rule]) -> dict[str, str]:
    """Return the file names and texts of all pages, the index among them."""
    return {"index.md": index(rules), **{f"{name}.md": page(rules[name]) for name in rules}}


def index(rules: Mapping[str, Rule]) -> str:
    """List all rules by category, with their severities."""
    profiles = selection.PROFILES
    lines = [
        "# Rules",
        "",
        f"{len(rules)} rules, by what fails. A page says why, what is bad and what is good;",
        "`multiaz-lint explain RULE` shows it on a terminal.",
    ]
    for category in sorted({rule.category for rule in rules.values()}):
        lines += ["", f"## {category}", "", f"| rule | what it says | {' | '.join(profiles)} |"]
        lines.append("|---" * (2 + len(profiles)) + "|")
        for rule in rules.values():
            if rule.category == category:
                grave = " | ".join(severity_in(rule, profile) for profile in profiles)
                lines.append(f"| [`{rule.id}`]({rule.id}.md) | {rule.title} | {grave} |")
    return "\n".join(lines) + "\n"


def page(rule: Rule) -> str:
    """Write one rule's page: its facts, then its text with headings over the examples."""
    grave = ", ".join(f"{severity_in(rule, each)} in {each}" for each in selection.PROFILES)
    facts = [f"- category: {rule.category}", f"- severity: {grave}"]
    facts += [f"- {line}" for line in _parameters(rule)]
    facts.append(f"- source: [{_source(rule)}](../../{_source(rule)})")
    body = rule.doc.strip()
    for kind, heading in HEADINGS.items():
        first, rest = f"```yaml {kind}\n", "```yaml\n"
        body = body.replace(first, f"{heading}\n\n{rest}", 1).replace(first, rest)
    return f"# {rule.id}\n\n{body}\n\n## Facts\n\n" + "\n".join(facts) + "\n"


def _parameters(rule: Rule) -> Iterator[str]:
    if rule.parameters is None:
        return
    defaults = rule.parameters()
    told = " ".join((rule.parameters.__doc__ or "").split()).replace("``", "`")
    for name, kind in selection.parameter_types(rule).items():
        value = getattr(defaults, name)
        shown = list(value) if isinstance(value, (tuple, frozenset)) else value
        yield f"parameter `{name}` ({kind}), by default `{shown}`"
    if told:
        yield f"parameters: {told}"


def _source(rule: Rule) -> str:
    if rule.module.endswith((".yaml", ".yml")):
        return f"rules/{Path(rule.module).name}"
    return rule.module.replace(".", "/") + ".py"


def differences(wanted: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the written pages."""
    written = {path.name for path in PAGES.glob("*.md")}
    for name in sorted(written - wanted.keys()):
        yield f"docs/rules/{name}: there is no such rule"
    for name, text in wanted.items():
        path = PAGES / name
        if name not in written:
            yield f"docs/rules/{name}: is missing"
        elif path.read_text(encoding="utf-8") != text:
            yield f"docs/rules/{name}: differs from its rule"


def broken_links() -> Iterator[str]:
    """Yield the links of all documents that lead to no file of the project."""
    for document in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]):
        text = _CODE.sub("", document.read_text(encoding="utf-8"))
        for target in _LINK.findall(text):
            if "://" in target or target.startswith(("#", "mailto:")):
                continue
            if not (document.parent / target.partition("#")[0]).exists():
                yield f"{document.relative_to(ROOT).as_posix()}: links to {target}"


def main(arguments: list[str]) -> int:
    wanted = pages(catalog.rules(plugins=False))
    if arguments == ["--check"]:
        wrong = [*differences(wanted), *broken_links()]
        for words in wrong:
            sys.stdout.write(f"{words}\n")
        if wrong:
            sys.stdout.write("run `python -m tests.documents` to write the pages of rules anew\n")
        return 1 if wrong else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in PAGES.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (PAGES / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
