"""Custom resources that keep pods running, of which no adapter says how.

Nothing is known of their pods, so nothing is judged. It shows in ``spec.replicas``, which is where
the scale subresource of a definition usually reads, or in a pod template near the top of the spec.
A resource that has other words for both is not noticed.
"""

from __future__ import annotations

from multiaz_lint.model.resource import Resource, mapping, sequence
from multiaz_lint.model.tree import path_text
from multiaz_lint.model.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from typing import Any

    from multiaz_lint.model.tree import Path

    Note = tuple[str, str, int]
    """Origin, words and line of what was not checked."""

_OF_MACHINES = (
    "cluster.x-k8s.io", "machine.openshift.io", "hypershift.openshift.io", "hive.openshift.io",
    "machine.sapcloud.io", "karpenter.sh", "cattle.io",
)  # fmt: skip
"""Ends of groups whose replicas are nodes: Cluster API, OpenShift, Gardener, Rancher."""
_OF_DATA = ("Topic", "Index")
"""Ends of kinds whose replicas are copies of data, which others hold."""
_OF_OTHERS = "Template"
"""End of kinds that others are made from: SandboxTemplate is one until a SandboxClaim names it."""
_STREAMS = "jetstream.nats.io"
"""A group all of whose replicas are copies of data, which NATS holds."""
_OTHERS = ("job", "daemon")
"""What names of fields say of templates of pods that end, or that every node has."""
_DEPTH = 2
"""How many levels below the spec a template may stand; deeper ones are objects within objects."""


def unadapted(resources: Iterable[Resource], kinds: Container[tuple[str, str]]) -> Iterator[Note]:
    """Tell of the custom resources that no adapter sees as workloads.

    Of ``kinds``, each with its group, adapters know when there are pods.
    """
    for resource in resources:
        group = resource.group
        if type(resource) is not Resource or "." not in group:
            continue
        if (group, resource.kind) in kinds:
            continue
        if group.endswith((".k8s.io", *_OF_MACHINES, _STREAMS)) or resource.kind.endswith(_OF_DATA):
            continue
        if (
            resource.kind.endswith(_OF_OTHERS)
            or "Job" in resource.kind
            or resource.kind.endswith("DaemonSet")
        ):
            continue
        spec = mapping(resource.get("spec"))
        count = spec.get("replicas")
        if isinstance(count, int) and not isinstance(count, bool) and count > 0:
            at: Path | None = ("spec", "replicas")
            asks = f"asks for {counted(count, 'replica')}"
        else:
            at = next(_templates(spec, ("spec",)), None)
            asks = f"has a pod template ({path_text(at)})" if at is not None else ""
        if at is not None:
            words = f"{resource} {asks}, and no adapter says what pods it makes: describe "
            words += f"{group}/{resource.kind} under adapters, or check its pods"
            yield resource.origin_at(at), words, resource.span(at).line


def _templates(tree: dict[str, Any], path: Path, depth: int = 0) -> Iterator[Path]:
    """Yield the places of pod templates whose pods do not run to an end."""
    for name, value in tree.items():
        if not isinstance(name, str) or any(each in name.lower() for each in _OTHERS):
            continue
        for at, each in _parts(value, (*path, name)):
            spec = mapping(each.get("spec"))
            runs = [one for one in sequence(spec.get("containers")) if mapping(one).get("name")]
            if "emplate" in name and runs:
                if spec.get("restartPolicy", "Always") == "Always":
                    yield at
            elif depth < _DEPTH:
                yield from _templates(each, at, depth + 1)


def _parts(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield a mapping, or those of a list, with their places."""
    if isinstance(value, dict):
        yield path, value
    else:
        for index, each in enumerate(sequence(value)):
            if isinstance(each, dict):
                yield (*path, index), each
