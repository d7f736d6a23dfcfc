"""The texts that mutants are made from: those of a folder, and small ones of our own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fuzz.reader import texts
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.yaml import documents, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from fuzz.target import Sources

_LARGEST = 6_000


def manifests(folder: str) -> list[str]:
    """Return the texts of a folder."""
    return [text for text in texts(folder, _LARGEST) if text.strip()]


def workloads(folder: str) -> list[str]:
    """Return the texts that hold something to judge."""
    return [text for text in manifests(folder) if "containers:" in text or "selector:" in text]


def as_json(folder: str) -> list[str]:
    """Return each document of a folder as JSON, with and without line ends."""
    found = []
    for number, text in enumerate(workloads(folder)):
        for chunk in documents.split(text):
            try:
                tree, _ = reader.read(text[chunk.start : chunk.end])
            except UnreadableError:
                continue
            if isinstance(tree, dict):
                written = json.dumps(tree, indent=(None, 2, "\t")[number % 3])
                found.append(written)
    return found


def own(*written: str) -> Sources:
    """Return sources that are the same for every folder."""
    return lambda _: list(written)


def both(first: Callable[[str], list[str]], *written: str) -> Sources:
    """Return sources of a folder, with texts of our own among them."""

    def sources(folder: str) -> list[str]:
        found = first(folder)
        return [*found, *list(written) * max(1, len(found) // (4 * len(written)))]

    return sources
