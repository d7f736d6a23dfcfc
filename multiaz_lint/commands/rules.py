"""What `explain` and `rules` do."""

from __future__ import annotations

from multiaz_lint import selection
from multiaz_lint.commands import exits
from multiaz_lint.options import Option, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from multiaz_lint.rule import Rule

OPTIONS = (
    Option("--format", "How to write the list.", metavar="FORMAT", default="table",
           choices=("table", "json", "markdown"), group="Output"),
    Option("--profile", "Severities of this profile.", metavar="PROFILE", group="Rules",
           default=selection.DEFAULT_PROFILE, choices=selection.PROFILES),
)  # fmt: skip


_PAGELESS = (
    "the pages of rules are docstrings, which Python leaves out under -OO and PYTHONOPTIMIZE=2"
)


def explain(_: dict[str, Any], names: Sequence[str]) -> int:
    """Show the page of a rule, or list those that a word means.

    A first word, such as `pdb`, means the rules that it selects, any other those that hold it.

    Raises:
        UsageError: There is no such rule, or Python has left its page out.

    """
    from multiaz_lint.report import explain as pages
    from multiaz_lint.report import rules as lists

    (name,) = names
    known = _catalog()
    if name in known:
        if not known[name].doc:
            raise UsageError(_PAGELESS)
        pages.show(known[name])
        return exits.CLEAN
    meant = selection.matching(known, name) or _holding(known, name)
    if not meant:
        words = [*known, *selection.first_words(known)]
        raise UsageError(selection.no_rule(name, words))
    some = {each: known[each] for each in known if each in meant}
    lists.show(some, selection.DEFAULT_PROFILE, "table")
    return exits.CLEAN


def _holding(known: Mapping[str, Rule], word: str) -> set[str]:
    """Return the rules with a word that begins so in their names or titles."""
    import re

    if not word[:1].isalnum():
        return set()
    begins = re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE)
    return {name for name, rule in known.items() if begins.search(f"{name} {rule.title}")}


def show(values: dict[str, Any], _: Sequence[str]) -> int:
    """List all rules."""
    from multiaz_lint.report import rules as lists

    lists.show(_catalog(), values["profile"], values["format"])
    return exits.CLEAN


def _catalog() -> dict[str, Rule]:
    from multiaz_lint import catalog, config

    try:
        applies = config.applying(["."])
        return catalog.rules(applies.settings.rule_files if applies else ())
    except (config.ConfigError, catalog.CatalogError) as error:
        raise UsageError(str(error)) from None
