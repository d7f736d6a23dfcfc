"""The ConfigMaps and Secrets that a kustomization generates (api internal/generators, v0.21).

They are there for patches, replacements and whatever else changes what is built, and are not
judged: nothing of them is written in a manifest. Of files those of ``envs`` are read for them.
"""

from __future__ import annotations

from base64 import b64encode

from multiaz_lint.load.kustomize.built import Built
from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.load.kustomize.uses import env_files
from multiaz_lint.model.kinds import resource
from multiaz_lint.model.resource import Resource, mapping, sequence, string
from multiaz_lint.model.tree import Map
from multiaz_lint.paths import join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.load.source import Source

KINDS = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}
_JOINING = frozenset({"merge", "replace"})
_DATA = "data"
_OPTIONS = ("labels", "annotations")


class Unread(str):
    """A value that is made of a file, which is not read."""

    __slots__ = ()


def generate(
    of: Kustomization, sources: Mapping[str, Source], objects: list[Built], default_namespace: str
) -> None:
    """Add what a kustomization generates to objects, or join it with one of them.

    ``sources`` are the files of the input by their normal paths.

    Raises:
        PatchError: Kustomize refuses it.

    """
    for field, entry, at in of.generated:
        made = _generated(of, KINDS[field], mapping(entry), at, sources, default_namespace)
        behavior = string(mapping(entry).get("behavior"))
        namesakes = [each for each in objects if _are_same(each, made)]
        name = f"{made.kind.lower()}/{made.called}"
        if behavior not in _JOINING:
            if namesakes:
                raise PatchError(f"{name} is there, and its behavior is neither merge nor replace")
            objects.append(made)
        elif len(namesakes) != 1:
            there = "is not in the input that it lists" if not namesakes else "comes twice"
            raise PatchError(f"{name} {there}, and its behavior is {behavior}")
        else:
            _join(namesakes[0], made, merges=behavior == "merge")


def _are_same(one: Built, made: Built) -> bool:
    """Whether an object has, or had, the identity of one that is generated."""
    return (
        one.tree is not None
        and (one.group, one.version, one.kind) == (made.group, made.version, made.kind)
        and made.ids[0] in one.ids
    )


def _generated(
    of: Kustomization,
    kind: str,
    entry: dict[str, Any],
    at: Trail,
    sources: Mapping[str, Source],
    default_namespace: str,
) -> Built:
    """Return what an entry generates; each of its values stands where its literal does."""
    name, namespace = string(entry.get("name")), string(entry.get("namespace"))
    if not name:
        raise PatchError(f"a {kind} has no name")
    common, options = mapping(of.generator_options), mapping(entry.get("options"))
    metadata = Map({"name": name})
    if namespace:
        metadata["namespace"] = namespace
    for field in _OPTIONS:
        pairs = {**mapping(common.get(field)), **mapping(options.get(field))}
        if pairs:
            metadata[field] = Map(pairs)
    tree = Map({"apiVersion": "v1", "kind": kind, "metadata": metadata})
    if kind == "Secret":
        tree["type"] = string(entry.get("type")) or "Opaque"
    data, places = Map(), {}
    for key, value, place in _pairs(entry, at, of.folder, sources):
        if key in data:
            raise PatchError(f"{kind.lower()}/{name} has {key} twice")
        is_encoded = kind == "Secret" and not isinstance(value, Unread)
        data[key] = b64encode(value.encode()).decode() if is_encoded else value
        places[key] = place
    if data:
        tree[_DATA] = data
    if common.get("immutable") is True or options.get("immutable") is True:
        tree["immutable"] = True
    whole = Trail(at.manifest, at.path, {_DATA: Trail(at.manifest, at.path, places)})
    base = Resource(entry, at.manifest, at.path)
    manifest: Any = BuiltManifest(base, tree, whole, "", None, may_vary=at.manifest.may_vary)
    made = Built(resource(tree, manifest, (), default_namespace), default_namespace)
    made.trail, made.is_generated = whole, True
    made.reads_more = any(join(of.folder, path) not in sources for path, _ in env_files(entry))
    return made


def _pairs(
    entry: dict[str, Any], at: Trail, folder: str, sources: Mapping[str, Source]
) -> Iterator[tuple[str, str, Trail]]:
    """Yield the keys and values that an entry names, and where each stands."""
    for path, steps in env_files(entry):
        source = sources.get(join(folder, path))
        for key, value in _variables(source.text) if source is not None else ():
            yield key, value, at.follow(steps)
    for index, each in enumerate(sequence(entry.get("literals"))):
        key, equals, value = string(each).partition("=")
        if not equals or not key:
            raise PatchError(f"the literal {each} is not key=value")
        if len(value) > 1 and value[0] == value[-1] and value[0] in {'"', "'"}:
            value = value[1:-1]
        yield key, value, at.step("literals").step(index)
    for index, each in enumerate(sequence(entry.get("files"))):
        key, equals, path = string(each).partition("=")
        if (equals and not (key and path)) or "=" in path:
            raise PatchError(f"the file {each} is not key=path")
        yield (
            key if equals else key.rpartition("/")[2],
            Unread(),
            at.step("files").step(index),
        )


def _variables(text: str) -> Iterator[tuple[str, str]]:
    """Yield the variables of a file of such (api kv keyValuesFromLine)."""
    for line in text.split("\n"):
        written = line.removesuffix("\r").lstrip()
        if written and not written.startswith("#"):
            key, _, value = written.partition("=")
            yield key, value


def _join(old: Built, made: Built, *, merges: bool) -> None:
    """Put what is generated in the place of an object, with the metadata that this has.

    Where it ``merges`` it also keeps its data (api resource CopyMergeMetaDataFieldsFrom and
    MergeDataMapFrom).
    """
    tree = Map(made.tree)
    below = made.trail.entries(tree)
    before, after = mapping(old.tree.get("metadata")), mapping(made.tree.get("metadata"))
    metadata = Map({**before})
    for field in _OPTIONS:
        pairs = {**mapping(before.get(field)), **mapping(after.get(field))}
        if pairs:
            metadata[field] = Map(pairs)
    tree["metadata"], below["metadata"] = metadata, old.trail.step("metadata")
    for field in (_DATA, "binaryData") if merges else ():
        kept, new = mapping(old.tree.get(field)), mapping(made.tree.get(field))
        if kept:
            tree[field] = Map({**kept, **new})
            places = {
                **old.trail.step(field).entries(kept),
                **made.trail.step(field).entries(new),
            }
            below[field] = Trail(made.trail.manifest, made.trail.path, places)
    old.reads_more = made.reads_more or (merges and old.reads_more)
    old.put(tree, Trail(made.trail.manifest, made.trail.path, below), made.trail)
