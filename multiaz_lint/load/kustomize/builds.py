"""Builds the kustomizations that no other one lists, each as a context of its own.

As ``kustomize build`` does it (api internal/target, v0.21): the objects that are listed, what is
generated, then the components, then patches, namespace, names, labels, JSON patches, replicas,
images and replacements, from the innermost kustomization to the outermost; then vars are filled in.
"""

from __future__ import annotations

import os

from multiaz_lint.load.kustomize.built import Built, has_plain_annotations
from multiaz_lint.load.kustomize.changing import Changing
from multiaz_lint.load.kustomize.effort import BuildEffort, TooMuchError
from multiaz_lint.load.kustomize.faults import Faults
from multiaz_lint.load.kustomize.filling import fill, vars_of
from multiaz_lint.load.kustomize.generators import generate
from multiaz_lint.load.kustomize.gitops.delivering import delivered
from multiaz_lint.load.kustomize.gitops.delivery import Delivery
from multiaz_lint.load.kustomize.gitops.variables import substitute
from multiaz_lint.load.kustomize.kustomization import list_one_another, misplace_parts
from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.transforming.names import tell_apart
from multiaz_lint.load.kustomize.transforming.namespaces import follow_accounts
from multiaz_lint.paths import normal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from multiaz_lint.load.kustomize.filling import Var
    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.load.limits import Limits
    from multiaz_lint.load.source import Source
    from multiaz_lint.model.resource import Resource

_DEEPEST = 100
"""How many kustomizations list one another at most."""
_LOOKS = 10
"""How many names of objects are compared in about the time in which one object is looked at."""
_COMPONENTS = "list it under components"
_UNREACHED = "nothing of it is applied, as no kustomization that is built lists it"


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
        limits: Limits,
        default_namespace: str,
        deliveries: Iterable[Delivery],
    ) -> None:
        self._default_namespace = default_namespace
        self._sources = sources
        self._by_folder = {each.folder: each for each in kustomizations}
        self._by_file: dict[str, list[Resource]] = {}
        self._plain: set[str] = set()
        """The files with objects whose annotations are not all texts."""
        for resource in resources:
            file = normal(resource.origin)
            self._by_file.setdefault(file, []).append(resource)
            if has_plain_annotations(resource):
                self._plain.add(file)
        self.results: dict[int, list[Resource]] = {}
        self.faults = Faults()
        self._effort = BuildEffort(limits.built_objects)
        self._delivered = delivered(
            deliveries, self._by_folder, self._by_file, self._effort, self.faults
        )
        keys = (*self._by_folder, *(each.key for each in self._delivered))
        self._above = {each for key in keys for each in _above(key)}
        self._changing = Changing(sources, limits, self._effort, self.faults)
        self._reached: set[str] = set()
        self._vars: list[Var] = []
        """Those of the kustomizations that one build has gone through so far."""
        self._room = limits.built_objects
        self._once: set[str] | None = None
        """The files that the only build of a group has listed; None where a group has several."""
        for group in self._groups():
            self._build_all(group)
        self.applied = self._changing.applied

    def _groups(self) -> list[list[Kustomization]]:
        """Return the kustomizations that have files or kustomizations in common, together."""
        every = {**self._by_folder, **{each.key: each for each in self._delivered}}
        leader = {key: key for key in every}

        def find(name: str) -> str:
            while leader.setdefault(name, name) != name:
                leader[name] = leader[leader[name]]
                name = leader[name]
            return name

        linked: set[int] = set()
        for key, each in every.items():
            leader[find(each.folder)] = find(key)
            # What is generated of a folder is the same list for all that deliver it.
            listed = () if id(each.listed) in linked else each.listed
            linked.add(id(each.listed))
            for path in (*listed, *each.components):
                leader[find(path)] = find(key)
        groups: dict[str, list[Kustomization]] = {}
        for key, each in sorted(every.items()):
            groups.setdefault(find(key), []).append(each)
        return list(groups.values())

    def _build_all(self, group: list[Kustomization]) -> None:
        listed: set[str] = set()
        for paths in {id(each.listed): each.listed for each in group}.values():
            listed.update(paths)
        for each in group:
            listed.update(each.components)
            if isinstance(each, Delivery):
                listed.add(each.folder)
        roots = [
            each
            for each in group
            if isinstance(each, Delivery) or (each.folder not in listed and not each.is_component)
        ]
        roots = roots or [each for each in group if not each.is_component][:1]
        several = len(roots) > 1
        if not several and not (
            any(each.changes or each.renames for each in group)
            or misplace_parts(group)
            or list_one_another(group)
            or not self._plain.isdisjoint(listed)
        ):
            return  # what it builds is what is written
        self._once = None if several else set()
        try:
            built = [(root, self._objects(root)) for root in roots]
        except TooMuchError:
            for each in [each for each in group if each.changes] or roots:
                self.faults.tell(each, f"nothing of it is applied, as {self._effort.too_much}")
            return
        knows_more = any(each.at.manifest.tree.get("configurations") for each in group)
        for root, objects in built:
            # Where one that delivers stands tells to which cluster it does.
            apart = several or isinstance(root, Delivery)
            directory = self._directory(root) if apart else ""
            follow_accounts(objects)
            tell_apart(objects, knows_more=knows_more)
            for one in objects:
                self._finish(one, directory, root if apart else None)
        for each in group:
            # What only such a one lists stays as it is written: nobody builds it.
            if each.changes and each.folder not in self._reached:
                self.faults.tell(each, _UNREACHED)

    def _directory(self, root: Kustomization) -> str:
        """Return where the objects of a build belong.

        Where one build lies below another, their objects would be each other's neighbours.
        """
        holds_others = root.key == "." or root.key in self._above
        return root.origin if holds_others else root.key

    def _finish(self, built: Built, directory: str, root: Kustomization | None) -> None:
        if built.is_generated:
            return
        results = self.results.setdefault(id(built.resource), [])
        if built.tree is None:
            return
        if root is None and built.is_as_written and not has_plain_annotations(built.resource):
            results.append(built.resource)
        else:
            results.append(built.finished(directory, root))

    def _objects(self, root: Kustomization) -> list[Built]:
        objects: list[Built] = []
        self._vars = []
        self._target(root, objects, set())
        if self._vars:
            fill(self._vars, objects, self.faults, self._effort)
        if isinstance(root, Delivery) and root.variables:
            for each in objects:
                if each.tree is not None and each.may_vary:
                    substitute(each, root.variables, self._effort)
        return objects

    def _target(self, of: Kustomization, objects: list[Built], open_: set[str]) -> None:
        """Add what a kustomization lists to objects, and change all of them as it says."""
        if len(open_) > _DEEPEST:
            raise TooMuchError
        open_.add(of.folder)
        self._reached.add(of.folder)
        for path in (*of.listed, *of.components):
            if path in self._by_folder and any(_contains(path, each) for each in open_):
                self.faults.tell(of, f"kustomize refuses it ({path} contains what lists it)")
        for path in of.listed:
            below = self._by_folder.get(path)
            if below is None:
                listed = self._by_file.get(path, ())
                self._effort.spend(1 + len(listed))
                self._take_room(path, len(listed))
                objects += [Built(each, self._default_namespace) for each in listed]
            elif path in open_:
                self.faults.tell(of, "not all that it lists is built, as what it lists lists it")
            else:
                if below.is_component:
                    self.faults.tell(
                        of, f"kustomize refuses it ({path} is a component: {_COMPONENTS})"
                    )
                own: list[Built] = []
                self._target(below, own, open_)
                objects += own
        self._tell_twice(of, objects)
        self._generate(of, objects)
        for path in of.components:
            part = self._by_folder.get(path)
            if part is None:
                continue
            if not part.is_component:
                self.faults.tell(of, f"kustomize refuses it ({path} is no component)")
            if path not in open_:
                self._target(part, objects, open_)
            elif part.is_component:
                self.faults.tell(of, f"kustomize refuses it ({path} lists what lists it)")
        open_.discard(of.folder)
        present = [each for each in objects if each.tree is not None]
        self._effort.spend(1 + len(present) * of.changes)
        self._changing.change(of, present)
        self._vars += vars_of(of, present, self._effort)
        if of.namespace or of.steps or not open_:
            # It, or JSON patches, may have given several the same name.
            self._tell_twice(of, present)

    def _generate(self, of: Kustomization, objects: list[Built]) -> None:
        if of.generated:
            self._effort.spend(len(of.generated) * (1 + len(objects) // _LOOKS))
            try:
                generate(of, self._sources, objects, self._default_namespace)
            except PatchError as error:
                self.faults.tell(of, f"a generator is not applied ({error})")

    def _take_room(self, path: str, objects: int) -> None:
        """Count objects that are built more than once: the first time is free to an only build.

        Raises:
            TooMuchError: More are to be built than one run does.

        """
        if self._once is not None and path not in self._once:
            self._once.add(path)
            return
        self._room -= objects
        if self._room < 0:
            raise TooMuchError

    def _tell_twice(self, of: Kustomization, objects: list[Built]) -> None:
        """Tell an object that comes twice (api resmap Append, v0.21)."""
        self._effort.spend(len(objects) // _LOOKS)
        seen = set()
        for each in objects:
            if each.tree is None:
                continue
            key = (each.group, each.version, each.kind, *each.id_now)
            if key in seen:
                name = f"{each.kind.lower()}/{each.called}"
                self.faults.tell(of, f"kustomize refuses it ({name} comes twice)")
                return
            seen.add(key)


def _contains(path: str, folder: str) -> bool:
    """Whether a folder is below another (api internal/loader errIfArgEqualOrHigher, v0.21)."""
    if not path.startswith(".") and not folder.startswith("."):
        return folder.startswith(f"{path}/")
    top = os.path.join(os.path.abspath(path), "")
    return os.path.abspath(folder).startswith(top)


def _above(folder: str) -> Iterator[str]:
    """Yield the folders that a folder is in, as paths."""
    at = folder.rfind("/")
    while at > 0:
        yield folder[:at]
        at = folder.rfind("/", 0, at)
