"""What a RuntimeClass adds to the pods that name it (admission plugin RuntimeClass, v1.37).

Its nodeSelector joins the pod's, its tolerations and overhead are the pod's too: as if they were
written in the pod template. Where the pod says otherwise the API server refuses it: then what the
pod says stays.
"""

from __future__ import annotations

from multiaz_lint.model.nodes.taints import NO_EXECUTE, with_default_seconds
from multiaz_lint.model.placeholders import is_placeholder, is_unfilled
from multiaz_lint.model.placement import Toleration
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.workload import Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.resource import Resource

    Tree = Mapping[str, Any]

_KIND = ("node.k8s.io", "RuntimeClass")


def add_runtime_classes(cluster: Cluster) -> None:
    """Let the workloads of a cluster say what admission adds to their pods."""
    for workload in cluster.of(Workload):
        name = string(workload.pod_spec.get("runtimeClassName"))
        found = cluster.find((*_KIND, "", name), workload) if name else ()
        if found:
            runtime = found[-1]  # of copies the last counts
            workload.facts.runtime_class = runtime
            if not refused(runtime):
                _add(workload, runtime)


def refused(runtime: Resource) -> bool:
    """Whether the API server refuses a RuntimeClass, so that it adds nothing.

    What is still to be filled is no reason, unless it cannot be decoded.
    """
    verdict = runtime.verdict
    if verdict is None or verdict.decode is not None:
        return verdict is not None
    if verdict.served is False:
        return True
    return not all(is_unfilled(runtime.at(*error.steps)) for error in verdict.errors)


def refused_field(runtime: Resource) -> Field:
    """Return a field for which the API server refuses a RuntimeClass."""
    decode = runtime.verdict.decode
    if decode is not None:
        return runtime.at(*decode.path)
    fields = (runtime.at(*error.steps) for error in runtime.verdict.errors)
    found = next((field for field in fields if not is_unfilled(field)), None)
    return runtime.at("apiVersion") if found is None else found


def refused_words(runtime: Resource) -> str:
    """Return what the API server says as it refuses a RuntimeClass."""
    verdict = runtime.verdict
    said = verdict.decode or next(iter(verdict.errors), None)
    if said is None:
        return f'no matches for kind "{runtime.kind}" in version "{runtime.api_version}"'
    return str(said.message)


def class_of(workload: Workload) -> Resource | None:
    """Return the RuntimeClass of the input that pods get something of, if there is one."""
    runtime = workload.facts.runtime_class
    return None if runtime is None or refused(runtime) else runtime


def is_absent(workload: Workload, cluster: Cluster) -> bool:
    """Whether there can be no class of the name that pods have, as the input is all there is."""
    if not cluster.platform.closed or class_of(workload) is not None:
        return False
    runtime = workload.facts.runtime_class
    name = workload.pod_spec.get("runtimeClassName")
    unfilled = is_placeholder(name) or (runtime is not None and is_unfilled(refused_field(runtime)))
    return isinstance(name, str) and not unfilled


def _add(workload: Workload, runtime: Resource) -> None:
    scheduling = mapping(runtime.get("scheduling"))
    added: dict[str, Any] = {}
    selector = mapping(scheduling.get("nodeSelector"))
    if selector:
        workload.node_selector = {**selector, **workload.node_selector}
        workload.runtime = runtime
        added["nodeSelector"] = workload.node_selector
    tolerations = [
        each for each in sequence(scheduling.get("tolerations")) if isinstance(each, dict)
    ]
    if tolerations or (workload.tolerations and runtime.get("scheduling") is not None):
        path = ("scheduling", "tolerations")
        others = [Toleration(runtime, (*path, i), tree) for i, tree in enumerate(tolerations)]
        workload.tolerations = tuple(_merged(workload, others))
        added["tolerations"] = [each.tree for each in workload.tolerations]
    overhead = mapping(mapping(runtime.get("overhead")).get("podFixed"))
    if overhead and not mapping(workload.pod_spec.get("overhead")):
        added["overhead"] = overhead
    if added:
        workload.pod_spec = {**workload.pod_spec, **added}
        workload.template = {**workload.template, "spec": workload.pod_spec}


def _merged(workload: Workload, others: list[Toleration]) -> list[Toleration]:
    """Return the tolerations of a pod: its own, then the class's, without what others cover.

    Admission has added its defaults by then. They are left out of the result where whoever reads
    it adds them again.
    """
    own = list(workload.tolerations)
    trees = [each.tree for each in own]
    defaults = [
        Toleration(workload, (*workload.pod_path, "tolerations"), dict(tree))
        for tree in with_default_seconds(trees)[len(trees) :]
    ]
    found = _without_covered([*own, *defaults, *others])
    for default in defaults:
        rest = [each for each in found if each is not default]
        again = with_default_seconds([each.tree for each in rest])
        if default in found and default.tree in again:
            found = rest
    return found


def _without_covered(tolerations: list[Toleration]) -> list[Toleration]:
    """Leave out what another one tolerates as well; of equal ones the first stays."""
    merged: list[Toleration] = []
    for number, each in enumerate(tolerations):
        later = tolerations[number + 1 :]
        if any(_covers(other.tree, each.tree) for other in merged) or any(
            other.tree != each.tree and _covers(other.tree, each.tree) for other in later
        ):
            continue
        merged.append(each)
    return merged


def _covers(one: Tree, other: Tree) -> bool:
    """Whether a toleration tolerates all that another does (isSuperset)."""
    if one == other:
        return True
    operator = one.get("operator") or "Equal"
    key, effect = one.get("key") or "", one.get("effect") or ""
    if key != (other.get("key") or "") and (key or operator != "Exists"):
        return False
    if effect and effect != other.get("effect"):
        return False
    limit, seconds = one.get("tolerationSeconds"), other.get("tolerationSeconds")
    if effect == NO_EXECUTE and isinstance(limit, int) and not _within(seconds, limit):
        return False
    if operator == "Equal":
        equal = other.get("operator") == "Equal"
        return equal and (one.get("value") or "") == (other.get("value") or "")
    return operator == "Exists"


def _within(seconds: object, limit: int) -> bool:
    return isinstance(seconds, int) and seconds <= limit
