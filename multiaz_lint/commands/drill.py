"""What the drill command does with its options."""

from __future__ import annotations

import sys

from multiaz_lint import options
from multiaz_lint.commands import (
    acceptance,
    configuration,
    contradictions,
    exits,
    output,
    writing,
)
from multiaz_lint.options import FLAG, MANY, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.commands.drilled import Drilled

_GROUP = "Drill"
_BASELINE = {"--baseline", "--no-baseline", "--write-baseline", "--prune-baseline"}

OPTIONS = (
    Option("--nodes", "Nodes of the real cluster: `kubectl get nodes -o json`, or a whole dump.",
           kind=MANY, metavar="FILE", group=_GROUP),
    Option("--nodes-per-zone", "How many nodes each zone has; 2 unless configured.",
           metavar="NUMBER", group=_GROUP),
    Option("--capacity", "What each of these nodes offers, as cpu=8,memory=32Gi; 8 cpu and 32Gi "
           "unless configured.",
           kind=MANY, metavar="RESOURCE=AMOUNT", split=True, group=_GROUP),
    Option("--lose", "Lose only these zones; all of them unless given.",
           kind=MANY, metavar="ZONE", split=True, group=_GROUP),
    Option("--plays", "How often to play with other random ties; 8, or 1 for many pods.",
           metavar="NUMBER", group=_GROUP),
    Option("--require", "What must hold, as survivors>=2, pending=0, recovery<=400s, "
           "verdict=degraded; = accepts better values too.",
           kind=MANY, metavar="REQUIREMENT", group=_GROUP),
    Option("--report", "Write the drill as one self-contained page.", metavar="FILE", group=_GROUP),
    Option("--no-causes", "Do not look for the fields that cause trouble: faster.", kind=FLAG,
           group=_GROUP),
    Option("--no-rollouts", "Play no rollouts: faster.", kind=FLAG, group=_GROUP),
)  # fmt: skip
DRILL = (
    *OPTIONS, *options.RULES, *options.PLATFORM, *options.CONFIGURATION, *options.OUTPUT,
    *(each for each in options.ADOPTION if each.names[0] in _BASELINE),
)  # fmt: skip


def drill(values: dict[str, Any], paths: Sequence[str]) -> int:
    """Drill what the paths hold, write the reports, and return the exit code.

    Raises:
        UsageError: Options or configuration are wrong.

    """
    paths = list(paths) or ["."]
    values = {**options.defaults(options.CHECK), **values}
    config = configuration.configuration(values, paths)
    targets = output.targets(values)
    contradictions.refuse_reports(values)
    replaced = output.report_files(targets, values)
    if replaced is not None:
        replaced.spare_named(values, paths, config)
    from multiaz_lint.commands.drilled import Drilled

    drilled = configuration.guarded(lambda: Drilled(values, paths, config.settings))
    result = drilled.result
    if replaced is not None:
        replaced.spare_read(result, config.settings.limits)
    if acceptance.accept(result, paths, values, config):
        return exits.accepted_code(result)
    if values["report"]:
        from multiaz_lint.report.pages import drill as drill_page

        writing.write_file(values["report"], drill_page.render(drilled.evidence()))
    _write_map(drilled, targets, values)
    output.write(result, targets, values, paths, config.settings.limits)
    code = exits.exit_code(result, values["fail_on"] or config.fail_on or "warning", values)
    missed = "" if values["allow_empty"] else _missed(drilled, values["lose"])
    if missed:
        from multiaz_lint.report.escape import shown

        sys.stderr.write(f"multiaz-lint: {shown(missed)}\n")
        return code or exits.NOTHING
    return code


def _missed(drilled: Drilled, asked: list[str]) -> str:
    """Say what a drill is for and did not play; empty where it did.

    ``asked`` are the zones that alone are to be lost, if there are any.
    """
    from multiaz_lint.model import ZONE
    from multiaz_lint.model.words import listed

    for report in drilled.reports.values():
        if report.stories and not report.zones:
            why = f"no node says its zone by {ZONE}" if report.nodes else "no node is left"
            return f"no zone was lost: {why}"
        away = [] if asked else report.zones_away
        if away:
            return f"zone {listed(away)} was not lost: the drill has left out all nodes there"
    if any(each["workloads"] for each in drilled.data.values()):
        return ""
    return "no workload was drilled"


def _write_map(drilled: Drilled, targets: list[tuple[str, str]], values: dict[str, Any]) -> None:
    """Show the map to people, before the findings."""
    if ("text", "") not in targets:
        return
    from multiaz_lint.report import drill as maps

    text = maps.render_all(drilled.data, output.report_options(values, ()))
    if text:
        output.write_out(text)
