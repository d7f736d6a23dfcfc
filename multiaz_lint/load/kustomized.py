"""What kustomizations make of the objects they list: their namespace, and labels they add.

The fields are those of Kustomize (api internal/konfig/builtinpluginconsts, filters/namespace,
v0.21). Only the tree of an object changes: what is added stands nowhere in its text, and edits are
made to that. Where several kustomizations build the same files, in other ways, one stands for all:
what they add is the same in selectors and in labels, so that it decides about no relation.
"""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.tree import copied, look_up, with_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from typing import Any

    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

    Spec = tuple[str, str, str, tuple[str, ...], bool]
    """Group, version and kind, empty for any, a path, and whether what is missing is made."""

_ITEMS = "[]"
"""What a step of a path ends with that leads to a list which is never made."""


class Labels:
    """Labels that are added, and to which fields."""

    __slots__ = ("pairs", "specs")

    def __init__(self, pairs: dict[str, str], specs: tuple[Spec, ...]) -> None:
        self.pairs = pairs
        self.specs = specs


class Kustomization:
    """What one kustomization lists, as normal paths, and what it adds to that."""

    __slots__ = ("components", "folder", "labels", "listed", "namespace", "origin")

    def __init__(
        self, origin: str, tree: dict[str, Any], listed: list[str], components: list[str]
    ) -> None:
        self.origin = origin
        self.folder = origin.rpartition("/")[0] or "."
        self.listed = list(dict.fromkeys(listed))
        self.components = list(dict.fromkeys(components))
        self.namespace = string(tree.get("namespace"))
        self.labels = list(_labels(tree))


class Change:
    """What becomes of the objects of one file; labels in the order in which they are added."""

    __slots__ = ("labels", "namespace")

    def __init__(self, namespace: str, labels: list[Labels]) -> None:
        self.namespace = namespace
        self.labels = labels

    def shows_in(self, value: Any) -> bool:
        """Whether a value holds something that is added, and is not written in the file."""
        if isinstance(value, list):
            return any(map(self.shows_in, value))
        if not isinstance(value, dict):
            return False
        if self.namespace and value.get("namespace") == self.namespace:
            return True
        for added in self.labels:
            if any(value.get(key) == each for key, each in added.pairs.items()):
                return True
        return any(map(self.shows_in, value.values()))


class Builds:
    """Which kustomizations build a file, and what they change in it.

    ``changes`` is by the path of a file. ``passed`` are kustomizations whose namespace and labels
    count for nothing, because another one that builds the same files stands for them.
    """

    def __init__(self, kustomizations: Iterable[Kustomization]) -> None:
        self._by_folder = {each.folder: each for each in kustomizations}
        self._some: dict[str, frozenset[str]] = {}
        self._every: dict[str, frozenset[str]] = {}
        self.changes: dict[str, Change] = {}
        self.passed: dict[str, str] = {}
        if any(each.namespace or each.labels for each in self._by_folder.values()):
            self._follow()
            self._decide()

    def _follow(self) -> None:
        """Work out for each folder and file which kustomizations some, and every, way leads by."""
        above: dict[str, list[tuple[str, ...]]] = {}
        for each in self._by_folder.values():
            parts = tuple(part for part in each.components if part in self._by_folder)
            for path in each.listed:
                above.setdefault(path, []).append((each.folder, *parts))
            for part in parts:
                above.setdefault(part, []).append((each.folder,))
        self._above = above
        for path in sorted({*above, *self._by_folder}):
            self._trace(path)

    def _trace(self, path: str) -> None:
        """Take what leads to a path, nearest last; ways that turn in circles end there."""
        stack = [path]
        open_paths: set[str] = set()
        while stack:
            path = stack[-1]
            if path in self._some:
                stack.pop()
                continue
            ways = [way for way in self._above.get(path, ()) if way[0] not in open_paths]
            missing = [way[0] for way in ways if way[0] not in self._some and way[0] != path]
            if missing and path not in open_paths:
                open_paths.add(path)
                stack += missing
                continue
            open_paths.discard(path)
            own = {path} if path in self._by_folder else set()
            leading = [
                (self._some[way[0]].union(way[1:]), self._every[way[0]].union(way[1:]))
                for way in ways
                if way[0] in self._some
            ]
            self._some[path] = frozenset(own).union(*(some for some, _ in leading))
            every = frozenset.intersection(*(every for _, every in leading)) if leading else ()
            self._every[path] = frozenset(own).union(every)
            stack.pop()

    def _decide(self) -> None:
        files = [path for path in self._some if path not in self._by_folder]
        adding = {
            folder for folder, each in self._by_folder.items() if each.namespace or each.labels
        }
        varying = {
            folder for file in files for folder in self._some[file] - self._every[file]
        } & adding
        group_of = _joined(varying, (self._some[file] & varying for file in files))
        merged = {leader: self._merged(members) for leader, members in _members(group_of).items()}
        for file in files:
            found: dict[str, Change] = {}
            for folder in self._some[file] & adding:
                leader = group_of.get(folder)
                if leader is not None:
                    found[leader] = merged[leader]
                else:
                    each = self._by_folder[folder]
                    found[folder] = Change(each.namespace, each.labels)
            if found:
                # The outermost is the last that changes it, and the first here.
                order = [found[folder] for folder in sorted(found, key=self._rank)]
                namespace = next((each.namespace for each in order if each.namespace), "")
                labels = [added for each in reversed(order) for added in each.labels]
                self.changes[file] = Change(namespace, _in_few_steps(labels))

    def _rank(self, folder: str) -> tuple[int, str]:
        return len(self._some[folder]), folder

    def _merged(self, members: list[str]) -> Change:
        """Return one change for kustomizations that build the same files in other ways."""
        namespace, labels = "", []
        known: set[str] = set()
        for folder in sorted(members, key=self._rank):
            each = self._by_folder[folder]
            counts = len(members) == 1
            if each.namespace and not namespace:
                namespace, counts = each.namespace, True
            fresh: set[str] = set()
            for added in each.labels:
                pairs = {name: value for name, value in added.pairs.items() if name not in known}
                fresh.update(pairs)
                if pairs:
                    labels.append(Labels(pairs, added.specs))
            known |= fresh
            if not counts and not fresh:
                what = ["namespace"] if each.namespace else []
                what += ["labels"] if each.labels else []
                self.passed[each.origin] = " and ".join(what)
        return Change(namespace, labels)


def _joined(names: AbstractSet[str], sets: Iterable[AbstractSet[str]]) -> dict[str, str]:
    """Return the leader of each name: those that stand in one set have the same."""
    leader = {name: name for name in names}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for each in sets:
        first, *rest = sorted(each) or [""]
        for other in rest:
            leader[find(other)] = find(first)
    return {name: find(name) for name in names}


def _in_few_steps(labels: list[Labels]) -> list[Labels]:
    """Put labels that follow one another to the same fields into one: the later value counts."""
    steps: list[Labels] = []
    for each in labels:
        if steps and steps[-1].specs == each.specs:
            steps[-1].pairs.update(each.pairs)
        else:
            steps.append(Labels({**each.pairs}, each.specs))
    return steps


def _members(group_of: dict[str, str]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for name, leader in sorted(group_of.items()):
        members.setdefault(leader, []).append(name)
    return members


# What is added ----------------------------------------------------------------------------


def _spec(path: str, kind: str = "", group: str = "", version: str = "", *, make: bool) -> Spec:
    return group, version, kind, tuple(path.split("/")), make


_METADATA = _spec("metadata/labels", make=True)
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
_EVERYWHERE = (_METADATA, *_SELECTORS, *_TEMPLATES)


def _labels(tree: dict[str, Any]) -> Iterator[Labels]:
    """Yield the labels that a kustomization adds, in Kustomize's order."""
    for entry in map(mapping, sequence(tree.get("labels"))):
        pairs = _pairs(entry.get("pairs"))
        specs = tuple(_written_specs(entry.get("fields")))
        if entry.get("includeSelectors") is True:
            specs += _EVERYWHERE
        else:
            specs += (_METADATA, *(_TEMPLATES if entry.get("includeTemplates") is True else ()))
        if pairs:
            yield Labels(pairs, specs)
    common = _pairs(tree.get("commonLabels"))
    if common:
        yield Labels(common, _EVERYWHERE)


def _pairs(value: Any) -> dict[str, str]:
    return {name: each for name, each in mapping(value).items() if isinstance(each, str)}


def _written_specs(value: Any) -> Iterator[Spec]:
    for spec in map(mapping, sequence(value)):
        path, kind = string(spec.get("path")), string(spec.get("kind"))
        group, version = string(spec.get("group")), string(spec.get("version"))
        if path:
            yield _spec(path, kind, group, version, make=spec.get("create") is True)


# Changing objects -------------------------------------------------------------------------

_WEBHOOKS = frozenset({"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"})
_SERVICES: dict[tuple[str, str], Path] = {
    ("apiregistration.k8s.io", "APIService"): ("spec", "service"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): (
        "spec", "conversion", "webhook", "clientConfig", "service",
    ),
}  # fmt: skip
"""Where objects without a namespace name a Service of the kustomization's."""


def change(resources: Iterable[Resource], changes: dict[str, Change]) -> list[Resource]:
    """Change objects as their kustomizations do, and return those with another tree.

    One that holds what no server can decode keeps its tree: nobody judges its labels.
    """
    changed: list[Resource] = []
    hooks: list[tuple[Resource, str]] = []
    moved: dict[tuple[str, str], str] = {}
    for resource in resources:
        each = changes.get(resource.origin)
        if each is None:
            continue
        tree = resource.tree
        if "unsound" not in resource.facts:
            for added in each.labels:
                tree = _labelled(tree, resource, added)
        if each.namespace:
            if resource.group == "admissionregistration.k8s.io":
                hooks.append((resource, each.namespace))
            if (resource.group, resource.kind) == ("", "Service"):
                moved[resource.namespace, resource.name] = each.namespace
            tree = _moved(tree, resource, each.namespace)
        if tree is not resource.tree:
            resource.replace(tree)
            changed.append(resource)
    changed += [each for each, namespace in hooks if _point(each, namespace, moved)]
    return list(dict.fromkeys(changed))


def _labelled(tree: Any, resource: Resource, added: Labels) -> Any:
    for group, version, kind, path, make in added.specs:
        if (
            kind in {"", resource.kind}
            and group in {"", resource.group}
            and version in {"", resource.version}
        ):
            tree = _with_pairs(tree, path, added.pairs, make=make)
    return tree


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
        copy.update(pairs)
        return copy
    name = path[0].removesuffix(_ITEMS)
    below = node.get(name)
    if below is None:
        if not make or name != path[0]:
            return node
        below = {}
    copy[name] = _with_pairs(below, path[1:], pairs, make=make)
    return copy


def _moved(tree: Any, resource: Resource, namespace: str) -> Any:
    """Return the tree of an object in another namespace, and let the object belong there."""
    kind = (resource.group, resource.kind)
    if kind == ("", "Namespace"):
        if resource.name == namespace:
            return tree
        resource.name = namespace
        resource.belong(resource.group, "")
        return with_value(tree, ("metadata", "name"), namespace)
    if not resource.namespace:
        service = _SERVICES.get(kind)
        if service is not None and isinstance(look_up(tree, service), dict):
            return with_value(tree, (*service, "namespace"), namespace)
        return tree
    if resource.namespace != namespace:
        resource.belong(resource.group, namespace)
    if resource.metadata.get("namespace") in (None, namespace):
        # Nobody reads it in the tree, where the default is not written either.
        return tree
    return with_value(tree, ("metadata", "namespace"), namespace)


def _point(resource: Resource, namespace: str, moved: dict[tuple[str, str], str]) -> bool:
    """Let the webhooks of a configuration call a Service where its kustomization moves it."""
    tree: Any = resource.tree
    if resource.kind not in _WEBHOOKS:
        return False
    for index, hook in enumerate(sequence(tree.get("webhooks"))):
        service = mapping(mapping(mapping(hook).get("clientConfig")).get("service"))
        before = string(service.get("namespace")), string(service.get("name"))
        if before[0] != namespace and moved.get(before) == namespace:
            path = ("webhooks", index, "clientConfig", "service", "namespace")
            tree = with_value(tree, path, namespace)
    if tree is resource.tree:
        return False
    resource.replace(tree)
    return True
