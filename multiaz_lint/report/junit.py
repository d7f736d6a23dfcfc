"""JUnit XML: a suite for each file, a failed case for each finding.

What is silenced or was not checked is a skipped case with the reason. A clean run has one case
that passes, since many servers take a report without any for a failure.
"""

from __future__ import annotations

from multiaz_lint.fingerprint import resource_key
from multiaz_lint.model.words import counted
from multiaz_lint.report.escape import xml
from multiaz_lint.report.location import Locations, rendered_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import NotChecked, Result


class _Suite:
    """The cases of one file."""

    __slots__ = ("cases", "failures", "skipped")

    def __init__(self) -> None:
        self.cases: list[str] = []
        self.failures = 0
        self.skipped = 0

    def xml(self, name: str) -> str:
        cases = "".join(self.cases)
        return (
            f'  <testsuite name="{xml(name)}" tests="{len(self.cases)}" '
            f'failures="{self.failures}" errors="0" skipped="{self.skipped}" time="0">\n'
            f"{cases}  </testsuite>\n"
        )


def render(result: Result, options: Options) -> str:
    """Return the document; suites in the order of their first case."""
    locations = Locations(options)
    suites: dict[str, _Suite] = {}
    for each in result.diagnostics:
        path = locations.path(each.place.origin)
        _add(suites.setdefault(path, _Suite()), each, result, path)
    for left_out in result.not_checked:
        path = locations.path(left_out.origin)
        _skip(suites.setdefault(path, _Suite()), left_out, path)
    if not suites:
        suites["multiaz-lint"] = _clean(result)
    tests = sum(len(suite.cases) for suite in suites.values())
    failures = sum(suite.failures for suite in suites.values())
    skipped = sum(suite.skipped for suite in suites.values())
    body = "".join(suite.xml(name) for name, suite in suites.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="multiaz-lint" tests="{tests}" failures="{failures}" errors="0" '
        f'skipped="{skipped}" time="0">\n{body}</testsuites>\n'
    )


def _add(suite: _Suite, each: Diagnostic, result: Result, path: str) -> None:
    who = resource_key(each.resource)
    name = xml(f"{each.rule} {who}".strip())
    line = max(each.place.line, 1)
    case = (
        f'    <testcase name="{name}" classname="{xml(path)}" file="{xml(path)}" '
        f'line="{line}" time="0">\n'
    )
    if each.silenced:
        suite.skipped += 1
        why = each.suppressed if each.suppressed is not None else "the baseline holds it"
        inner = f'      <skipped message="{xml(why)}"/>\n'
    else:
        suite.failures += 1
        details = [f"{path}:{line}:{each.place.column}", each.field, each.hint or ""]
        if template := rendered_from(each, result):
            details.append(f"rendered from {template}")
        details += [f"{place.origin}:{place.line}: {place.message}" for place in each.related]
        text = "\n".join(xml(detail) for detail in details if detail)
        inner = (
            f'      <failure type="{each.severity}" message="{xml(each.message)}">'
            f"{text}</failure>\n"
        )
    suite.cases.append(f"{case}{inner}    </testcase>\n")


def _skip(suite: _Suite, left_out: NotChecked, path: str) -> None:
    suite.skipped += 1
    suite.cases.append(
        f'    <testcase name="not checked" classname="{xml(path)}" file="{xml(path)}" '
        f'line="{max(left_out.line, 1)}" time="0">\n'
        f'      <skipped message="{xml(left_out.why)}"/>\n    </testcase>\n'
    )


def _clean(result: Result) -> _Suite:
    suite = _Suite()
    if result.resources:
        what = "no findings that are shown" if result.left_out else "no findings"
        resources, files = counted(result.resources, "resource"), counted(result.files, "file")
        name = f"{what} in {resources} of {files}"
        suite.cases.append(f'    <testcase name="{name}" classname="multiaz-lint" time="0"/>\n')
    else:
        suite.skipped = 1
        suite.cases.append(
            '    <testcase name="nothing was checked" classname="multiaz-lint" time="0">\n'
            '      <skipped message="no Kubernetes resource was found"/>\n    </testcase>\n'
        )
    return suite
