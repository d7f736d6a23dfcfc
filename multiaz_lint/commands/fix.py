"""What the fix command does with its options: show a diff, or write."""

from __future__ import annotations

import sys

from multiaz_lint import fix, selection
from multiaz_lint.commands import check, exits, output
from multiaz_lint.commands.configuration import configuration, guarded
from multiaz_lint.diagnostic import UNJUDGED
from multiaz_lint.model.words import counted
from multiaz_lint.options import UsageError
from multiaz_lint.stages import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.result import Result


def run(values: dict[str, Any], paths: Sequence[str]) -> int:
    """Mend what can be mended in paths, and return the exit code.

    Raises:
        UsageError: Options or configuration are wrong.

    """
    paths = list(paths) or ["."]
    if values["write"] and values["check"]:
        raise UsageError("--check writes nothing: leave --write out")
    if values["write"] and "-" in paths:
        raise UsageError("standard input cannot be written: name files or folders")
    config = configuration(values, paths)
    _check_rules(values, config)
    options = fix.FixOptions(
        unsafe=values["unsafe"],
        rules=frozenset(values["rule"]) or None,
        new_files=values["new_files"],
    )
    settings = config.settings
    sources = reading.read(paths, settings)
    result, plan = guarded(lambda: check.plan(sources, values, paths, config, options))
    check.show_diff(plan, values)
    failures = fix.write(plan.changes, paths) if values["write"] else []
    if not values["quiet"]:
        output.write_out(
            "".join([*_unread(result), *_summary(plan, failures, values, options)]), sys.stderr
        )
    if exits.is_fault(result):
        return exits.FAULT
    if failures:
        return exits.USAGE
    if values["check"] and (plan.changes or _is_unread(result)):
        return exits.FINDINGS
    return exits.NOTHING if exits.is_empty(result, values) else exits.CLEAN


def _check_rules(values: dict[str, Any], config: Any) -> None:
    """Refuse names in --rule that no rule bears."""
    from multiaz_lint import catalog

    if not values["rule"]:
        return
    known = guarded(lambda: catalog.rules(config.settings.rule_files))
    for name in values["rule"]:
        if name not in known:
            raise UsageError(f"option --rule: {selection.no_rule(name, known)}")


_AWAY = "others may build them too, so give the folder of all to mend them"
_UNKNOWN = UNJUDGED | {selection.UNREADABLE}


def _is_unread(result: Result) -> bool:
    """Whether something could not be read or judged: a gate must not be green for it."""
    return any(each.rule in _UNKNOWN for each in result.shown)


def _unread(result: Result) -> Iterator[str]:
    """Say what could not be read or judged, so that nobody takes it for whole."""
    from multiaz_lint.report.escape import shown as escaped

    for each in result.shown:
        if each.rule in _UNKNOWN:
            place = f"{escaped(each.place.origin)}:{each.place.line}"
            what = "nothing of it was mended: " if each.rule == selection.UNREADABLE else ""
            yield f"{place}: {each.rule}: {what}{escaped(each.message)}\n"
    away = {origin for origin, source in result.sources.items() if not source.given}
    spared = sum(1 for each in result.shown if each.place.origin in away)
    if spared:
        stands = "stands" if spared == 1 else "stand"
        yield f"{counted(spared, 'finding')} {stands} in files that no given path holds: {_AWAY}\n"
    if result.not_checked:
        were = "was" if len(result.not_checked) == 1 else "were"
        texts = counted(len(result.not_checked), "text")
        yield f"{texts} {were} not checked: `multiaz-lint check` lists them\n"


def _rules(found: Iterable[Diagnostic]) -> str:
    return ", ".join(sorted({each.rule for each in found}))


def _summary(
    plan: fix.FixPlan,
    failures: list[fix.Failure],
    values: dict[str, Any],
    options: fix.FixOptions,
) -> Iterator[str]:
    from multiaz_lint.report.escape import shown as escaped

    for failure in failures:
        yield f"multiaz-lint: {escaped(failure.origin)} was not written: {failure.reason}\n"
    for refusal in plan.refused:
        diagnostic = refusal.diagnostic
        place = f"{escaped(diagnostic.place.origin)}:{diagnostic.place.line}"
        yield f"{place}: {diagnostic.rule} was not mended: {escaped(refusal.reason)}\n"
    unwritten = {failure.origin for failure in failures}
    mended = [
        each
        for each in plan.cured
        if unwritten.isdisjoint(fix.written_to(each, new_files=values["new_files"]))
    ]
    findings = counted(len(mended), "finding")
    files = counted(len(plan.changes) - len(failures), "file")
    if not plan.changes:
        yield "nothing to mend\n"
    elif values["write"]:
        yield f"{findings} mended in {files}\n"
    else:
        how = "" if values["check"] else " (add --write to do it)"
        yield f"{findings} would be mended in {files}{how}\n"
    in_turn = [each for each in plan.brought if options.leaves(each)]
    less_grave = [each for each in plan.brought if not options.leaves(each)]
    if in_turn:
        finds = counted(len(in_turn), "new finding")
        yield f"this brings {finds} of other rules, which fix can mend in turn: {_rules(in_turn)}\n"
    if less_grave:
        finds = counted(len(less_grave), "new finding")
        yield f"this brings {finds}, less grave than what it mends: {_rules(less_grave)}\n"
    others = sum(1 for each in plan.remaining if each.fix == "unsafe" and not each.silenced)
    if others and not values["unsafe"]:
        more = counted(others, "more finding")
        have = "has an edit" if others == 1 else "have edits"
        yield f"{more} {have} that --unsafe makes where they prove sound: they need a decision\n"
