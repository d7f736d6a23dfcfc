"""Files of declarative rules: each document one rule, every mistake at its line."""

from __future__ import annotations

import os

from multiaz_lint.declarative.written_rule import WrittenRule
from multiaz_lint.load import side_file
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.manifest import Manifest
from multiaz_lint.load.source import Source
from multiaz_lint.load.yaml import documents, reader
from multiaz_lint.paths import slashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.rule import Rule


class RuleFileError(Exception):
    """The mistakes of a rule file, each with file, line and column."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def load(path: str, *, proven: bool = False) -> list[Rule]:
    """Load the rules of a file, or of all YAML files of a folder.

    ``proven`` ones come with the package and are tested: their expressions are known to be right.

    Raises:
        RuleFileError: A file cannot be read, or holds a mistake.

    """
    if os.path.isdir(path):
        files = within(path)
        if not files:
            raise RuleFileError([f"{path}: no rule file (*.yaml) in this folder"])
        return [rule for file in files for rule in load(file, proven=proven)]
    try:
        text = side_file.read(path)
    except side_file.SideFileError as error:
        raise RuleFileError([f"{path}: the rule file cannot be read: {error}"]) from None
    return parse(Source(slashed(path), text), proven=proven)


def within(folder: str) -> list[str]:
    """Return the rule files in a folder; raises RuleFileError where it cannot be read."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        words = (error.strerror or str(error)).lower()
        raise RuleFileError([f"{folder}: the folder cannot be read: {words}"]) from None
    return [os.path.join(folder, name) for name in names if name.endswith((".yaml", ".yml"))]


def parse(source: Source, *, proven: bool = False) -> list[Rule]:
    """Make the rules of a text.

    Raises:
        RuleFileError: The text holds a mistake; all of them are told.

    """
    rules: list[Rule] = []
    mistakes: list[str] = []
    for number, chunk in enumerate(documents.split(source.text)):
        text = source.text[chunk.start : chunk.end]
        try:
            tree, plain = reader.whole(text, chunk.start)
        except UnreadableError as error:
            line, column = source.position(min(error.offset, len(source.text)))
            mistakes.append(f"{source.origin}:{line}:{column}: not YAML: {error.message}")
            continue
        if tree is None:
            continue
        line = source.text.count("\n", 0, chunk.start) + 1
        manifest = Manifest(
            source, number, chunk.start, chunk.end, tree, written=not plain, line=line
        )
        written = WrittenRule(manifest, proven)
        rule = written.rule()
        mistakes += written.mistakes
        if rule is not None:
            rules.append(rule)
    if not rules and not mistakes:
        mistakes.append(f"{source.origin}: no rule in this file")
    if mistakes:
        raise RuleFileError(mistakes)
    return rules
