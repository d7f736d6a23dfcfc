"""TeamCity's service messages for code inspections."""

from __future__ import annotations

from multiaz_lint.report.about_rule import category, reason, title
from multiaz_lint.report.escape import teamcity as escaped
from multiaz_lint.report.location import Locations, message
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result

NAME = 255
TEXT = 3_500
"""Characters of a name and of a text that TeamCity takes, with room for escapes."""

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render(result: Result, options: Options) -> str:
    """Return the type of each inspection, then the inspections."""
    return "".join(f"##teamcity[{message}]\n" for message in _messages(result, options))


def _messages(result: Result, options: Options) -> Iterator[str]:
    for rule in sorted({each.rule for each in result.shown}):
        about = reason(rule, result) or title(rule, result)
        page = options.page(rule)
        yield (
            f"inspectionType id='{_name(rule)}' name='{_name(title(rule, result))}' "
            f"category='{_name(f'multiaz-lint {category(rule, result)}')}' "
            f"description='{_text(f'{page} {about}')}'"
        )
    locations = Locations(options)
    for each in result.shown:
        words = message(each, result, locations.path)
        yield (
            f"inspection typeId='{_name(each.rule)}' message='{_text(words)}' "
            f"file='{escaped(locations.path(each.place.origin))}' line='{max(each.place.line, 1)}' "
            f"SEVERITY='{_SEVERITIES[each.severity]}'"
        )


def _name(text: str) -> str:
    return escaped(text[:NAME])


def _text(text: str) -> str:
    return escaped(" ".join(text[:TEXT].split("\n")))
