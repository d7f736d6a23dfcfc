"""Runs the examples in a rule's page, and fixtures with marks: they are the rule's tests.

A mark is a comment ``# <-- words``: a problem must start on that line and say those words. Every
problem needs a mark and every mark a problem.
"""

from __future__ import annotations

import os
import re

from multiaz_lint import catalog, pipeline, selection
from multiaz_lint.config.values import zones
from multiaz_lint.load.source import Source
from multiaz_lint.options import UsageError
from multiaz_lint.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.rule import Rule

_BLOCK = re.compile(r"^```yaml (bad|good|fixed)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"#\s*<--\s*(.+?)\s*$")
_SETTINGS = re.compile(r"^#\s*multiaz-lint-test:\s*(.+?)\s*$", re.MULTILINE)


class Example:
    """One example of a rule's page: ``bad``, ``good`` or ``fixed``."""

    __slots__ = ("kind", "text")

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        self.text = text


def of(rule: Rule) -> list[Example]:
    """Return the examples of a rule's page, in order."""
    return [Example(match[1], match[2]) for match in _BLOCK.finditer(rule.doc)]


def failures(rule: Rule) -> Iterator[str]:
    """Yield what is wrong with a rule's examples; nothing when they hold."""
    examples = of(rule)
    kinds = [example.kind for example in examples]
    if not kinds and not rule.on:
        return  # no manifest can show what the run itself reports of itself
    if "bad" not in kinds:
        yield f"{rule.id}: no example of what is bad"
    if "good" not in kinds and "fixed" not in kinds:
        yield f"{rule.id}: no example of what is good"
    for example in examples:
        if example.kind == "bad" and not marks(example.text):
            yield f"{rule.id}: the bad example has no mark"
        for words in unmet(rule, example.text):
            yield f"{rule.id}, {example.kind} example: {words}"
    yield from _not_as_fixed(rule, examples)


def _not_as_fixed(rule: Rule, examples: list[Example]) -> Iterator[str]:
    """Yield a complaint for each bad example whose mended text is missing or another one."""
    for index, example in enumerate(examples):
        if example.kind != "bad":
            continue
        following = examples[index + 1].kind if index + 1 < len(examples) else ""
        if following == "fixed":
            made = mended(rule, example.text)
            if made != examples[index + 1].text:
                yield f"{rule.id}, fixed example: the fixer writes instead:\n{made}"
        elif any(diagnostic.edits for diagnostic in problems(rule, example.text)):
            yield f"{rule.id}: the bad example can be mended, and no fixed one follows"


def mended(rule: Rule, text: str) -> str:
    """Return what the fixer makes of a text, the edits that need a decision included.

    The marks are not part of the text.
    """
    from multiaz_lint import fix

    bare = re.sub(r" *# <-- .*$", "", text, flags=re.MULTILINE)

    def relint(texts: Mapping[str, str]) -> list[Diagnostic]:
        return problems(rule, texts.get("example.yaml", bare))

    plan = fix.plan(problems(rule, bare), relint, fix.FixOptions(unsafe=True))
    return plan.changes[0].new if plan.changes else bare


def unmet(rule: Rule, text: str) -> Iterator[str]:
    """Yield each mark without its problem, and each problem without its mark."""
    expected = marks(text)
    for diagnostic in problems(rule, text):
        line = diagnostic.place.line
        said = f"{diagnostic.severity}: {diagnostic.message} {diagnostic.hint or ''}"
        match = next((each for each in expected if each[0] == line and each[1] in said), None)
        if match is None:
            yield f"line {line}: unexpected: {diagnostic.severity}: {diagnostic.message}"
        else:
            expected.remove(match)
    for line, words in expected:
        yield f"line {line}: expected, but not reported: {words}"


def marks(text: str) -> list[tuple[int, str]]:
    """Return the marks of a text: line and words."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        for part in line.split(" # <-- ")[1:] or ([m[1]] if (m := _MARK.search(line)) else []):
            found.append((number, part.strip()))
    return found


def problems(rule: Rule, text: str) -> list[Diagnostic]:
    """Return what a rule reports on a text, at its default profile and severity.

    A comment ``# multiaz-lint-test: closed kubernetes=1.29 zones=a,b profile=survive`` sets the
    context of an example.
    """
    settings = _settings(text)
    source = Source("example.yaml", text)
    if rule.on:
        return pipeline.examine([source], settings, rule)
    settings.suppressions = True
    found = pipeline.check([source], settings).diagnostics
    return [diagnostic for diagnostic in found if diagnostic.rule == rule.id]


def _settings(text: str) -> Settings:
    settings = Settings(suppressions=False)
    match = _SETTINGS.search(text)
    for word in match[1].split() if match else ():
        name, _, value = word.partition("=")
        if name == "closed":
            settings.closed = True
        elif name == "kubernetes":
            major, _, minor = value.partition(".")
            settings.kubernetes = (int(major), int(minor))
        elif name == "zones":
            settings.zones, settings.zone_names = zones(value)
        elif name == "profile" and value in selection.PROFILES:
            settings.profile = value
        elif name == "recovery":
            settings.recovery_seconds = int(value)
        elif name == "pdb-automation":
            settings.pdb_automation = True
        elif name == "default-spread":
            settings.default_spread = True
        else:
            raise ValueError(f"unknown setting of an example: {word}")
    return settings


def run(paths: Iterable[str], write: Callable[[str], object]) -> int:
    """Run the examples of rule files and folders of them; return the exit code.

    Raises:
        UsageError: A path does not exist or holds no rules, a rule file is wrong, or two rules have
            one name.

    """
    from multiaz_lint.declarative import RuleFileError, load

    try:
        loaded = [(rule, path) for path in _rule_files(paths) for rule in load(path)]
        catalog.by_name(rule for rule, _ in loaded)
    except (RuleFileError, catalog.CatalogError) as error:
        raise UsageError(str(error)) from None
    if not loaded:
        raise UsageError("there are no rules in these files")
    failed = 0
    for rule, path in loaded:
        found = list(failures(rule))
        failed += bool(found)
        write(f"{'FAIL' if found else 'ok  '} {rule.id} ({path})\n")
        for words in found:
            write(f"     {words}\n")
    write(f"{len(loaded) - failed} of {len(loaded)} rules hold\n")
    return 1 if failed else 0


def _rule_files(paths: Iterable[str]) -> Iterator[str]:
    from multiaz_lint.declarative import within

    for path in paths:
        if os.path.isdir(path):
            yield from within(path)
        elif os.path.exists(path):
            yield path
        else:
            raise UsageError(f"{path}: no such file or folder")
