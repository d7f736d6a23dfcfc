"""Fills the vars of kustomizations in (api internal/accumulator and filters/refvar, v0.21).

Kustomize does so once, in all that it has built: a var is the value of a field of an object, and
``$(NAME)`` is filled with it in some fields of some kinds.
"""

from __future__ import annotations

from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.replacements.written import text_of
from multiaz_lint.load.kustomize.schema import FIELD_PATHS
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.tree import look_up, with_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.load.kustomize.effort import BuildEffort
    from multiaz_lint.load.kustomize.faults import Faults
    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.model.tree import Path

_NAME = ("metadata", "name")
_NAMESPACE = ("metadata", "namespace")
_ANNOTATIONS = ("metadata", "annotations")
_LARGEST = 2**63
_LONGEST = 100_000
"""How long a text may become: a long value in many places would fill all memory."""
_WRITTEN = 100
"""How many characters are written in about the time in which an object is looked at."""
_LOOKS = 10
"""How many names of objects are compared in about the time in which one object is looked at."""
_IN_CONTAINERS = ("args", "command", "env/value", "volumeMounts/mountPath")
_POD = tuple(
    f"{containers}/{field}"
    for containers in ("containers", "initContainers")
    for field in _IN_CONTAINERS
)
_SERVER = "volumes/nfs/server"
_TEMPLATE = "spec/template/spec"
_JOB = "spec/jobTemplate/spec/template"
_ANY = ("metadata/labels", "metadata/annotations")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Pod": tuple(f"spec/{each}" for each in (*_POD, _SERVER)),
    **{
        kind: tuple(f"{_TEMPLATE}/{each}" for each in (*_POD, _SERVER))
        for kind in ("DaemonSet", "Job", "ReplicaSet")
    },
    "Deployment": (
        *(f"{_TEMPLATE}/{each}" for each in (*_POD, _SERVER)),
        "spec/template/metadata/annotations",
    ),
    "StatefulSet": (
        *(f"{_TEMPLATE}/{each}" for each in _POD),
        "spec/volumeClaimTemplates/spec/nfs/server",
    ),
    "CronJob": (*(f"{_JOB}/spec/{each}" for each in _POD), f"{_JOB}/{_SERVER}"),
    "Ingress": ("spec/rules/host", "spec/tls/hosts", "spec/tls/secretName"),
    "Service": ("spec/ports/port", "spec/ports/targetPort"),
    "PersistentVolume": ("spec/nfs/server",),
}
"""Where vars are filled in (api internal/konfig/builtinpluginconsts/varreference.go)."""


class Var:
    """A var of a kustomization, and the object that it takes its value from, if one is there."""

    __slots__ = ("at", "built", "field", "name", "of", "several")

    def __init__(self, of: Kustomization, at: Trail, name: str, field: str) -> None:
        self.of = of
        self.at = at
        self.name = name
        self.field = field
        self.built: Built | None = None
        self.several = False


def vars_of(of: Kustomization, objects: Sequence[Built], effort: BuildEffort) -> Iterator[Var]:
    """Yield the vars of a kustomization, with their objects as they are called by then."""
    for written, at in of.vars:
        entry = mapping(written)
        effort.spend(1 + len(objects) // _LOOKS)
        reference = mapping(entry.get("fieldref"))
        fields = (string(reference.get(each)) for each in FIELD_PATHS)
        field = next(filter(None, fields), ".".join(_NAME))
        made = Var(of, at, string(entry.get("name")), field)
        found = list(_meant(mapping(entry.get("objref")), objects))
        made.built = found[0] if len(found) == 1 else None
        made.several = len(found) > 1
        yield made


def _meant(reference: dict[str, Any], objects: Iterable[Built]) -> Iterator[Built]:
    """Yield the objects that a reference may mean, by all names that they have or had."""
    group, version = string(reference.get("group")), string(reference.get("version"))
    parts = string(reference.get("apiVersion")).split("/")
    if len(parts) == 2:
        group, version = parts
    elif parts != [""] and len(parts) == 1:
        version = parts[0]
    type_ = group, version, string(reference.get("kind"))
    name, namespace = string(reference.get("name")), string(reference.get("namespace"))
    for each in objects:
        if (each.group, each.version, each.kind) == type_ and any(
            called == name and (not namespace or within in {namespace, ""})
            for within, called in {*each.ids, each.id_now}
        ):
            yield each


def fill(
    found: Sequence[Var], objects: Sequence[Built], faults: Faults, effort: BuildEffort
) -> None:
    """Fill vars into all objects that are built, or tell why they are not.

    Raises:
        TooMuchError: It is more than one run does.

    """
    present = [each for each in objects if each.tree is not None]
    is_renamed = any(each.affixes or each.is_generated for each in present)
    values: dict[str, Any] = {}
    places: dict[str, Trail] = {}
    for var in found:
        try:
            value, at = _value(var, values, is_renamed=is_renamed)
            values[var.name], places[var.name] = value, at
        except PatchError as error:
            faults.tell(var.of, f"its vars are not applied ({error})", var.at)
            return
    made = []
    for each in present:
        effort.spend(each.steps())
        try:
            changes = list(_changes(each, values, places, effort))
        except PatchError as error:
            name = f"{each.kind.lower()}/{each.called}"
            words = f"its vars are not applied ({name} {error})"
            faults.tell(found[0].of, words, found[0].at)
            return
        made.append((each, changes))
    for each, changes in made:
        if changes:
            effort.spend(each.steps(len(changes)))
            tree, trail = each.tree, each.trail
            for path, new, at in changes:
                trail = trail.put(tree, path, at)
                tree = with_value(tree, path, new)
            each.put(tree, trail, changes[0][2])


def _value(var: Var, others: Mapping[str, Any], *, is_renamed: bool) -> tuple[Any, Trail]:
    """Return the value of a var beside others, and where it stands.

    Raises:
        PatchError: It is not known, or Kustomize refuses it.

    """
    if not var.name or var.name in others:
        raise PatchError(f"{var.name} comes twice" if var.name else "one has no name")
    built = var.built
    if built is None or built.tree is None:
        which = "several objects that it lists" if var.several else "nothing in the input"
        raise PatchError(f"{var.name} is of {which}")
    path = tuple(var.field.split("."))
    plain = all(each and each[0] not in "*-0123456789" for each in path)
    if not plain or any(mark in var.field for mark in "[]\\="):
        raise PatchError(f"{var.name} is of {var.field}, which is not looked for")
    if built.is_generated:
        raise PatchError(f"{var.name} is of what a generator makes, whose name gets a hash")
    at = built.trail.follow(path)
    at = Trail(at.manifest, at.path, {})
    if path == _NAME:
        return built.called, at
    if path == _NAMESPACE:
        built.write_namespace()
    elif path[-1].lower().endswith("namespace") or (
        is_renamed and (path[-1].lower().endswith("name") or "annotations" in path)
    ):
        # Kustomize puts the new names of objects into what names them.
        raise PatchError(f"{var.name} is of {var.field}, which may name what has a new name")
    value = look_up(built.tree, path)
    if value is None or isinstance(value, float):
        raise PatchError(f"{var.name} is of {var.field}, which {built.kind} {built.called} lacks")
    if isinstance(value, int) and abs(value) >= _LARGEST:
        raise PatchError(f"{var.name} is a number that is too large")
    return value, at


def _changes(
    built: Built, values: Mapping[str, Any], places: Mapping[str, Trail], effort: BuildEffort
) -> Iterator[tuple[Path, Any, Trail]]:
    """Yield what is filled in, and where it stands then."""
    if any("$" in string(text) for added in built.change.added for text in added.pairs.values()):
        # All fields that get such a text share it, so that filling in one changes the others.
        raise PatchError("gets a label or an annotation with a $ in several fields")
    for field in (*_FIELDS.get(built.kind, ()), *_ANY):
        for path in _leaves(built.tree, field.split("/"), ()):
            old = look_up(built.tree, path)
            if not isinstance(old, str) or "$" not in old:
                continue
            new, name = _filled(old, values)
            effort.spend(1 + len(str(new)) // _WRITTEN)
            own = built.trail.follow(path)
            at = places[name] if name else Trail(own.manifest, own.path, {})
            if path[:2] == _ANNOTATIONS and not isinstance(new, str):
                new = text_of(new)  # Kustomize writes all annotations anew, as texts
            if new != old:
                yield path, new, at


def _leaves(node: Any, steps: Sequence[str], path: Path) -> Iterator[Path]:
    """Yield the paths of the texts that a field is, or holds (api filters/fieldspec)."""
    if node is None:
        return
    if not steps:
        if isinstance(node, list):
            if not all(isinstance(each, str) for each in node):
                raise PatchError(f"holds in {path[-1]} what is no text, which Kustomize refuses")
            yield from ((*path, index) for index in range(len(node)))
        elif isinstance(node, dict):
            yield from ((*path, key) for key in node)
        else:
            yield path
    elif isinstance(node, list):
        for index, each in enumerate(node):
            yield from _leaves(each, steps, (*path, index))
    elif isinstance(node, dict):
        yield from _leaves(node.get(steps[0]), steps[1:], (*path, steps[0]))
    else:
        raise PatchError(f"has a scalar where {steps[0]} is to be, which Kustomize refuses")


def _filled(text: str, values: Mapping[str, Any]) -> tuple[Any, str]:
    """Return a text with vars filled in, and the name of the one that is all of it.

    ``$$`` stands for one of them; what is no var stays (api filters/refvar/expand.go).
    """
    made, at, length = [], 0, 0
    while (mark := text.find("$", at)) >= 0 and mark + 1 < len(text):
        made.append(text[at:mark])
        following = text[mark + 1]
        closes = text.find(")", mark + 2) if following == "(" else -1
        if following == "$":
            made.append("$")
            at = mark + 2
        elif closes < 0:
            if not following.isascii():
                raise PatchError("has a $ before a letter that Kustomize does not keep")
            made.append(text[mark : mark + 2])
            at = mark + 2
        else:
            name = text[mark + 2 : closes]
            value = values.get(name)
            at = closes + 1
            if value is None or isinstance(value, (dict, list)):
                made.append(text[mark:at])
            elif mark == 0 and at == len(text):
                return value, name
            else:
                made.append(text_of(value))
        length += len(made[-1])
        if length > _LONGEST:
            raise PatchError(f"gets a text of more than {_LONGEST:,} characters")
    return "".join([*made, text[at:]]), ""
