"""The pod spec that an operator makes of a custom resource, and where its parts are written."""

from __future__ import annotations

from multiaz_lint.model import placement
from multiaz_lint.model.custom.made import met, one_met
from multiaz_lint.model.placement import AffinityTerm
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.custom.adapted import CustomWorkload
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.tree import Path

_APART = ("affinity", "podAntiAffinity")
_SPREAD = "topologySpreadConstraints"


class MadeTerm(AffinityTerm):
    """A term that an operator makes: all of it stands where its topology key is written."""

    __slots__ = ()

    def at(self, *steps: str | int, default: Any = None) -> Field:
        return self.resource.at(*self.path, default=look_up(self.tree, steps) or default)


class Assembled:
    """A pod spec, and where its parts are written.

    ``spec`` has no containers where an operator makes them: those of ``played`` have no more than
    their requests, which only a drill asks for.
    """

    __slots__ = ("_made", "_places", "_workload", "played", "spec")

    def __init__(self, workload: CustomWorkload) -> None:
        self._workload = workload
        self._places: dict[Path, Path] = {}
        self._made: dict[Path, Path] = {}
        self.spec: dict[str, Any] = {}
        self._take()
        self._select()
        self._keep_apart()
        self.played: dict[str, Any] = self.spec
        if workload.adapter.containers or workload.operated:
            self._play()

    @property
    def asks(self) -> bool:
        """Whether a container that is written has resources."""
        return any(mapping(each).get("resources") for each in sequence(self.played["containers"]))

    def real(self, path: Path) -> Path:
        """Return where a part of the pod spec is written, or would be."""
        for length in range(len(path), 0, -1):
            found = self._made.get(path[:length])
            if found is not None:
                return found
            found = self._places.get(path[:length])
            if found is not None:
                return (*found, *path[length:])
        return (*self._workload.pod_path, *path)

    def pod_terms(self) -> tuple[AffinityTerm, ...]:
        """Return the terms of pod affinity and anti-affinity, each at where it is written."""
        found: list[AffinityTerm] = []
        for term in placement.pod_terms(self._workload, (), self.spec):
            made = self._made.get(term.path)
            if made is not None:
                term = MadeTerm(  # noqa: PLW2901 - it stands for the other one
                    term.resource, made, term.tree, anti=True, required=term.required,
                    weight=term.weight,
                )  # fmt: skip
            else:
                term.resource, term.path = self._workload.holder(self.real(term.path))
            found.append(term)
        return tuple(found)

    def _take(self) -> None:
        """Put together what is written, and the operator's own where nothing is."""
        workload, adapter = self._workload, self._workload.adapter
        if adapter.holds_pods:
            self.spec.update(mapping(workload.get(*workload.pod_path)))
        for name in adapter.fields:
            if len(name) == 1:
                self.spec.pop(str(name[0]), None)
        for name, paths in adapter.fields.items():
            self._places[name] = workload.there(paths[0])
            for path in paths:
                there = workload.there(path)
                written = workload.get(*there)
                if written is not None:
                    self._overlay(name, there, written)
        for default, value in adapter.defaults.items():
            named, written = workload.named(value), self.spec.get(default)
            if written is None or written == []:
                self.spec[default] = named
            elif isinstance(written, list) and isinstance(named, list):
                if adapter.patched:
                    self.spec[default] = _merged(named, written)
                elif adapter.added:
                    self.spec[default] = [*written, *named]
        if adapter.spread_defaults and isinstance(self.spec.get(_SPREAD), list):
            more = workload.named(adapter.spread_defaults)
            self.spec[_SPREAD] = [
                {**more, **each} if isinstance(each, dict) else each for each in self.spec[_SPREAD]
            ]
        if adapter.template is None:
            # The operator makes the containers; what is written under that name are its patches.
            self.spec["containers"] = []
            self.spec.pop("initContainers", None)
            if adapter.containers:
                self.spec.pop("resources", None)

    def _overlay(self, at: Path, there: Path, written: Any) -> None:
        """Add what is written there; what stands at the place already counts, key by key."""
        before = look_up(self.spec, at)
        if before is None:
            self.spec = _laid(self.spec, at, written)
            self._places[at] = there
        elif isinstance(before, dict) and isinstance(written, dict):
            for key, below in written.items():
                self._overlay((*at, key), (*there, key), below)

    def _select(self) -> None:
        """Add the operator's labels to the selectors of spread constraints that ask for it."""
        name = self._workload.adapter.selects_by
        written = sequence(self.spec.get(_SPREAD)) if name else []
        if not any(mapping(each).get(name) is not None for each in written):
            return
        labels = self._workload.named(self._workload.adapter.labels)
        filled = []
        for each in written:
            if isinstance(each, dict) and each.get(name) is not None:
                selector = mapping(each.get("labelSelector"))
                both = {**mapping(selector.get("matchLabels")), **labels}
                constraint = {key: value for key, value in each.items() if key != name}
                filled.append({**constraint, "labelSelector": {**selector, "matchLabels": both}})
            else:
                filled.append(each)
        self.spec[_SPREAD] = filled

    def _keep_apart(self) -> None:
        """Add the anti-affinity that the operator makes."""
        workload = self._workload
        made = workload.adapter.antiaffinity
        if made is None or (self.spec.get("affinity") is not None and not made.beside):
            return
        tree, component = workload.tree_with_owner, workload.place
        if made.unless and one_met(made.unless, tree, component):
            return
        there = workload.there(made.topology_key)
        key = string(workload.get(*there))
        if made.known_topology_keys and key not in made.known_topology_keys:
            key = ""
        term: dict[str, Any] = {
            "topologyKey": key or made.missing_topology_key,
            "labelSelector": workload.named(made.selector(workload.adapter.labels)),
        }
        required = made.required is not None and met(made.required, tree, component)
        name = placement.REQUIRED if required else placement.PREFERRED
        at = (*_APART, name)
        terms = sequence(look_up(self.spec, at))
        place = (*at, len(terms)) if required else (*at, len(terms), "podAffinityTerm")
        entry = term if required else {"weight": 100, "podAffinityTerm": term}
        self._made[place] = self._made[*at, len(terms)] = there
        self.spec = _laid(self.spec, at, [*terms, entry])

    def _play(self) -> None:
        """Put together the containers of the pods: what the operator makes, patches, others."""
        workload, adapter = self._workload, self._workload.adapter
        written = mapping(workload.get(*workload.pod_path)) if adapter.holds_pods else {}
        patches = [each for each in sequence(written.get("containers")) if isinstance(each, dict)]
        names = [string(each.get("name")) for each in patches]
        played: list[dict[str, Any]] = []
        for name, container in adapter.containers.items():
            at = ("containers", len(played))
            patch = patches[names.index(name)] if name in names else {}
            if name in names:
                self._places[at] = (*workload.pod_path, "containers", names.index(name))
            resources = mapping(patch.get("resources"))
            if container.resources:
                there = workload.first(container.resources)
                own = mapping(workload.get(*there))
                if not resources or (container.prevails and own):
                    self._places[*at, "resources"] = there
                both = (resources, own) if container.prevails else (own, resources)
                resources = _patched(*both)
            if not (resources.get("requests") or resources.get("limits")):
                resources = container.missing
            played.append({**patch, "name": name, "resources": resources})
        for index, patch in enumerate(patches):
            if names[index] not in adapter.containers:
                there = (*workload.pod_path, "containers", index)
                self._places["containers", len(played)] = there
                played.append(patch)
        initial = sequence(written.get("initContainers"))
        self.played = {**self.spec, "containers": played, "initContainers": initial}


def _merged(constraints: list[Any], patch: list[Any]) -> list[Any]:
    """Return spread constraints with others laid over them by topology key; these come first.

    So does a strategic merge patch (patchMergeKey of topologySpreadConstraints in core/v1, 1.37).
    """
    known = {string(mapping(each).get("topologyKey")): each for each in constraints}
    written = [
        {**known.pop(string(each.get("topologyKey")), {}), **each} for each in map(mapping, patch)
    ]
    return [*written, *known.values()]


def _laid(tree: Any, path: Path, value: Any) -> dict[str, Any]:
    """Copy a mapping with another value at a path; what is no mapping on the way becomes one."""
    copy: dict[str, Any] = dict(mapping(tree))
    step, *rest = path
    copy[str(step)] = _laid(copy.get(str(step)), tuple(rest), value) if rest else value
    return copy


def _patched(tree: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping with another one laid over it."""
    both = {**tree, **patch}
    for key, value in patch.items():
        below = tree.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            both[key] = {**below, **value}
    return both
