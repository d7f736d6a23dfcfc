"""What is fuzzed: each target takes a text, and raises :class:`Broken` when a promise is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multiaz_lint import config, mending, pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.report import json as json_report
from multiaz_lint.report.options import Options
from multiaz_lint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    Target = Callable[[str], None]


class BrokenError(AssertionError):
    """A promise of the tool does not hold for this input."""


def reader(text: str) -> None:
    """The fast reader equals the reference, or is unsure."""
    from fuzz.reader import chunks, difference

    for chunk, start in chunks(text):
        words = difference(chunk, start)
        if words:
            raise BrokenError(words)


def rules(text: str) -> None:
    """Every text gets an answer: no rule crashes, and the report can be written."""
    result = pipeline.check([Source("fuzz.yaml", text, named=True)], Settings(plugins=False))
    crashed = [each.message for each in result.diagnostics if each.rule == "rule-crashed"]
    if crashed:
        raise BrokenError(crashed[0])
    json_report.render(result, Options())
    lines = text.count("\n") + 1
    for each in result.diagnostics:
        if not 1 <= each.place.line <= lines or each.place.column < 1:
            raise BrokenError(f"{each} stands nowhere")


def fix(text: str) -> None:
    """What is mended can be read again, and mending it once more changes nothing."""
    source = Source("fuzz.yaml", text, named=True)
    result, plan = mending.plan([source], Settings(plugins=False))
    for change in plan.changes:
        again, _ = mending.plan(
            [Source("fuzz.yaml", change.new, named=True)], Settings(plugins=False)
        )
        before = {each.rule for each in result.diagnostics}
        worse = {each.rule for each in again.diagnostics} - before
        if "unreadable-manifest" in worse or "rule-crashed" in worse:
            raise BrokenError(f"mending makes {worse}")


def configuration(text: str) -> None:
    """A configuration is read, or refused in words."""
    try:
        config.parse(".multiaz-lint.yaml", text)
    except config.ConfigError as error:
        if not str(error).startswith(".multiaz-lint.yaml"):
            raise BrokenError(f"an error without a place: {error}") from None


def rule_file(text: str) -> None:
    """A file of users' rules is read, or refused in words."""
    from multiaz_lint.declarative import RuleFileError
    from multiaz_lint.declarative.rule_file import parse

    try:
        parse(Source("rules.yaml", text))
    except RuleFileError:
        return


def quantities(text: str) -> None:
    """Both parsers of quantities agree on what is one."""
    from multiaz_lint.api.quantity import Quantity
    from multiaz_lint.api.quantity import parse as judged
    from multiaz_lint.model.quantity import QuantityError, nanos

    for word in text.split():
        accepted = isinstance(judged(word), Quantity)
        try:
            nanos(word)
        except QuantityError:
            if accepted:
                raise BrokenError(f"{word!r} is a quantity to the API alone") from None
        else:
            if not accepted:
                raise BrokenError(f"{word!r} is a quantity to the model alone")


TARGETS: dict[str, Target] = {
    each.__name__: each for each in (reader, rules, fix, configuration, rule_file, quantities)
}
