"""The configuration file ``.multiaz-lint.yaml``: where it is, and what it says."""

from __future__ import annotations

import os

from multiaz_lint import repository
from multiaz_lint.config.configured import Config, ConfigError
from multiaz_lint.load import side_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = (".multiaz-lint.yaml", ".multiaz-lint.yml")


def find(paths: Iterable[str]) -> str | None:
    """Return the nearest configuration, from the first path up to the root of the repository."""
    return side_file.nearest(NAMES, paths)


def applying(paths: Iterable[str]) -> Config | None:
    """Read the configuration that the environment names, else the one that is found.

    Raises:
        ConfigError: As :func:`read` does.

    """
    named = os.environ.get("MULTIAZ_LINT_CONFIG")
    if named:
        return read(named)
    path = find(paths)
    return read(path, found=True) if path else None


def read(path: str, *, found: bool = False) -> Config:
    """Read a configuration file.

    One that was ``found`` in the tree is trusted no more than the tree: neither a link nor what it
    names may lead out of the repository.

    Raises:
        ConfigError: The file cannot be read, or says something that is not understood.

    """
    inside = repository.root(os.path.dirname(path)) if found else ""
    try:
        text = side_file.read(path, inside=inside)
    except side_file.SideFileError as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    return parse(path, text, inside)


def parse(path: str, text: str, inside: str = "") -> Config:
    """Read the text of a configuration file; raises ConfigError as :func:`read` does."""
    from multiaz_lint.config.keys import fill
    from multiaz_lint.config.reader import Reader
    from multiaz_lint.load.limits import UnreadableError
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.load.source import Source
    from multiaz_lint.load.yaml import reader as yaml_reader
    from multiaz_lint.load.yaml.documents import split
    from multiaz_lint.model.tree import Map

    source = Source(path, text)
    chunks = [each for each in split(text) if yaml_reader.says(text[each.start : each.end])]
    for second in chunks[1:]:
        line, _ = source.position(second.start)
        raise ConfigError(f"{path}:{line}:1: a configuration is one document, and this is another")
    try:
        tree, plain = yaml_reader.whole(text)
    except UnreadableError as error:
        line, column = source.position(min(error.offset, len(text)))
        raise ConfigError(f"{path}:{line}:{column}: not YAML: {error.message}") from None
    reader = Reader(Manifest(source, 0, 0, len(text), tree, written=not plain))
    config = Config(path, inside)
    config.text = text
    config.settings.root = os.path.dirname(path)
    if tree is None:
        return config
    if not isinstance(tree, Map):
        raise reader.error((), "a configuration is a mapping")
    reader.refuse_duplicates()
    try:
        fill(config, reader)
    except ConfigError as error:
        if config.settings.rule_files or "rule_files" not in tree:  # else it names unknown rules
            error.config = config
        raise
    return config
