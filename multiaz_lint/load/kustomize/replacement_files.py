"""Files of replacements, as Kustomize decodes them (api internal/builtins, v0.21).

It takes the first document of each. Other than in a kustomization it passes over unknown fields
there, and takes numbers and booleans for texts, but for those that name objects: sigs.k8s.io/yaml
does not see that these are to be texts.
"""

from __future__ import annotations

from multiaz_lint.load.kustomize.merge import PatchError
from multiaz_lint.load.kustomize.schema import ID, REPLACEMENT, TEXT, fits
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.scalars import exact, json_text
from multiaz_lint.load.texts import documents_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.load.kustomize.schema import Shape
    from multiaz_lint.load.limits import Limits
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.load.source import Source
    from multiaz_lint.model.tree import Path

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
        decode = _Decoding(manifest)
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


class _Decoding:
    """Makes of values of a text what Kustomize decodes of them."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest

    def value(
        self, value: Any, shape: Shape, path: Path, at: str = "", *, names: bool = False
    ) -> Any:
        """Return a value of a shape; ``at`` is what a fault calls its place.

        What ``names`` an object has to be a text as it is.

        Raises:
            PatchError: Kustomize refuses it, or only Kustomize can tell what it means.

        """
        if value is None:
            return None
        if isinstance(shape, list):
            if not isinstance(value, list):
                raise PatchError(f"is refused by kustomize ({at} is no sequence)")
            return [
                self.value(each, shape[0], (*path, index), f"{at}[{index}]")
                for index, each in enumerate(value)
            ]
        if isinstance(shape, dict):
            if not isinstance(value, dict):
                raise PatchError(f"is refused by kustomize ({at} is no mapping)")
            return self._mapping(value, shape, path, at)
        if shape == TEXT and not names and not isinstance(value, (str, dict, list)):
            written = exact(self._manifest.scalar_text(path))
            return json_text(written if isinstance(written, (int, float)) else value)
        if not fits(value, shape):
            raise PatchError(f"is refused by kustomize ({at} is no {shape})")
        return value

    def _mapping(
        self, value: dict[str, Any], shape: dict[str, Shape], path: Path, at: str
    ) -> dict[str, Any]:
        decoded = {}
        for name, each in value.items():
            below = f"{at}.{name}" if at else name
            if name in shape:
                decoded[name] = self.value(
                    each, shape[name], (*path, name), below, names=name in ID
                )
            elif name.lower() in map(str.lower, shape):
                raise PatchError(
                    f"has a field in another case ({below}), which only kustomize reads"
                )
        return decoded
