"""The file of a baseline: JSON with one accepted finding a line, so that changes merge."""

from __future__ import annotations

import os

from multiaz_lint.adopt.entry import KEYS, Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

VERSION = 1


class BaselineError(Exception):
    """A baseline that cannot be read: the words name the file and what is wrong."""


def write(entries: Iterable[Entry]) -> str:
    """Return the text of a baseline: sorted, one finding a line, so that changes merge."""
    from json import dumps

    lines = [
        dumps(_plain(entry), ensure_ascii=True) for entry in sorted(entries, key=Entry.as_tuple)
    ]
    found = "".join(f"\n    {line}," for line in lines).rstrip(",")
    end = "\n  ]" if lines else "]"
    return f'{{\n  "version": {VERSION},\n  "findings": [{found}{end}\n}}\n'


def _plain(entry: Entry) -> dict[str, Any]:
    keys = (*KEYS, "builds") if entry.builds else KEYS
    return {key: getattr(entry, key) for key in keys}


def read(text: str, path: str) -> list[Entry]:
    """Read the text of a baseline.

    Raises:
        BaselineError: It is not one, or a newer one.

    """
    from json import loads

    try:
        tree = loads(text)
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{path}: not JSON: {error}") from None
    if not isinstance(tree, dict) or not isinstance(tree.get("findings"), list):
        raise BaselineError(f"{path}: not a baseline: it has no list of findings")
    version = tree.get("version")
    if version.__class__ is not int or version != VERSION:
        words = f"version {version!r} is not known; this release reads {VERSION}"
        raise BaselineError(f"{path}: {words}")
    return [_entry(found, number, path) for number, found in enumerate(tree["findings"], 1)]


def _entry(found: Any, number: int, path: str) -> Entry:
    if not isinstance(found, dict) or not all(isinstance(found.get(key), str) for key in KEYS):
        words = f"finding {number} lacks one of {', '.join(KEYS)}, or it is not a string"
        raise BaselineError(f"{path}: {words}")
    builds = found.get("builds", [])
    if not isinstance(builds, list) or not all(isinstance(each, str) for each in builds):
        raise BaselineError(f"{path}: finding {number} has builds that are no list of strings")
    origin, resource, rule, field, message = (found[key] for key in KEYS)
    return Entry(origin, resource, rule, field, message, builds)


def load(path: str, inside: str = "") -> list[Entry]:
    """Read a baseline that may have to lie ``inside`` a folder; raises as :func:`read` does."""
    from multiaz_lint.load import side_file

    try:
        return read(side_file.read(path, inside=inside), path)
    except side_file.SideFileError as error:
        made = "" if os.path.lexists(path) else "; `check --write-baseline` makes it"
        raise BaselineError(f"{path}: the baseline cannot be read: {error}{made}") from None
