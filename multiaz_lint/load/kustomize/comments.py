"""Patches that a kustomization names in comments only, for somebody to turn on.

So are those that Kubebuilder writes for each operator: files beside the kustomization that
Kustomize does not read, and that hold parts of objects.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PATCHES = ("patches", "patchesStrategicMerge")
_OTHERS = (
    "bases", "components", "configMapGenerator", "configurations", "crds", "generators",
    "helmCharts", "images", "patchesJson6902", "replacements", "replicas", "resources",
    "secretGenerator", "transformers", "validators", "vars",
)  # fmt: skip
"""Fields of a kustomization that hold lists, which end that of the patches."""
_FIELD = re.compile(rf"(?:# ?)?({'|'.join((*_PATCHES, *_OTHERS))}):[ \t]*$")
_ENTRY = re.compile(r"[ \t]*#[ \t]*-[ \t]+(?:path:[ \t]*)?([\"']?)([^\s\"'#]+\.ya?ml)\1[ \t]*$")


def named_in_comments(text: str) -> Iterator[str]:
    """Yield the paths of patches that the text of a kustomization holds in comments."""
    if "#" not in text:
        return
    field = ""
    for line in text.splitlines():
        found = _FIELD.match(line)
        if found:
            field = found[1]
        elif field in _PATCHES:
            entry = _ENTRY.match(line)
            if entry:
                yield entry[2]
