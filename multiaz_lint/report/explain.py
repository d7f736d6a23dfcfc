"""A rule's page on a terminal."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.rule import Rule


WIDEST = 100
"""Longer lines of prose are hard to read."""


def show(rule: Rule) -> None:
    """Write a rule's page to standard output: why, wrong, right."""
    from rich.markdown import Markdown
    from rich.text import Text

    from multiaz_lint import selection
    from multiaz_lint.report import escape
    from multiaz_lint.report.rules import parameters, severity_in, written

    with written(WIDEST) as console:
        console.print(Text.assemble((rule.id, "bold"), f"  ({escape.shown(rule.category)})"))
        grave = ", ".join(f"{each}: {severity_in(rule, each)}" for each in selection.PROFILES)
        console.print(Text(f"severity by profile  {grave}", style="dim"))
        for words in parameters(rule):
            console.print(Text(escape.shown(words.replace("`", "")), style="dim"))
        console.print()
        page = "\n".join(map(escape.line, headed(rule.doc.strip()).split("\n")))
        console.print(Markdown(page, code_theme="ansi_dark"))


def headed(page: str) -> str:
    """Give the examples the headings that their fences stand for."""
    for kind, heading in (
        ("bad", "What is bad:"),
        ("good", "What is good:"),
        ("fixed", "What `multiaz-lint fix` makes of it:"),
    ):
        page = page.replace(f"```yaml {kind}\n", f"{heading}\n\n```yaml\n")
    return page
