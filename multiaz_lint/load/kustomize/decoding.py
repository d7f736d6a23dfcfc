"""What Kustomize decodes of files besides kustomizations: of replacements, and of transformers.

Other than in a kustomization it passes over unknown fields there, and takes numbers and booleans
for texts, but for those that name objects: sigs.k8s.io/yaml does not see that these are to be
texts.
"""

from __future__ import annotations

from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.schema import ID, TEXT, fits
from multiaz_lint.load.yaml.scalars import exact, json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.kustomize.schema import Shape
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.model.tree import Path


class Decoding:
    """Makes of values of a text what Kustomize decodes of them.

    Without ``coerces`` it refuses to say which text a number or a boolean becomes.
    """

    def __init__(self, manifest: Manifest, *, coerces: bool = True) -> None:
        self._manifest = manifest
        self._coerces = coerces

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
            if not self._coerces:
                raise PatchError(f"has no {TEXT} at {at}, of which only kustomize makes one")
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
