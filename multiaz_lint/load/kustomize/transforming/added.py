"""Labels and annotations that a kustomization adds, and the fields that it adds them to.

The fields are those of Kustomize (api internal/konfig/builtinpluginconsts, v0.21).
"""

from __future__ import annotations

from multiaz_lint.load.kustomize.shared import settled, shared, written_over
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.model.field import Span
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.tree import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.load.manifest import Manifest

    Spec = tuple[str, str, str, tuple[str, ...], bool]
    """Group, version and kind, empty for any, a path, and whether what is missing is made."""

ITEMS = "[]"
"""What a step of a path ends with that leads to a list which is never made."""


_PAIRS = 4
"""How many labels more than a few cost about as much as a look at an object, in all its fields."""
_DEEPEST = 100
"""How many steps a path may have: no kind of Kubernetes has labels at half of that."""


class Added:
    """Labels or annotations that are added, and to which fields; ``at`` is where they stand.

    Those that come ``behind`` a build change what is built, whose fields share nothing any more.
    """

    __slots__ = ("_places", "at", "behind", "pairs", "specs", "steps")

    def __init__(
        self, at: Trail, pairs: dict[str, str], specs: tuple[Spec, ...], written: int
    ) -> None:
        self.at = at
        self.behind = False
        self.pairs = pairs
        self.specs = specs
        self.steps = 1 + len(pairs) // _PAIRS + written * (1 + (written + len(pairs)) // _PAIRS)
        """What it costs about to add them to an object, in looks at one."""
        self._places: dict[str, Span] = {}

    def span(self, name: str) -> Span:
        """Return where one of them stands in its kustomization."""
        known = self._places.get(name)
        if known is None:
            line, column, end = self.at.step(name).stretch()
            known = self._places[name] = Span(line, column, line, end)
        return known


def _spec(path: str, kind: str = "", group: str = "", version: str = "", *, make: bool) -> Spec:
    return group, version, kind, tuple(path.split("/")), make


_METADATA = _spec("metadata/labels", make=True)
LABELLED = (_METADATA,)
"""Where labels are put that select nothing, and are not those of pods."""
_TEMPLATE = "spec/template/metadata/labels"
_TEMPLATES = (
    _spec(_TEMPLATE, "ReplicationController", version="v1", make=True),
    _spec(_TEMPLATE, "Deployment", make=True),
    _spec(_TEMPLATE, "ReplicaSet", make=True),
    _spec(_TEMPLATE, "DaemonSet", make=True),
    _spec(_TEMPLATE, "StatefulSet", "apps", make=True),
    _spec("spec/volumeClaimTemplates[]/metadata/labels", "StatefulSet", "apps", make=True),
    _spec(_TEMPLATE, "Job", "batch", make=True),
    _spec("spec/jobTemplate/metadata/labels", "CronJob", "batch", make=True),
    _spec("spec/jobTemplate/spec/template/metadata/labels", "CronJob", "batch", make=True),
)
_MATCH = "spec/selector/matchLabels"
_OF_TERMS = tuple(
    f"spec/template/spec/affinity/{kind}/{mode}/labelSelector/matchLabels"
    for kind in ("podAffinity", "podAntiAffinity")
    for mode in (
        "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
        "requiredDuringSchedulingIgnoredDuringExecution",
    )
)
_CONSTRAINTS = "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"
_SELECTORS = (
    _spec("spec/selector", "Service", version="v1", make=True),
    _spec("spec/selector", "ReplicationController", version="v1", make=True),
    _spec(_MATCH, "Deployment", make=True),
    _spec(_MATCH, "ReplicaSet", make=True),
    _spec(_MATCH, "DaemonSet", make=True),
    _spec(_MATCH, "StatefulSet", "apps", make=True),
    *(
        _spec(path, kind, "apps", make=False)
        for kind in ("Deployment", "StatefulSet")
        for path in (*_OF_TERMS, _CONSTRAINTS)
    ),
    _spec(_MATCH, "Job", "batch", make=False),
    _spec(f"spec/jobTemplate/{_MATCH}", "CronJob", "batch", make=False),
    _spec(_MATCH, "PodDisruptionBudget", "policy", make=False),
    _spec("spec/podSelector/matchLabels", "NetworkPolicy", "networking.k8s.io", make=False),
    *(
        _spec(f"spec/{way}/podSelector/matchLabels", "NetworkPolicy", "networking.k8s.io",
              make=False)
        for way in ("ingress/from", "egress/to")
    ),
)  # fmt: skip
EVERYWHERE = (_METADATA, *_SELECTORS, *_TEMPLATES)
"""Where common labels are put."""
_ANNOTATIONS = "spec/template/metadata/annotations"
ANNOTATED = (
    _spec("metadata/annotations", make=True),
    _spec(_ANNOTATIONS, "ReplicationController", version="v1", make=True),
    _spec(_ANNOTATIONS, "Deployment", make=True),
    _spec(_ANNOTATIONS, "ReplicaSet", make=True),
    _spec(_ANNOTATIONS, "DaemonSet", make=True),
    _spec(_ANNOTATIONS, "StatefulSet", make=True),
    _spec(_ANNOTATIONS, "Job", "batch", make=True),
    _spec("spec/jobTemplate/metadata/annotations", "CronJob", "batch", make=True),
    _spec(f"spec/jobTemplate/{_ANNOTATIONS}", "CronJob", "batch", make=True),
)
"""Where annotations are put."""


def added_by(manifest: Manifest) -> Iterator[Added]:
    """Yield the labels and annotations that a kustomization adds, in Kustomize's order."""
    tree, whole = manifest.tree, Trail(manifest)
    for index, entry in enumerate(map(mapping, sequence(tree.get("labels")))):
        specs = _with_defaults(entry)[0]
        at = Trail(manifest, ("labels", index, "pairs"))
        yield from given(at, entry.get("pairs"), specs, len(sequence(entry.get("fields"))))
    for field, specs in (("commonLabels", EVERYWHERE), ("commonAnnotations", ANNOTATED)):
        yield from given(whole.step(field), tree.get(field), specs)


def conflict_of(label: Any) -> str:
    """Return the path of a field that a label creates otherwise than Kustomize; empty for none."""
    return _with_defaults(mapping(label))[1]


def _with_defaults(label: Any) -> tuple[tuple[Spec, ...], str]:
    """Return the fields of a label with those that Kustomize adds, and the path of a conflict.

    One that it adds is left out where one of the same path is there that it selects, of a narrower
    kind too; where only one of them creates what is missing, Kustomize refuses it (api
    internal/target runLabelTransformer and types FsSlice MergeAll, v0.21).
    """
    specs = list(written_specs(label.get("fields")))
    if label.get("includeSelectors") is True:
        more = EVERYWHERE
    else:
        more = (*(_TEMPLATES if label.get("includeTemplates") is True else ()), _METADATA)
    if not specs:
        return more, ""
    by_path: dict[tuple[str, ...], list[Spec]] = {}
    for each in specs:
        by_path.setdefault(each[3], []).append(each)
    for each in more:
        group, version, kind, path, make = each
        same = next(
            (
                known
                for known in by_path.get(path, ())
                if group in {"", known[0]} and version in {"", known[1]} and kind in {"", known[2]}
            ),
            None,
        )
        if same is None:
            specs.append(each)
        elif same[4] != make:
            return tuple(specs), "/".join(path)
    return tuple(specs), ""


def given(at: Trail, value: Any, specs: tuple[Spec, ...], written: int = 0) -> Iterator[Added]:
    """Yield the labels or annotations that a field gives, if any: texts, of which null is empty."""
    pairs = {
        name: each or ""
        for name, each in mapping(value).items()
        if isinstance(each, (str, type(None)))
    }
    if pairs:
        yield Added(at, pairs, specs, written)


def written_specs(value: Any) -> Iterator[Spec]:
    """Yield the fields that a sequence names."""
    for spec in map(mapping, sequence(value)):
        path, kind = string(spec.get("path")), string(spec.get("kind"))
        group, version = string(spec.get("group")), string(spec.get("version"))
        if path and path.count("/") < _DEEPEST:
            yield _spec(path, kind, group, version, make=spec.get("create") is True)


def add_to(resource: Built, added: Added) -> None:
    """Give an object the labels or annotations that a kustomization adds."""
    paths = [
        (path, make)
        for group, version, kind, path, make in added.specs
        if (
            kind in {"", resource.kind}
            and group in {"", resource.group}
            and version in {"", resource.version}
        )
    ]
    if added.behind:
        resource.part()
    pairs: dict[str, str] = added.pairs
    if len(paths) > 1:
        pairs = {name: shared(text) for name, text in pairs.items()}
    again = not resource.shared.isdisjoint(pairs)
    for path, make in paths:
        resource.tree = _with_pairs(resource.tree, path, pairs, make=make)
    if again:
        resource.tree, resource.trail = settled(resource.tree, resource.trail)
    if len(paths) > 1:
        resource.shared.update(pairs)


def _with_pairs(node: Any, path: tuple[str, ...], pairs: dict[str, str], *, make: bool) -> Any:
    """Copy a tree with pairs in the mapping at a path; lists on the way have it in each item.

    What is no mapping where one must be is left: Kustomize fails there.
    """
    if isinstance(node, list):
        items = copied(node)
        for index, item in enumerate(node):
            items[index] = _with_pairs(item, path, pairs, make=make)
        return items
    if not isinstance(node, dict):
        return node
    copy = copied(node)
    if not path:
        for name, text in pairs.items():
            copy[name] = written_over(node[name], str(text)) if name in node else text
        return copy
    name = path[0].removesuffix(ITEMS)
    below = node.get(name)
    if below is None:
        if not make or name != path[0]:
            return node
        below = {}
    copy[name] = _with_pairs(below, path[1:], pairs, make=make)
    return copy
