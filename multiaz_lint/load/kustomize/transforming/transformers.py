"""The transformers that a kustomization names or holds, of those that are built into Kustomize.

Each is one change, made behind all that the kustomization says by itself (api internal/target and
internal/builtins, v0.21): a kustomization of its own that lists nothing. Those that stand in texts
come before those of files, and the paths that they name start from the kustomization's folder.
"""

from __future__ import annotations

from multiaz_lint.load.kustomize.decoding import Decoding
from multiaz_lint.load.kustomize.kustomization import Kustomization, entries
from multiaz_lint.load.kustomize.parts import is_text
from multiaz_lint.load.kustomize.patches.entries import documents_in, documents_within
from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.schema import TRANSFORMERS
from multiaz_lint.load.kustomize.transforming.added import given, written_specs
from multiaz_lint.load.kustomize.transforming.names import SCALED
from multiaz_lint.load.kustomize.transforming.namespaces import Moving
from multiaz_lint.load.kustomize.uses import NAMES
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.paths import join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from multiaz_lint.load.kustomize.patches.entries import Files
    from multiaz_lint.load.kustomize.trail import Trail
    from multiaz_lint.load.limits import Limits
    from multiaz_lint.load.source import Source

    Document = tuple[Any, Trail, str]
    """A transformer, where it stands, and the normal path of its file, if it stands in one."""

_BUILT_IN = "builtin"
_NAME, _NAMESPACE = "metadata/name", "metadata/namespace"
_ANNOTATIONS = "metadata/annotations"
_REPLICAS = "spec/replicas"
_NO_FILE = "is no file of the input"
_SUBJECTS = frozenset({"", "defaultOnly", "allServiceAccounts", "none"})


class Transformer(Kustomization):
    """One change; ``fault`` is why it is not made, and ``file`` where it stands, if in a file."""

    __slots__ = ("fault", "file", "moving", "scaled")

    def __init__(self, at: Trail, folder: str, key: str, file: str, fault: str = "") -> None:
        super().__init__(at, folder)
        self.key = key
        self.file = file
        self.fault = fault
        self.moving = Moving(renames=False, follows=False)
        self.scaled = SCALED

    @property
    def patch_files(self) -> Iterator[str]:
        """The normal paths of the files of patches that it names."""
        for entry, _ in (*self.merged, *self.late):
            path = string(mapping(entry).get("path"))
            if isinstance(entry, str) and not is_text(entry):
                path = entry
            if path:
                yield join(self.folder, path)


def steps_of(
    of: Kustomization, sources: Mapping[str, Source], known: Files, limits: Limits
) -> list[Transformer]:
    """Return what the transformers of a kustomization do, in Kustomize's order.

    ``sources`` are the files of the input by their normal paths, ``known`` what has been read.
    """
    found: list[Transformer] = []
    seen: set[tuple[str, ...]] = set()
    for number, step in enumerate(_documents(of, sources, known, limits)):
        key = f"{of.key}\n{number}"
        if isinstance(step, Transformer):
            found.append(step)
            continue
        tree, at, file = step
        metadata = mapping(mapping(tree).get("metadata"))
        fields = (mapping(tree).get("kind"), metadata.get("namespace"), metadata.get("name"))
        name = tuple(map(string, fields))
        if name in seen and name[2]:
            what = f"{name[0]} {name[2]}"
            fault = f"kustomize refuses it, as its transformers hold {what} twice"
            return [Transformer(at, of.folder, key, file, fault)]
        seen.add(name)
        made = Transformer(at, of.folder, key, file)
        try:
            _read(made, tree)
        except PatchError as error:
            made = Transformer(at, of.folder, key, file, str(error))
        found.append(made)
    return found


def _documents(
    of: Kustomization, sources: Mapping[str, Source], known: Files, limits: Limits
) -> Iterator[Document | Transformer]:
    """Yield what stands in texts, then what stands in files, or why that cannot be read."""
    for entry, at in of.transformers:
        if isinstance(entry, str) and is_text(entry):
            documents, fault = documents_within(at, entry, known, limits)
            if fault:
                yield Transformer(at, of.folder, of.key, "", fault)
            for tree, place in documents:
                yield tree, place, ""
    for entry, at in of.transformers:
        if not isinstance(entry, str):
            yield Transformer(at, of.folder, of.key, "", "it is no text")
        elif not is_text(entry):
            file = join(of.folder, entry)
            source = sources.get(file)
            if source is None:
                is_folder = any(join(file, name) in sources for name in NAMES)
                why = "is a folder, of which none are read" if is_folder else _NO_FILE
                yield Transformer(at, of.folder, of.key, "", f"{entry} {why}")
                continue
            documents, fault = documents_in(file, source, known, limits)
            if fault:
                yield Transformer(at, of.folder, of.key, file, fault)
            for tree, place in documents:
                yield tree, place, file


def _read(made: Transformer, tree: Any) -> None:
    """Take what a transformer says.

    Raises:
        PatchError: It is none that is built in, or only Kustomize knows what it does.

    """
    if not isinstance(tree, dict):
        raise PatchError("it is no mapping")
    kind, api_version = string(tree.get("kind")), string(tree.get("apiVersion"))
    if api_version != _BUILT_IN:
        raise PatchError(
            f"{kind} of {api_version or 'no apiVersion'} is a plugin, which is not run"
        )
    take = _KINDS.get(kind)
    if take is None:
        raise PatchError(f"what {kind or 'one without kind'} does only kustomize knows")
    if not string(mapping(tree.get("metadata")).get("name")):
        raise PatchError("kustomize refuses it, as it has no name")
    decoding = Decoding(made.at.manifest, coerces=False)
    try:
        decoded = decoding.value(tree, TRANSFORMERS[kind], ())
    except PatchError as error:
        raise PatchError(f"it {error}") from error
    take(made, decoded)


def _patch(made: Transformer, tree: dict[str, Any]) -> None:
    made.merged = [(tree, made.at)]


def _json_patch(made: Transformer, tree: dict[str, Any]) -> None:
    if not string(mapping(tree.get("target")).get("name")):
        raise PatchError("kustomize refuses it, as its target has no name")
    made.late = [(tree, made.at)]


def _merge_patches(made: Transformer, tree: dict[str, Any]) -> None:
    made.merged = entries(made.at, tree, ("paths",))
    if string(tree.get("patches")):
        made.merged.append(({"patches": tree["patches"]}, made.at))
    if not made.merged:
        raise PatchError("kustomize refuses it, as it has no patch")


def _labels(made: Transformer, tree: dict[str, Any]) -> None:
    _add(made, tree, "labels")


def _annotations(made: Transformer, tree: dict[str, Any]) -> None:
    _add(made, tree, "annotations")


def _add(made: Transformer, tree: dict[str, Any], field: str) -> None:
    if any(each is None for each in mapping(tree.get(field)).values()):
        raise PatchError(f"one of its {field} is null")
    fields = tree.get("fieldSpecs")
    if any(r"\/" in path for path in _paths(tree)):
        raise PatchError(r"a path of its fieldSpecs has \/ in it")
    for each in map(mapping, sequence(fields)):
        if string(each.get("path")) == _ANNOTATIONS and each.get("create") is not True:
            # Kustomize keeps notes of its own there while it builds, of some objects.
            raise PatchError(f"it puts its {field} into {_ANNOTATIONS} only where there are some")
    specs = tuple(written_specs(fields))
    made.added = list(given(made.at.step(field), tree.get(field), specs, len(sequence(fields))))


def _namespace(made: Transformer, tree: dict[str, Any]) -> None:
    made.namespace = string(mapping(tree.get("metadata")).get("namespace"))
    renames = False
    for each in sequence(tree.get("fieldSpecs")):
        path, kind = string(mapping(each).get("path")), string(mapping(each).get("kind"))
        if path == _NAME and kind == "Namespace" and not _is_of_group(each):
            renames = True
        elif path != _NAMESPACE:
            raise PatchError(f"it puts the namespace into {path or 'a field without path'}")
    subjects = string(tree.get("setRoleBindingSubjects"))
    if subjects not in _SUBJECTS:
        raise PatchError("kustomize refuses its setRoleBindingSubjects")
    only_unset = tree.get("unsetOnly") is True
    made.moving = Moving(renames=renames, follows=False, only_unset=only_unset, subjects=subjects)


def _image(made: Transformer, tree: dict[str, Any]) -> None:
    if tree.get("fieldSpecs"):
        raise PatchError("it has fieldSpecs: only images of containers are set")
    made.images = [(mapping(tree.get("imageTag")), made.at.step("imageTag"))]


def _replicas(made: Transformer, tree: dict[str, Any]) -> None:
    fields = [mapping(each) for each in sequence(tree.get("fieldSpecs"))]
    kinds = {string(each.get("kind")) for each in fields}
    if (
        not kinds
        or not kinds <= SCALED
        or any(_is_of_group(each) or each.get("create") is not True for each in fields)
        or set(_paths(tree)) != {_REPLICAS}
    ):
        raise PatchError("its fieldSpecs are others than those of replicas")
    made.scaled = frozenset(kinds)
    made.replicas = [(mapping(tree.get("replica")), made.at.step("replica"))]


def _prefix(made: Transformer, tree: dict[str, Any]) -> None:
    _need_names(tree)
    made.prefix = string(tree.get("prefix"))


def _suffix(made: Transformer, tree: dict[str, Any]) -> None:
    _need_names(tree)
    made.suffix = string(tree.get("suffix"))


def _need_names(tree: dict[str, Any]) -> None:
    """Refuse what is not for the names of all objects."""
    fields = [mapping(each) for each in sequence(tree.get("fieldSpecs"))]
    if not fields:
        raise PatchError("kustomize refuses it, as it has no fieldSpecs")
    if list(_paths(tree)) != [_NAME] or string(fields[0].get("kind")) or _is_of_group(fields[0]):
        raise PatchError("its fieldSpecs are for others than the names of all objects")


def _replacements(made: Transformer, tree: dict[str, Any]) -> None:
    made.replacements = entries(made.at, tree, ("replacements",))


def _paths(tree: dict[str, Any]) -> Iterator[str]:
    for each in sequence(tree.get("fieldSpecs")):
        yield string(mapping(each).get("path"))


def _is_of_group(field: Any) -> bool:
    """Whether a field is that of one group or version only."""
    return bool(string(mapping(field).get("group")) or string(mapping(field).get("version")))


_KINDS: dict[str, Callable[[Transformer, dict[str, Any]], None]] = {
    "PatchTransformer": _patch,
    "PatchJson6902Transformer": _json_patch,
    "PatchStrategicMergeTransformer": _merge_patches,
    "LabelTransformer": _labels,
    "AnnotationsTransformer": _annotations,
    "NamespaceTransformer": _namespace,
    "ImageTagTransformer": _image,
    "ReplicaCountTransformer": _replicas,
    "PrefixTransformer": _prefix,
    "SuffixTransformer": _suffix,
    "ReplacementTransformer": _replacements,
}
