"""Files of replacements, as Kustomize decodes them (api internal/builtins, v0.21).

It takes the first document of each.
"""

from __future__ import annotations

from multiaz_lint.load.kustomize.decoding import Decoding
from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.schema import REPLACEMENT
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.texts import documents_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.load.limits import Limits
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.load.source import Source

    Replacements = list[tuple[Any, Trail]]
    """What says what is copied where to, and where each of them stands."""


class ReplacementFiles:
    """Reads files of replacements, each once.

    ``sources`` are the files of the input by their normal paths.
    """

    def __init__(self, sources: Mapping[str, Source], limits: Limits) -> None:
        self._sources = sources
        self._limits = limits
        self._known: dict[str, tuple[Replacements, str]] = {}

    def read(self, file: str) -> Replacements:
        """Return the replacements in a file, by its normal path: one, or several.

        Raises:
            PatchError: It is not in the input, or Kustomize refuses it.

        """
        if file not in self._known:
            try:
                self._known[file] = self._decoded(file), ""
            except PatchError as error:
                self._known[file] = [], str(error)
        found, fault = self._known[file]
        if fault:
            raise PatchError(fault)
        return found

    def _decoded(self, file: str) -> Replacements:
        source = self._sources.get(file)
        if source is None:
            raise PatchError("is not in the input")
        manifest = _first(source, self._limits)
        decode = Decoding(manifest)
        if isinstance(manifest.tree, list):
            return [
                (decode.value(each, REPLACEMENT, (index,), f"[{index}]"), Trail(manifest, (index,)))
                for index, each in enumerate(manifest.tree)
            ]
        if not isinstance(manifest.tree, dict):
            raise PatchError("holds no replacement")
        return [(decode.value(manifest.tree, REPLACEMENT, ()), Trail(manifest))]


def _first(source: Source, limits: Limits) -> Manifest:
    """Return the first document of a text; comments before its first marker are none."""
    for chunk, manifest in documents_of(source, limits):
        if chunk.fault is not None:
            raise PatchError(f"cannot be read: {chunk.fault[1]}")
        if isinstance(manifest, UnreadableError):
            raise PatchError(f"cannot be read: {manifest}")
        if manifest.tree is not None or chunk.start > 0:
            return manifest
    raise PatchError("holds no replacement")
