"""The configuration file ``.multiaz-lint.yaml``: where it is, and what it says."""

from __future__ import annotations

import os

from multiaz_lint.config.keys import Config, fill
from multiaz_lint.config.reader import ConfigError, Reader
from multiaz_lint.load import reader as yaml_reader
from multiaz_lint.load.documents import split
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.manifest import Manifest
from multiaz_lint.load.source import Source
from multiaz_lint.model.tree import Map

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = (".multiaz-lint.yaml", ".multiaz-lint.yml")


def find(paths: Iterable[str]) -> str | None:
    """Return the nearest configuration, from the first path up to the root of the repository."""
    first = next((path for path in paths if path != "-"), ".")
    folder = os.path.abspath(first)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    while True:
        for name in NAMES:
            candidate = os.path.join(folder, name)
            if os.path.isfile(candidate):
                return os.path.relpath(candidate).replace(os.sep, "/")
        parent = os.path.dirname(folder)
        if os.path.exists(os.path.join(folder, ".git")) or parent == folder:
            return None
        folder = parent


def read(path: str) -> Config:
    """Read a configuration file.

    Raises:
        ConfigError: The file cannot be read, or says something that is not understood.

    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        words = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ConfigError(f"{path}: cannot be read: {words}") from None
    return parse(path, text)


def parse(path: str, text: str) -> Config:
    """Read the text of a configuration file; raises ConfigError as :func:`read` does."""
    source = Source(path, text)
    chunks = [each for each in split(text) if text[each.start : each.end].strip()]
    for second in chunks[1:]:
        line, _ = source.position(second.start)
        raise ConfigError(f"{path}:{line}:1: a configuration is one document, and this is another")
    try:
        tree, plain = yaml_reader.read(text)
    except UnreadableError as error:
        line, column = source.position(min(error.offset, len(text)))
        raise ConfigError(f"{path}:{line}:{column}: not YAML: {error.message}") from None
    reader = Reader(Manifest(source, 0, 0, len(text), tree, written=not plain))
    config = Config(path)
    config.settings.root = os.path.dirname(path)
    if tree is None:
        return config
    if not isinstance(tree, Map):
        raise reader.error((), "a configuration is a mapping")
    reader.refuse_duplicates()
    fill(config, reader)
    return config
