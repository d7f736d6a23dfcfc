"""What reports say about a rule: its title, its reason and its page."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.result import Result


def title(rule: str, result: Result) -> str:
    """Return one sentence about a rule, without its full stop."""
    known = result.rules.get(rule)
    if known is not None and known.title:
        return known.title
    return rule.replace("-", " ")


def reason(rule: str, result: Result) -> str:
    """Return why a rule exists, as Markdown: its page up to the examples, without the title."""
    known = result.rules.get(rule)
    if known is None:
        return ""
    text = known.doc.strip().partition("\n")[2]
    return text.partition("```")[0].strip()


def category(rule: str, result: Result) -> str:
    """Return the folder a rule stands in, else the first word of its name."""
    known = result.rules.get(rule)
    return known.category if known is not None and known.category else rule.partition("-")[0]
