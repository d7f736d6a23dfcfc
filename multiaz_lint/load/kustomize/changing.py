"""What one kustomization makes of the objects that it lists, in Kustomize's order."""

from __future__ import annotations

from multiaz_lint.load.kustomize.expressions import Expressions
from multiaz_lint.load.kustomize.patches.applying import Patching
from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.replacements.applying import Replacing
from multiaz_lint.load.kustomize.schema import is_whole
from multiaz_lint.load.kustomize.transforming import images, namespaces
from multiaz_lint.load.kustomize.transforming.added import add_to
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.tree import with_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.load.kustomize.effort import BuildEffort
    from multiaz_lint.load.kustomize.faults import Faults
    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.load.kustomize.transforming.transformers import Transformer
    from multiaz_lint.load.limits import Limits
    from multiaz_lint.load.source import Source

_NOTHING = "are not applied, as nothing in the input that it lists has this name"


class Changing:
    """Patches, namespace, names, labels, JSON patches, replicas, images and replacements."""

    def __init__(
        self, sources: Mapping[str, Source], limits: Limits, effort: BuildEffort, faults: Faults
    ) -> None:
        self._effort = effort
        self._faults = faults
        self._expressions = Expressions(effort.spend)
        self.patching = Patching(sources, limits, effort, self._expressions, faults)
        self._replacing = Replacing(sources, limits, effort, self._expressions, faults)
        self._applied: set[str] = set()
        self._refused: set[str] = set()

    def change(self, of: Kustomization, objects: list[Built]) -> None:
        """Change objects as a kustomization says."""
        self.patching.patch(of, objects, late=False)
        objects = [each for each in objects if each.tree is not None]
        for each in objects if of.namespace or of.renames else ():
            each.store_id()
        if of.namespace:
            namespaces.move(objects, of.namespace, of.moving)
        added_to_each = sum(each.steps for each in of.added)
        for each in objects:
            if added_to_each:
                self._effort.spend(added_to_each + len(of.added) * (each.steps() // 4))
            if of.prefix or of.suffix:
                each.call(of.prefix, of.suffix)
                self._effort.spend(len(each.called) // 100)
            each.note_id()
            self._add(of, each, behind=False)
        self.patching.patch(of, objects, late=True)
        self._scale(of, objects)
        self._set_images(of, objects)
        self._replacing.replace(of, objects)
        for step in of.steps:
            self._transform(of, step, [each for each in objects if each.tree is not None])
        for each in objects:
            if each.tree is not None:
                self._add(of, each, behind=True)

    @property
    def applied(self) -> set[str]:
        """The files of patches and transformers that are applied wherever they are named."""
        return self.patching.applied | (self._applied - self._refused)

    def _add(self, of: Kustomization, built: Built, *, behind: bool) -> None:
        """Give an object the labels and annotations that come in the build, or behind it."""
        for added in of.added:
            if added.behind == behind:
                add_to(built, added)
                built.change.added.append(added)

    def _transform(self, of: Kustomization, step: Transformer, objects: list[Built]) -> None:
        """Do what a transformer says, behind all that the kustomization says by itself."""
        self._effort.spend(1 + len(objects))
        if step.fault:
            self._refused.add(step.file)
            words = step.fault if step.file else f"a transformer is not applied ({step.fault})"
            self._faults.tell(of, words, step.at, step.file)
        else:
            self._applied.add(step.file)
            self.change(step, objects)

    def _scale(self, of: Kustomization, objects: list[Built]) -> None:
        path = ("spec", "replicas")
        for written, entry_at in of.replicas:
            entry, at = mapping(written), entry_at.step("count")
            name, count = string(entry.get("name")), entry.get("count") or 0
            if not is_whole(count):
                continue  # Kustomize refuses it, which is told
            count = int(count)
            found = [
                each
                for each in objects
                if each.kind in of.scaled and any(called == name for _, called in each.ids)
            ]
            if not found:
                self._faults.tell(of, f"its replicas of {name} {_NOTHING}", at)
            looks = len(objects) * (1 + len(name) // 200) // 20
            self._effort.spend(1 + looks + sum(each.steps() for each in found))
            for each in found:
                if not isinstance(each.tree.get("spec"), (dict, type(None))):
                    words = f"its replicas of {name} are not applied, as its spec is no mapping"
                    self._faults.tell(of, words, at)
                    continue
                trail = each.trail.put(each.tree, path, at)
                each.put(with_value(each.tree, path, count), trail, at)

    def _set_images(self, of: Kustomization, objects: list[Built]) -> None:
        if of.images:
            self._effort.spend(sum(each.steps() for each in objects))
        for written, at in of.images:
            entry = mapping(written)
            self._effort.spend(10 + len(objects))  # ten for its regular expression
            try:
                found = list(images.replaced(objects, entry, self._expressions))
            except PatchError as error:
                self._faults.tell(of, f"its images are not applied (the name {error})", at)
                continue
            for each, path, image in found:
                self._effort.spend(each.steps())
                trail = each.trail.put(each.tree, path, at)
                each.put(with_value(each.tree, path, image), trail, at)
