"""Which kustomizations build a file, and what they add to the objects in it.

Where several kustomizations build the same files, in other ways, one stands for all: what they add
is the same in selectors and in labels, so that it decides about no relation.
"""

from __future__ import annotations

from multiaz_lint.load.kustomize_fields import Labels, labels_of
from multiaz_lint.model.resource import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from typing import Any


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
        self.labels = list(labels_of(tree))

    @property
    def adds(self) -> bool:
        """Whether it changes what it lists."""
        return bool(self.namespace or self.labels)


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
        adding = {folder for folder, each in self._by_folder.items() if each.adds}
        if adding:
            self._follow()
            self._decide(adding)

    def _follow(self) -> None:
        """Work out for each folder and file which kustomizations some, and every, way leads by."""
        above: dict[str, list[tuple[str, ...]]] = {}
        for each in self._by_folder.values():
            parts = tuple(part for part in each.components if part in self._by_folder)
            for path in each.listed:
                above.setdefault(path, []).append((each.folder, *parts))
            for part in parts:
                above.setdefault(part, []).append((each.folder,))
        for path in sorted({*above, *self._by_folder}):
            self._trace(path, above)

    def _trace(self, path: str, above: Mapping[str, list[tuple[str, ...]]]) -> None:
        """Take what leads to a path, nearest last; ways that turn in circles end there."""
        stack = [path]
        open_paths: set[str] = set()
        while stack:
            path = stack[-1]
            if path in self._some:
                stack.pop()
                continue
            ways = [way for way in above.get(path, ()) if way[0] not in open_paths]
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

    def _decide(self, adding: AbstractSet[str]) -> None:
        """Work out what becomes of each file by those kustomizations that change what they list."""
        by_file = {
            path: some & adding for path, some in self._some.items() if path not in self._by_folder
        }
        varying = {each for file, some in by_file.items() for each in some - self._every[file]}
        group_of = _joined(adding, (some & varying for some in by_file.values()))
        merged = {leader: self._merged(members) for leader, members in _members(group_of).items()}
        for file, some in by_file.items():
            # The outermost is the last that changes it, and the first here.
            leaders = sorted({group_of[each] for each in some}, key=self._rank)
            order = [merged[each] for each in leaders]
            if order:
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
            counts = bool(each.namespace and not namespace)
            if counts:
                namespace = each.namespace
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
