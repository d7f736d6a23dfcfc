"""One Kubernetes object of a manifest, as rules see it."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter

from multiaz_lint.model.cached import Remembered
from multiaz_lint.model.field import Absent, Field
from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet
    from typing import Any, Protocol, TypeVar

    R = TypeVar("R", bound="Resource")

    from multiaz_lint.model.field import Span
    from multiaz_lint.model.tree import Path

    class Manifest(Protocol):
        """The document that a resource was read from."""

        @property
        def origin(self) -> str: ...
        @property
        def directory(self) -> str: ...
        @property
        def tree(self) -> Any: ...
        @property
        def base(self) -> Resource | None: ...
        @property
        def may_vary(self) -> bool: ...
        @property
        def changed_keys(self) -> AbstractSet[str]: ...
        def origin_at(self, path: Path) -> str: ...
        def span(self, path: Path) -> Span: ...
        def stretch(self, path: Path) -> tuple[int, int, int]: ...
        def scalar_text(self, path: Path) -> str: ...
        def key_text(self, path: Path) -> str: ...


by_identity = attrgetter("identity")
"""By what several objects are put in an order that files and their names have no part in."""
OWN_PREFIX = "multiaz-lint"
"""What the names of the annotations that are read here begin with, and of slips of the pen."""
IGNORE = "multiaz-lint/ignore"
"""The annotation that silences findings about a resource."""
SINGLETON = "multiaz-lint/singleton"
"""The annotation that says why one replica is intended."""
CLUSTER_WIDE = frozenset(
    (group, kind)
    for group, kinds in {
        "": "Node Namespace PersistentVolume ComponentStatus",
        "storage.k8s.io": "StorageClass CSIDriver CSINode VolumeAttachment VolumeAttributesClass",
        "scheduling.k8s.io": "PriorityClass",
        "rbac.authorization.k8s.io": "ClusterRole ClusterRoleBinding",
        "apiextensions.k8s.io": "CustomResourceDefinition",
        "apiregistration.k8s.io": "APIService",
        "admissionregistration.k8s.io": (
            "ValidatingWebhookConfiguration MutatingWebhookConfiguration "
            "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding "
            "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding"
        ),
        "networking.k8s.io": "IngressClass IPAddress ServiceCIDR",
        "node.k8s.io": "RuntimeClass",
        "flowcontrol.apiserver.k8s.io": "FlowSchema PriorityLevelConfiguration",
        "certificates.k8s.io": "CertificateSigningRequest ClusterTrustBundle",
        "resource.k8s.io": "DeviceClass DeviceTaintRule ResourcePoolStatusRequest ResourceSlice",
        "storagemigration.k8s.io": "StorageVersionMigration",
        "internal.apiserver.k8s.io": "StorageVersion",
    }.items()
    for kind in kinds.split()
)
"""Kinds without a namespace, by API group."""


_EMPTY: dict[str, Any] = {}


def mapping(value: Any) -> dict[str, Any]:
    """Return the value if it is a mapping, else an empty one: in both cases only to look at."""
    return value if isinstance(value, dict) else _EMPTY


def sequence(value: Any) -> list[Any]:
    """Return the value if it is a sequence, else an empty one."""
    return value if isinstance(value, list) else []


def string(value: Any) -> str:
    """Return the value if it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


_NONE: frozenset[str] = frozenset()


class Facts:
    """What loading found out about a resource that does not show in its tree."""

    unsound: frozenset[Path] = frozenset()
    """The paths of the values that were taken out, as no server can decode them."""
    undecodable: Any = None
    """What the decoder says of each of these; None where it says nothing."""
    rest: Any = None
    """The verdict on what is left without them; None where that is the verdict on the whole."""
    unsound_template: Any = None
    """The pod template with what was taken out of it; None where that is nothing."""
    built: Any = None
    """What kustomizations make of it (``load/kustomize`` Change); None for nothing."""
    custom = False
    """Whether a definition in the input judged it."""
    taken_over = False
    """Whether an Argo Rollout runs its template in its place, and scales it down to nothing."""
    runtime_class: Resource | None = None
    """The RuntimeClass of the input that its pods name, refused or not."""


class Resource:
    """One object: its identity, its tree of plain values, and fields with positions on demand.

    ``prefix`` is the path of the object in its manifest: empty, or that of an item of a List.
    ``namespace`` is empty for cluster-wide kinds and the default namespace where none is written.
    ``metadata`` with its ``labels`` and ``annotations`` and ``spec`` are those of the tree, empty
    where it has none. ``origin`` is where the manifest came from. ``identity`` is what the API
    server knows the object by: group, kind, namespace, name. ``verdict`` is what the API server
    says of it, once it has been asked (``api/verdict.py``), ``facts`` what loading found out about
    it. ``answers`` (``cached.once``) and ``__dict__`` hold what is worked out once: what it depends
    on is settled before anybody judges it (``load/soundness.py`` takes out of ``tree`` what no
    server can decode).
    """

    __slots__ = (
        "__dict__", "annotations", "answers", "api_version", "directory", "facts", "group",
        "identity", "kind", "labels", "manifest", "metadata", "name", "namespace", "origin",
        "owned", "prefix", "spec", "tree", "verdict", "version",
    )  # fmt: skip

    part = ""
    """Which component of a custom resource it is; most resources are whole."""
    operated = False
    """Whether an operator makes its pods, from fields that are no pod template."""
    settled = _NONE
    """The rules that its operator answers for."""

    def __init__(
        self,
        tree: dict[str, Any],
        manifest: Manifest,
        prefix: Path = (),
        default_namespace: str = "default",
    ) -> None:
        self._take(tree)
        self.manifest = manifest
        self.prefix = prefix
        self.api_version = api_version = string(tree.get("apiVersion"))
        self.kind = kind = string(tree.get("kind"))
        group, self.version, wide = _kinds[api_version, kind]
        metadata = self.metadata
        self.name = string(metadata.get("name")) or string(metadata.get("generateName"))
        namespace = "" if wide else string(metadata.get("namespace")) or default_namespace
        self.belong(group, namespace)
        self.origin = manifest.origin
        self.directory = manifest.directory
        self.facts = Facts()
        self.answers: dict[Any, Any] = {}
        self.verdict: Any = None
        self._look()

    def replace(self, tree: dict[str, Any]) -> None:
        """Take another tree, and forget what was worked out of the one before."""
        self._take(tree)
        self.__dict__.clear()
        self.answers.clear()
        self._look()

    def _take(self, tree: dict[str, Any]) -> None:
        self.tree = tree
        self.metadata = metadata = mapping(tree.get("metadata"))
        self.labels: dict[str, str] = mapping(metadata.get("labels"))
        self.annotations: dict[str, str] = mapping(metadata.get("annotations"))
        self.spec = mapping(tree.get("spec"))
        self.owned = "ownerReferences" in metadata and bool(controllers(metadata))
        """Whether a controller owns it, so that its settings come from there."""

    def _look(self) -> None:
        """Take from the tree what the view of its kind is about."""

    def belong(self, group: str, namespace: str) -> None:
        """Say where the API server keeps it, and so by what ``identity`` it knows the object."""
        self.group = group
        self.namespace = namespace
        self.identity = (group, self.kind, namespace, self.name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.namespace}/{self}, {self.origin})"

    def __str__(self) -> str:
        return f"{self.kind.lower()}/{self.name or '(no name)'}"

    def field_names(self) -> Iterable[str]:
        """Return its kind, and the names of the fields on the top, in metadata and in spec."""
        return chain((self.kind,), self.tree, self.metadata, self.spec)

    @property
    def says_namespace(self) -> bool:
        """Whether its namespace is written, or a kustomization gives it one."""
        built = self.facts.built
        return bool(self.metadata.get("namespace") or (built is not None and built.namespace))

    @property
    def merged(self) -> bool:
        """Whether several objects have become this one, for want of a separator."""
        repeated = getattr(self.tree, "duplicates", ())
        return "kind" in repeated and "apiVersion" in repeated

    def at(self, *path: str | int, default: Any = None) -> Field:
        """Return the field at a path; where nothing is written its value is ``default``."""
        value = look_up(self.tree, path)
        if value is None:
            return Absent(self, path, default)
        return Field(self, path, value)

    def get(self, *path: str | int) -> Any:
        """Return the raw value at a path; None where nothing is written."""
        return look_up(self.tree, path)

    def written(self, path: Path) -> Any:
        """Return the value at a path as the manifest has it, even if no server can decode it."""
        return look_up(self.manifest.tree, (*self.prefix, *path))

    def scalar_text(self, path: Path) -> str:
        """Return what is written as the scalar at a path, without its anchor, tag and quotes."""
        return self.manifest.scalar_text((*self.prefix, *path))

    def key_text(self, path: Path) -> str:
        """Return the key at a path as it is written."""
        return self.manifest.key_text((*self.prefix, *path))

    @property
    def name_field(self) -> Field:
        """Where findings about something missing beside the resource point."""
        return self.at("metadata", "name")

    def span(self, path: Path) -> Span:
        """Where the value at a path, or its closest written ancestor, stands."""
        return self.manifest.span((*self.prefix, *path) if self.prefix else path)

    def origin_at(self, path: Path) -> str:
        """Return the file in which the value at a path stands."""
        return self.manifest.origin_at((*self.prefix, *path) if self.prefix else path)

    def stretch(self, path: Path) -> tuple[int, int, int]:
        """Return line, column and end column of the span of a path."""
        return self.manifest.stretch((*self.prefix, *path) if self.prefix else path)


def _kind(written: tuple[str, str]) -> tuple[str, str, bool]:
    """Return the group and version of an apiVersion, and whether a kind has no namespace."""
    api_version, kind = written
    group, _, version = api_version.rpartition("/")
    return group, version, (group, kind) in CLUSTER_WIDE


_kinds = Remembered(_kind)


def without_copies(resources: Iterable[R]) -> list[R]:
    """Return resources without those that write the first of their object once more, all alike."""
    first: dict[tuple[str, str, str, str], R] = {}
    return [
        each
        for each in resources
        if (other := first.setdefault(each.identity, each)) is each or each.tree != other.tree
    ]


def controllers(metadata: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the owners that metadata call controllers; the API server refuses several."""
    owners = map(mapping, sequence(metadata.get("ownerReferences")))
    return [each for each in owners if each.get("controller") is True]
