"""One kustomization: what it lists, and what it makes of that."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from multiaz_lint.load.kustomize.patches.entries import LATE, MERGED
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.load.kustomize.transforming.added import Added, added_by
from multiaz_lint.load.kustomize.transforming.names import SCALED
from multiaz_lint.load.kustomize.transforming.namespaces import Moving
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Any

    from multiaz_lint.load.kustomize.transforming.transformers import Transformer
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.model.field import Span

    Entries = list[tuple[Any, Trail]]
    """Entries of a field, and where each of them stands."""

GENERATORS = ("configMapGenerator", "secretGenerator")
IMAGES = ("images", "imageTags")


class Kustomization:
    """What one kustomization lists, as normal paths, and what it makes of that.

    ``at`` is where it stands, ``key`` what tells it from others, and ``folder`` what its paths
    start from. Patches, ``images`` and ``replicas`` are given entry by entry, each with where it
    stands: ``merged`` are patches before all other changes, ``late`` those behind labels. What is
    ``generated`` has its field with it.
    """

    __slots__ = (
        "added", "at", "components", "folder", "generated", "generator_options", "images",
        "is_component", "key", "late", "listed", "merged", "namespace", "prefix", "replacements",
        "replicas", "steps", "suffix", "transformers", "vars",
    )  # fmt: skip

    what = "kustomization"
    moving = Moving()
    """How it puts objects into its namespace."""
    scaled = SCALED
    """The kinds whose replicas it sets."""

    def __init__(self, at: Trail, folder: str) -> None:
        self.at = at
        self.key = self.folder = folder
        self.listed: list[str] = []
        self.components: list[str] = []
        self.is_component = False
        self.namespace = self.prefix = self.suffix = ""
        self.added: list[Added] = []
        self.merged: Entries = []
        self.late: Entries = []
        self.generated: list[tuple[str, Any, Trail]] = []
        self.generator_options: Any = None
        self.images: Entries = []
        self.replacements: Entries = []
        self.replicas: Entries = []
        self.transformers: Entries = []
        self.steps: list[Transformer] = []
        """What its transformers do, once they are read (``transforming/``)."""
        self.vars: Entries = []

    @classmethod
    def of_file(cls, manifest: Manifest, listed: list[str], components: list[str]) -> Kustomization:
        """Return the kustomization that a document is."""
        at, tree = Trail(manifest), manifest.tree
        found = cls(at, manifest.origin.rpartition("/")[0] or ".")
        found.listed = list(dict.fromkeys(listed))
        found.components = list(dict.fromkeys(components))
        found.is_component = tree.get("kind") == "Component"
        found.take_names(tree, "namespace")
        found.added = list(added_by(manifest))
        found.merged = entries(at, tree, MERGED)
        found.late = entries(at, tree, LATE)
        found.generated = [
            (field, *each) for field in GENERATORS for each in entries(at, tree, (field,))
        ]
        found.generator_options = tree.get("generatorOptions")
        found.images = entries(at, tree, IMAGES)
        found.replacements = entries(at, tree, ("replacements",))
        found.replicas = entries(at, tree, ("replicas",))
        found.transformers = entries(at, tree, ("transformers",))
        found.vars = entries(at, tree, ("vars",))
        return found

    def take_names(self, tree: Any, namespace: str) -> None:
        """Take what a mapping says of names and, by a field of it, of the namespace."""
        self.namespace = string(tree.get(namespace))
        self.prefix = string(tree.get("namePrefix"))
        self.suffix = string(tree.get("nameSuffix"))

    @property
    def origin(self) -> str:
        """The file that it stands in."""
        return self.at.manifest.origin

    @property
    def entry_count(self) -> int:
        """How many entries it has that say how to change something."""
        lists = (
            self.replicas, self.images, self.merged, self.late, self.replacements, self.vars,
            self.transformers,
        )  # fmt: skip
        return len(self.added) + sum(map(len, lists))

    @property
    def renames(self) -> bool:
        """Whether it puts something before or behind names, which may decide who names whom."""
        return bool(self.prefix or self.suffix)

    @property
    def changes(self) -> bool:
        """Whether it changes what it lists."""
        return bool(self.namespace or self.entry_count)

    def holds(self, origin: str) -> bool:
        """Whether a file is plainly a part of it: one in its folder."""
        return self.folder == "." or origin.startswith(f"{self.folder}/")


def entries(at: Trail, tree: Any, keys: Iterable[str]) -> Entries:
    """Return the entries of some fields of a mapping, each with where it stands."""
    return [
        (entry, at.step(key).step(index))
        for key in keys
        for index, entry in enumerate(sequence(mapping(tree).get(key)))
    ]


def are_to_build(kustomizations: Iterable[Kustomization]) -> bool:
    """Whether some may build other things than are written, or nothing at all.

    They change or share something, or Kustomize refuses what lists itself in the end.
    """
    kustomizations = list(kustomizations)
    listed: set[str] = set()
    for each in kustomizations:
        own = {*each.listed, *each.components}
        if each.changes or each.renames or not listed.isdisjoint(own):
            return True
        listed |= own
    return misplace_parts(kustomizations) or list_one_another(kustomizations)


def misplace_parts(kustomizations: Collection[Kustomization]) -> bool:
    """Whether some list as a component what is none, or a component as a resource."""
    kinds = {each.folder: each.is_component for each in kustomizations}
    return any(
        not kinds.get(path, True) for each in kustomizations for path in each.components
    ) or (
        True in kinds.values()
        and any(kinds.get(path) for each in kustomizations for path in each.listed)
    )


def list_one_another(kustomizations: Iterable[Kustomization]) -> bool:
    """Whether some list one another in a circle."""
    lists = {each.folder: {*each.listed, *each.components} for each in kustomizations}
    lists = {folder: paths.intersection(lists) for folder, paths in lists.items()}
    listing = Counter(chain.from_iterable(lists.values()))
    free = [folder for folder in lists if not listing[folder]]
    for folder in free:
        for path in lists[folder]:
            listing[path] -= 1
            if not listing[path]:
                free.append(path)
    return len(free) < len(lists)


def named_entries(at: Trail, tree: Any, key: str) -> Entries:
    """Return the entries of a field that have a name."""
    found = entries(at, tree, (key,))
    return [(each, of) for each, of in found if string(mapping(each).get("name"))]


class ObjectChange:
    """What becomes of an object besides patches: ``added`` is in the order in which it is added."""

    __slots__ = ("added", "namespace")

    def __init__(self, namespace: str, added: list[Added]) -> None:
        self.namespace = namespace
        self.added = added

    def place_of(self, name: str, written: str) -> tuple[str, Span] | None:
        """Return the kustomization that gives a label or an annotation, if one does, and where."""
        for added in reversed(self.added):
            if added.pairs.get(name) == written:
                return added.at.manifest.origin, added.span(name)
        return None

    def shows_in(self, value: Any) -> bool:
        """Whether a value holds something that is added, and is not written in the file."""
        if isinstance(value, list):
            return any(map(self.shows_in, value))
        if not isinstance(value, dict):
            return False
        if self.namespace and value.get("namespace") == self.namespace:
            return True
        for added in self.added:
            if any(value.get(key) == each for key, each in added.pairs.items()):
                return True
        return any(map(self.shows_in, value.values()))
