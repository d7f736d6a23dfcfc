"""Compares admission of pods with what `oracle/admission` recorded of the real plugins."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from multiaz_lint.api.admission import claim_quota, pod_quota
from multiaz_lint.api.pods.resources import amount
from multiaz_lint.drill.admitting.claim_admission import Limits, judge
from multiaz_lint.drill.admitting.judged import Judged
from multiaz_lint.drill.admitting.quota import Quota
from multiaz_lint.model import Pod
from multiaz_lint.model.nodes.taints import with_default_seconds
from multiaz_lint.model.pods.runtime_class import add_runtime_classes, class_of
from tests.manifests import cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Tree = Mapping[str, Any]

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""The time at which the oracle counts pods."""
GRACE = timedelta(seconds=30)


def verdicts(line: Tree) -> Iterator[tuple[str, Any, Any]]:
    """Yield resources, refusal and what is used: what a line is about, ours, and theirs."""
    real, name = line["real"], line["id"]
    quotas = [Quota(f"quota-{index}", each) for index, each in enumerate(line.get("quotas", ()))]
    if "claim" in line:
        for spec in line.get("claims", ()):
            judge({"spec": spec}, "there", _limits(), quotas, None).count(1)
        ranges = _limits(line["limitRanges"])
        refused = judge({"spec": line["claim"]}, "data", ranges, quotas, None).refusal()
        yield f"{name}: claim", _parts(refused.words) if refused else [], _recorded(real)
        yield f"{name}: used", _used(quotas, claim_quota.measured), real.get("used", {})
        return
    for pod in line.get("pods", ()):
        _count(pod, quotas)
    ranges = _limits(line["limitRanges"])
    if "runtimeClasses" in line:
        yield from _of_class(line, quotas, ranges)
        return
    judged = _judged(line["pod"], quotas, ranges)
    yield f"{name}: resources", _resources(judged.spec), _read(real["resources"])
    refusal = judged.admission(quotas).refusal()
    words = _parts(refusal.words) if refusal else []
    yield f"{name}: refusal", words, _recorded(real)
    if "used" in real:
        yield f"{name}: used", _used(quotas, pod_quota.measured), real["used"]


def _used(quotas: list[Quota], measured: Callable[[Iterable[str]], list[str]]) -> dict[str, Any]:
    return {
        each.name: {name: str(each.used[name]) for name in measured(each.used)} for each in quotas
    }


def _of_class(line: Tree, quotas: list[Quota], ranges: Limits) -> Iterator[tuple[str, Any, Any]]:
    """Yield what a RuntimeClass adds to a Pod, and who refuses it in which words."""
    real, name = line["real"], line["id"]
    classes = [
        {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "handler": "runsc", **each}
        for each in line["runtimeClasses"]
    ]
    metadata = {"name": "web", "namespace": "apps"}
    written = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": line["pod"]}
    found = cluster("---\n".join(f"{json.dumps(each)}\n" for each in (written, *classes)))
    add_runtime_classes(found)
    (pod,) = found.of(Pod)
    spec, runtime = pod.pod_spec, class_of(pod)
    absent = runtime is None and "runtimeClassName" in line["pod"]
    priority = spec.get("priorityClassName") or ""
    judged = Judged(spec, ranges, quotas, priority, runtime, absent=absent)
    if "placed" in real:
        yield f"{name}: placed", _placed(spec), _placed(real["placed"])
        yield f"{name}: resources", _resources(judged.spec), _read(real["resources"])
    refusal = judged.admission(quotas).refusal()
    refused = _parts(refusal.words) if refusal else []
    if real.get("by") == "validation":  # asked of what is wrong with resources only
        refused += [each for each in real["words"] if "resources" not in each]
    yield f"{name}: refusal", sorted(refused), _recorded(real)


def _placed(spec: Tree) -> dict[str, Any]:
    tolerations = with_default_seconds(spec.get("tolerations") or [])
    return {
        "nodeSelector": spec.get("nodeSelector") or {},
        "overhead": {name: amount(v).nano for name, v in (spec.get("overhead") or {}).items()},
        "tolerations": sorted(repr(sorted(each.items())) for each in tolerations),
    }


def _limits(specs: Sequence[Tree] = ()) -> Limits:
    return Limits(specs, [None] * len(specs))


def _judged(spec: Tree, quotas: list[Quota], ranges: Limits | None = None) -> Judged:
    return Judged(spec, ranges or _limits(), quotas, spec.get("priorityClassName") or "")


def _count(pod: Tree, quotas: list[Quota]) -> None:
    """Count a pod that is there, as it was admitted: no LimitRange is asked again."""
    live = pod["phase"] not in {"Succeeded", "Failed"}
    if "deleted" in pod:
        live = live and datetime.fromisoformat(pod["deleted"]) + GRACE >= NOW
    _judged(pod["spec"], quotas).admission(quotas).count(1, live=live)


def _resources(spec: Tree) -> dict[str, Any]:
    found = {
        name: [_lists(each["resources"]) for each in spec.get(name) or ()]
        for name in ("containers", "initContainers")
    }
    return {**found, "pod": _lists(spec.get("resources") or {})}


def _read(real: Tree) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: [_lists(each) for each in real.get(name) or ()]
        for name in ("containers", "initContainers")
    }
    return {**found, "pod": _lists(real.get("pod") or {})}


def _lists(block: Tree) -> dict[str, dict[str, str]]:
    return {
        side: {name: str(amount(value)) for name, value in (block.get(side) or {}).items()}
        for side in ("limits", "requests")
    }


def _parts(words: str) -> list[str]:
    """Take a refusal apart into its complaints, as the API server puts them in no order."""
    _, _, rest = words.partition(": ")
    if rest.startswith("["):
        return sorted(_split(rest[1:-1]))
    return [rest]


def _split(text: str) -> list[str]:
    """Split an aggregate, whose words may hold ", " themselves: each part begins anew."""
    parts: list[str] = []
    for piece in text.split(", "):
        begins = piece.startswith(("spec.", "minimum ", "maximum ")) or " max limit to " in piece
        if begins or not parts:
            parts.append(piece)
        else:
            parts[-1] += f", {piece}"
    return parts


def _recorded(real: Tree) -> list[str]:
    heads = ('pods "web" is forbidden: ', 'persistentvolumeclaims "data" is forbidden: ')
    words = real.get("words", ())
    return sorted({each.removeprefix(heads[0]).removeprefix(heads[1]) for each in words})
