"""Sources into resources, every field located; each oddity gets its own true answer."""

from __future__ import annotations

from multiaz_lint.load.kustomize.uses import is_kustomization
from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.manifest import Manifest
from multiaz_lint.load.troubles import (
    TEMPLATE,
    Trouble,
    is_object,
    looks_like_object,
    told_of_no_object,
    trouble_of,
)
from multiaz_lint.load.yaml import documents, reader
from multiaz_lint.model.kinds import resource
from multiaz_lint.model.resource import mapping, sequence
from multiaz_lint.model.tree import Map, look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.source import Source
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

# Files that tools read, not the API server, though they bear apiVersion and kind.
_CLIENT_GROUPS = frozenset(
    """kustomize.config.k8s.io kubeadm.k8s.io kubelet.config.k8s.io kubeproxy.config.k8s.io
    kubescheduler.config.k8s.io apiserver.config.k8s.io apiserver.k8s.io audit.k8s.io
    client.authentication.k8s.io kubecontrollermanager.config.k8s.io kind.x-k8s.io skaffold
    cli.kyverno.io test.gatekeeper.sh k3d.io ctlptl.dev eksctl.io""".split()
)
_BUILT_IN = "builtin"
"""The version, without a group, of Kustomize's own plugins (plugin/doc.go)."""

_FORGETS = "kubectl ends the document here and forgets what follows: put --- before it"
_PARTS = "kubectl parts documents at lines only and forgets what follows: end this line before ---"
_WIDE = "NUL characters: is it UTF-16 or UTF-32? Kubernetes reads UTF-8, and UTF-16 with its mark"
_POINTER = "version https://git-lfs.github.com/spec/v"
"""How what Git LFS leaves in the place of a text begins."""
_LFS = "a pointer of Git LFS in the place of its text: fetch that first (git lfs pull)"
_OPENSHIFT = "objects in an OpenShift template: process it first (oc process) and check the output"
_OPENSHIFT_VERSIONS = frozenset({"template.openshift.io/v1", "v1"})
_CARRIERS: dict[tuple[str, str], Path] = {
    ("work.open-cluster-management.io", "ManifestWork"): ("spec", "workload", "manifests"),
    ("kubernetes.crossplane.io", "Object"): ("spec", "forProvider", "manifest"),
    ("kubernetes.m.crossplane.io", "Object"): ("spec", "forProvider", "manifest"),
    ("fluxcd.controlplane.io", "ResourceSet"): ("spec", "resources"),
    ("helm.toolkit.fluxcd.io", "HelmRelease"): (),
    ("helm.cattle.io", "HelmChart"): (),
    ("argoproj.io", "Application"): (),
}
"""Custom resources that carry objects for their controller to apply, and where; empty of charts."""
_CHART = "what its chart makes: render it (helm template, for instance) and check the output"


class Reading:
    """What a source holds: its resources, how many documents, and what could not be read."""

    __slots__ = ("documents", "resources", "source", "troubles")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.resources: list[Resource] = []
        self.documents = 0
        self.troubles: list[Trouble] = []


def read(
    source: Source, limits: Limits | None = None, default_namespace: str = "default"
) -> Reading:
    """Read all documents of a source; what is wrong with one never hides the others."""
    limits = limits or Limits()
    reading = Reading(source)
    text = source.text
    if text.startswith(_POINTER):
        reading.troubles.append(Trouble(_LFS, 0, grave=source.named))
        return reading
    if not source.named and not _may_hold_objects(text) and not _may_be_meant(text):
        from multiaz_lint.load import hidden

        if hidden.is_wide(text):
            reading.troubles.append(Trouble(_WIDE, 0, grave=True))
            return reading
        if not hidden.may_hide_object(text):
            return reading
    line = 1
    done = 0
    returns_alone = source.returns_alone
    for number, chunk in enumerate(documents.split(text)):
        if number >= limits.documents:
            words = f"more than {limits.documents:,} documents in one file"
            reading.troubles.append(Trouble(words, chunk.start, grave=True))
            break
        line += text.count("\n", done, chunk.start)
        if returns_alone:
            line = source.position(chunk.start)[0]
        line_ends = _read_document(reading, number, chunk, line, limits, default_namespace)
        done = chunk.start if line_ends < 0 else chunk.end
        line += max(line_ends, 0)
    for trouble in reading.troubles:
        if trouble.words == TEMPLATE:
            # What still parses of a template is a fragment; judging it would be guessing.
            reading.resources = []
            reading.troubles = [trouble]
            break
    return reading


def is_manifest(source: Source, limits: Limits) -> bool:
    """Whether a text holds objects, a template of them, or what the API server would refuse."""
    reading = read(source, limits)
    return bool(reading.resources) or any(
        each.grave or each.words == TEMPLATE for each in reading.troubles
    )


def _may_hold_objects(text: str) -> bool:
    return "apiVersion" in text and "kind" in text


def _may_be_meant(text: str) -> bool:
    """Whether a text may hold what is meant as an object, though a key of it is not written so."""
    return "metadata" in text and ("apiVersion" in text or "kind" in text or "Kind" in text)


def _read_document(
    reading: Reading,
    number: int,
    chunk: documents.Chunk,
    line: int,
    limits: Limits,
    default_namespace: str,
) -> int:
    """Read a document, and return how many line ends it has, -1 where nobody has counted them."""
    source = reading.source
    text = source.text[chunk.start : chunk.end]
    if chunk.fault is not None:
        at, words = chunk.fault
        grave = source.named or bool(reading.resources) or looks_like_object(text)
        reading.troubles.append(Trouble(words, at, grave=grave))
        return -1
    if not text or (text.isspace() and _is_passed_over(text, chunk.start, source.text)):
        return -1
    opens_line = chunk.start == 0 or source.text[chunk.start - 1] == "\n"
    try:
        tree, line_ends, end = reader.first(text, chunk.start, limits, opens_line=opens_line)
    except UnreadableError as error:
        reading.documents += 1
        found = trouble_of(error, text, source)
        found.grave = found.grave or (text.isspace() and bool(reading.resources))
        reading.troubles.append(found)
        return -1
    if end >= 0:
        words = _PARTS if text.startswith("---", end) else _FORGETS
        grave = _may_hold_objects(text[end:])
        reading.troubles.append(Trouble(words, chunk.start + end, grave=grave))
    if tree is None:
        return line_ends
    reading.documents += 1
    manifest = Manifest(source, number, chunk.start, chunk.end, tree, line)
    manifest.written = line_ends < 0
    if not isinstance(tree, Map) or not is_object(tree):
        own = isinstance(tree, Map) and is_kustomization(source.origin)
        told = told_of_no_object(tree, named=source.named and not own)
        if told is not None:
            words, grave = told
            reading.troubles.append(Trouble(words, _first_offset(text, chunk.start), grave=grave))
    elif not _is_foreign(tree, named=source.named):
        reading.resources += _objects(tree, manifest, default_namespace, reading)
    return line_ends


def _is_passed_over(blank: str, start: int, whole: str) -> bool:
    """Whether kubectl takes a blank document for none: YAML does not where a tab begins a line.

    It tries JSON on the whole text first, and then goes on behind the first line
    (apimachinery pkg/util/yaml YAMLOrJSONDecoder, 1.37).
    """
    if "\t" not in blank or whole.isspace():
        return True
    return start == 0 and "\t" not in blank.partition("\n")[2]


def _is_foreign(tree: Map, *, named: bool) -> bool:
    """Whether a document is the file of a tool beside Kubernetes.

    That is a kubeconfig, the configuration of a plugin that Kustomize has built in, a group that
    only clients read, or one that nobody knows, with apiVersion and kind but no metadata, unless
    the user names the file.
    """
    api_version = tree["apiVersion"]
    if api_version == _BUILT_IN:
        return True
    if api_version == "v1":
        return tree["kind"] == "Config" and "clusters" in tree
    group = api_version.rpartition("/")[0]
    if not group or group in _PLAIN_GROUPS:
        return False
    return group in _CLIENT_GROUPS or not ("." in group or named or "metadata" in tree)


_PLAIN_GROUPS = frozenset({"apps", "autoscaling", "batch", "extensions", "policy"})


def _first_offset(text: str, start: int) -> int:
    """Return the offset of the first line that says something."""
    at = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            return start + at + len(line) - len(line.lstrip())
        at += len(line) + 1
    return start


def _objects(
    tree: Map, manifest: Manifest, default_namespace: str, reading: Reading, prefix: Path = ()
) -> list[Resource]:
    """See a document as its resource, or as those of its items when it is a list."""
    items = tree.get("items")
    if (
        tree["kind"] == "Template"
        and isinstance(tree.get("objects"), list)
        and tree["apiVersion"] in _OPENSHIFT_VERSIONS
    ):
        _tell(reading, manifest, (*prefix, "objects"), _OPENSHIFT, grave=False)
    carried = _CARRIERS.get((tree["apiVersion"].rpartition("/")[0], tree["kind"]))
    if carried == ():
        if _takes_chart(tree):
            _tell(reading, manifest, prefix, _CHART, grave=False)
    elif carried is not None and look_up(tree, carried):
        words = f"objects that a {tree['kind']} carries: check those that it applies"
        _tell(reading, manifest, (*prefix, *carried), words, grave=False)
    if items is None and tree["kind"] == "List":
        return []
    if not (isinstance(items, list) and tree["kind"].endswith("List")):
        return [resource(tree, manifest, prefix, default_namespace)]
    found: list[Resource] = []
    for index, written in enumerate(items):
        path = (*prefix, "items", index)
        item = _with_kind(written, tree)
        if isinstance(item, Map) and is_object(item):
            found += _objects(item, manifest, default_namespace, reading, path)
        else:
            words = f"item {index} of the {tree['kind']} is not a Kubernetes object"
            # kubectl refuses such a List as a whole; of other lists nobody knows what they are.
            _tell(reading, manifest, path, words, grave=tree["kind"] == "List" and item is not None)
    return found


def _takes_chart(tree: Map) -> bool:
    """Whether an object names a chart; a patch of it says what to change of that only."""
    spec = mapping(tree.get("spec"))
    if tree["kind"] == "HelmRelease":
        return bool(spec.get("chartRef") or look_up(spec, ("chart", "spec", "chart")))
    if tree["kind"] == "HelmChart":
        return bool(spec.get("chart") or spec.get("chartContent"))
    sources = map(mapping, (spec.get("source"), *sequence(spec.get("sources"))))
    return any(each.get("chart") or each.get("helm") for each in sources)


def _tell(reading: Reading, manifest: Manifest, path: Path, words: str, *, grave: bool) -> None:
    offset = manifest.source.line_starts[manifest.span(path).line - 1]
    reading.troubles.append(Trouble(words, offset, grave=grave))


def _with_kind(item: Any, container: Map) -> Any:
    """Return an item with the kind that a typed list, such as a DeploymentList, gives it.

    As the decoder of unstructured lists does, where one of kind and apiVersion is missing
    (apimachinery pkg/apis/meta/v1/unstructured, 1.37).
    """
    kind = container["kind"].removesuffix("List")
    if not kind or not isinstance(item, Map) or (item.get("kind") and item.get("apiVersion")):
        return item
    from copy import copy

    typed = copy(item)
    typed["apiVersion"] = container["apiVersion"]
    typed["kind"] = kind
    return typed
