"""Builds the kustomizations that no other one lists, each as a context of its own.

As ``kustomize build`` does it (api internal/target, v0.21): the objects that are listed, then the
components, then patches, namespace, names, labels, JSON patches, replicas and images, from the
innermost kustomization to the outermost.
"""

from __future__ import annotations

from multiaz_lint.load.kustomize import images, json_patch, namespaces
from multiaz_lint.load.kustomize.added import with_added
from multiaz_lint.load.kustomize.built import Built
from multiaz_lint.load.kustomize.merge import DIRECTIVE, PatchError, merged
from multiaz_lint.load.kustomize.patches import LATE, MERGED, patches_of
from multiaz_lint.load.kustomize.schema import is_whole
from multiaz_lint.load.kustomize.search import Search
from multiaz_lint.load.kustomize.targets import Candidates
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.load.kustomize.uses import normal
from multiaz_lint.load.limits import Limits
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.tree import look_up, size, with_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.load.kustomize.merge import Found
    from multiaz_lint.load.kustomize.patches import Files, Patch
    from multiaz_lint.load.source import Source
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

_SCALED = frozenset({"Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"})
_MOST = 200_000
"""How many objects are listed, changed and patched in one run at most."""
_COPIES = 20_000
"""How many objects that several kustomizations build are judged in one run at most."""
_LONGEST = 500
"""How much is said of a fault: what it names may be long, and named often by aliases."""
_DEEPEST = 100
"""How many kustomizations list one another at most."""
_NOTHING = "are not applied, as nothing that it lists has this name"
_COMPONENTS = "list it under components"
_UNREACHED = "nothing of it is applied, as no kustomization that is built lists it"


class _TooMuchError(Exception):
    """More is to be built than one run does."""


class Builds:
    """What kustomizations make of resources.

    ``results`` are the resources in the place of each, by its ``id``: one for each kustomization
    that builds it, none where a patch deletes it. ``faults`` tell why something of a
    kustomization is not applied. ``applied`` are the files of patches that are, as normal paths.
    """

    def __init__(
        self,
        kustomizations: Iterable[Kustomization],
        resources: Iterable[Resource],
        sources: Mapping[str, Source],
        limits: Limits | None = None,
    ) -> None:
        self._by_folder = {each.folder: each for each in kustomizations}
        self._above = {each for folder in self._by_folder for each in _above(folder)}
        self._sources = sources
        self._limits = limits or Limits()
        self._files: Files = {}
        self._by_file: dict[str, list[Resource]] = {}
        for resource in resources:
            self._by_file.setdefault(normal(resource.origin), []).append(resource)
        self.results: dict[int, list[Resource]] = {}
        self.faults: dict[tuple[str, int, str], Fault] = {}
        self.applied: set[str] = set()
        self._refused: set[str] = set()
        self._patches: dict[tuple[str, bool], list[Patch]] = {}
        self._sizes: dict[int, int] = {}
        self._reached: set[str] = set()
        self._left = _MOST
        self._search = Search(self._spend)
        self._room = _COPIES
        for group in self._groups():
            if any(each.changes for each in group):
                self._build_all(group)
        self.applied -= self._refused

    def _groups(self) -> list[list[Kustomization]]:
        """Return the kustomizations that have files or kustomizations in common, together."""
        leader = {folder: folder for folder in self._by_folder}

        def find(name: str) -> str:
            while leader.setdefault(name, name) != name:
                leader[name] = leader[leader[name]]
                name = leader[name]
            return name

        for folder, each in self._by_folder.items():
            for path in (*each.listed, *each.components):
                leader[find(path)] = find(folder)
        groups: dict[str, list[Kustomization]] = {}
        for folder, each in sorted(self._by_folder.items()):
            groups.setdefault(find(folder), []).append(each)
        return list(groups.values())

    def _build_all(self, group: list[Kustomization]) -> None:
        listed = {path for each in group for path in (*each.listed, *each.components)}
        roots = [each for each in group if each.folder not in listed and not each.is_component]
        roots = roots or [each for each in group if not each.is_component][:1]
        several = len(roots) > 1
        try:
            built = [(root, self._objects(root)) for root in roots]
            self._room -= sum(len(objects) for _, objects in built) if several else 0
            if self._room < 0:
                raise _TooMuchError  # noqa: TRY301 - the same answer as for too long a way
        except _TooMuchError:
            for each in group:
                if each.changes:
                    self._fault(each, "nothing of it is applied, as its builds are too large")
            return
        for root, objects in built:
            directory = self._directory(root) if several else ""
            for one in objects:
                self._finish(one, directory, root if several else None)
        for each in group:
            # What only such a one lists stays as it is written: nobody builds it.
            if each.changes and each.folder not in self._reached:
                self._fault(each, _UNREACHED)

    def _directory(self, root: Kustomization) -> str:
        """Return where the objects of a build belong.

        Where one build lies below another, their objects would be each other's neighbours.
        """
        holds_others = root.folder == "." or root.folder in self._above
        return root.origin if holds_others else root.folder

    def _finish(self, built: Built, directory: str, root: Kustomization | None) -> None:
        results = self.results.setdefault(id(built.resource), [])
        if built.tree is None:
            return
        if root is None and built.is_as_written:
            results.append(built.resource)
        else:
            results.append(built.finished(directory, root))

    def _objects(self, root: Kustomization) -> list[Built]:
        objects: list[Built] = []
        self._target(root, objects, set())
        return objects

    def _spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise _TooMuchError

    def _spend_on(self, chosen: list[Built], patch: Any, changes: int = 1) -> None:
        """Count what a patch changes in objects, and what it adds to each, aliases written out."""
        if not chosen:
            return
        known = self._sizes.get(id(patch))
        if known is None:
            known = self._sizes[id(patch)] = size(patch)
        for each in chosen:
            self._spend(each.steps(changes, known))

    def _target(self, of: Kustomization, objects: list[Built], open_: set[str]) -> None:
        """Add what a kustomization lists to objects, and change all of them as it says."""
        if len(open_) > _DEEPEST:
            raise _TooMuchError
        open_.add(of.folder)
        self._reached.add(of.folder)
        for path in of.listed:
            below = self._by_folder.get(path)
            if below is None:
                listed = self._by_file.get(path, ())
                self._spend(1 + len(listed))
                objects += map(Built, listed)
            elif path in open_:
                self._fault(of, "not all that it lists is built, as what it lists lists it")
            else:
                if below.is_component:
                    self._fault(of, f"kustomize refuses it ({path} is a component: {_COMPONENTS})")
                own: list[Built] = []
                self._target(below, own, open_)
                objects += own
        self._tell_twice(of, objects)
        for path in of.components:
            part = self._by_folder.get(path)
            if part is not None and path not in open_:
                if not part.is_component:
                    self._fault(of, f"kustomize refuses it ({path} is no component)")
                self._target(part, objects, open_)
        open_.discard(of.folder)
        present = [each for each in objects if each.tree is not None]
        self._spend(1 + len(present) * of.changes)
        self._change(of, present)

    def _tell_twice(self, of: Kustomization, objects: list[Built]) -> None:
        """Tell an object that comes twice (api resmap Append, v0.21)."""
        seen = set()
        for each in objects:
            key = (each.group, each.version, each.kind, *each.ids[-1])
            if key in seen:
                name = f"{each.kind.lower()}/{each.called}"
                self._fault(of, f"kustomize refuses it ({name} comes twice)")
                return
            seen.add(key)

    def _change(self, of: Kustomization, objects: list[Built]) -> None:
        self._patch(of, objects, MERGED)
        objects = [each for each in objects if each.tree is not None]
        if of.namespace:
            namespaces.move(objects, of.namespace)
            for each in objects:
                each.change.namespace = of.namespace
        added_to_each = sum(each.steps for each in of.added)
        for each in objects:
            if added_to_each:
                self._spend(added_to_each + len(of.added) * (each.steps() // 4))
            if of.prefix or of.suffix:
                each.call(of.prefix, of.suffix)
                self._spend(len(each.called) // 100)
            each.note_id()
            for added in of.added:
                each.tree = with_added(each, added)
                each.change.added.append(added)
        self._patch(of, objects, LATE)
        self._scale(of, objects)
        self._set_images(of, objects)

    def _scale(self, of: Kustomization, objects: list[Built]) -> None:
        path = ("spec", "replicas")
        for index, entry in enumerate(of.replicas):
            at = Trail(of.manifest, ("replicas", index, "count"))
            name, count = string(entry.get("name")), entry.get("count") or 0
            if not is_whole(count):
                continue  # Kustomize refuses it, which is told
            count = int(count)
            found = [
                each
                for each in objects
                if each.kind in _SCALED and any(called == name for _, called in each.ids)
            ]
            if not found:
                self._fault(of, f"its replicas of {name} {_NOTHING}", at)
            looks = len(objects) * (1 + len(name) // 200) // 20
            self._spend(1 + looks + sum(each.steps() for each in found))
            for each in found:
                if not isinstance(each.tree.get("spec"), (dict, type(None))):
                    words = f"its replicas of {name} are not applied, as its spec is no mapping"
                    self._fault(of, words, at)
                    continue
                trail = _with_trail(each.trail, each.tree, path, at)
                each.put(with_value(each.tree, path, count), trail, at)

    def _set_images(self, of: Kustomization, objects: list[Built]) -> None:
        if of.images:
            self._spend(sum(each.steps() for each in objects))
        for path_of_entry, entry in of.images:
            at = Trail(of.manifest, path_of_entry)
            self._spend(10 + len(objects))  # ten for its regular expression
            try:
                found = list(images.replaced(objects, entry, self._search))
            except PatchError as error:
                self._fault(of, f"its images are not applied (the name {error})", at)
                continue
            for each, path, image in found:
                self._spend(each.steps())
                trail = _with_trail(each.trail, each.tree, path, at)
                each.put(with_value(each.tree, path, image), trail, at)

    def _patch(self, of: Kustomization, objects: list[Built], keys: tuple[str, ...]) -> None:
        known = (of.folder, keys is LATE)
        if known not in self._patches:
            found = patches_of(of.manifest, keys, self._sources, self._files, self._limits)
            self._patches[known] = list(found)
        if not self._patches[known]:
            return
        self._spend(len(objects))
        candidates = Candidates(objects, self._search)
        for patch in self._patches[known]:
            try:
                self._apply(patch, candidates)
            except PatchError as error:
                self._refused.add(patch.file)
                words = str(error) if patch.file else f"a patch is not applied ({error})"
                self._fault(of, words, patch.at, patch.file)
            else:
                self.applied.add(patch.file)

    def _apply(self, patch: Patch, candidates: Candidates) -> None:
        if patch.fault:
            raise PatchError(patch.fault)
        if patch.target is not None and len(patch.documents) > 1:
            raise PatchError("has several documents and a target")
        looked_at = len(candidates) // 10 if patch.target is not None else 0
        self._spend(1 + len(patch.documents) + looked_at)
        for tree, trail in patch.documents:
            made: list[Found]
            if isinstance(tree, list):
                if patch.target is None:
                    raise PatchError("has operations and no target")
                chosen = candidates.selected(patch.target)
                self._spend_on(chosen, tree, len(tree))
                made = [
                    json_patch.patched(each.tree, each.trail, tree, trail, self._limits.nesting)
                    for each in chosen
                ]
                _need_identities(made)
            elif isinstance(tree, dict):
                if patch.target is None:
                    chosen = [candidates.named(tree)]
                else:
                    chosen = candidates.selected(patch.target)
                    if not (tree.get("kind") and mapping(tree.get("metadata")).get("name")):
                        raise PatchError("has no kind or no name, which it needs")
                self._spend_on(chosen, tree)
                made = [_merged(each, tree, trail) for each in chosen]
            else:
                raise PatchError("is neither a mapping nor a sequence of operations")
            if not chosen:
                raise PatchError("selects nothing that it lists")
            for each, (result, at) in zip(chosen, made, strict=True):
                each.put(result, at or each.trail, trail)

    def _fault(
        self, of: Kustomization, words: str, at: Trail | None = None, file: str = ""
    ) -> None:
        line = at.manifest.stretch(at.path)[0] if at is not None else 0
        fault = Fault(of.origin, line, words, file)
        self.faults[fault.key] = fault


class Fault:
    """Why something of a kustomization is not applied, and of which patch, if it has a file."""

    __slots__ = ("file", "line", "origin", "words")

    def __init__(self, origin: str, line: int, words: str, file: str) -> None:
        self.origin = origin
        self.line = line
        self.words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
        self.file = file

    @property
    def key(self) -> tuple[str, int, str]:
        return self.origin, self.line, self.words


def _above(folder: str) -> Iterator[str]:
    """Yield the folders that a folder is in, as paths."""
    at = folder.rfind("/")
    while at > 0:
        yield folder[:at]
        at = folder.rfind("/", 0, at)


def _need_identities(made: list[Found]) -> None:
    """Refuse a patch that leaves something without name or kind: Kustomize has no use for it."""
    for tree, _ in made:
        if not (string(tree.get("apiVersion")) and string(tree.get("kind"))):
            raise PatchError("leaves no apiVersion or no kind")
        if not string(mapping(tree.get("metadata")).get("name")):
            raise PatchError("leaves no name")


def _merged(built: Built, patch: Any, by: Trail) -> tuple[Any, Trail | None]:
    """Merge a patch; kind, name and namespace stay as they are (api resource ApplySmPatch)."""
    if patch.get(DIRECTIVE) == "replace":
        return built.tree, built.trail  # Kustomize replaces no whole object
    kept = {name: value for name, value in patch.items() if name not in {"apiVersion", "kind"}}
    metadata = mapping(kept.get("metadata"))
    if metadata:
        kept["metadata"] = {
            name: value for name, value in metadata.items() if name not in {"name", "namespace"}
        }
    return merged(built.tree, built.trail, kept, by)


def _with_trail(trail: Trail, tree: Any, path: Path, at: Trail) -> Trail:
    """Return a trail with another at a path; mappings that are missing on the way are made."""
    if not path:
        return at
    step, *rest = path
    below: Any
    if isinstance(tree, list):
        below = [trail.step(index) for index in range(len(tree))]
    else:
        below = {name: trail.step(name) for name in mapping(tree)}
    value = look_up(tree, (step,))
    inner = trail.step(step) if value is not None else Trail(trail.manifest, trail.path, {})
    below[step] = _with_trail(inner, value, tuple(rest), at)
    return Trail(trail.manifest, trail.path, below)
