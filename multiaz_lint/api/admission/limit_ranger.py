"""What LimitRanges make of a Pod that is created, and which Pods and claims they refuse (1.37).

As plugin/pkg/admission/limitranger does it, between the defaulting of the API server, which takes
limits for requests, and its validation. Specs are those that the API server can decode.
"""

from __future__ import annotations

from multiaz_lint.api.errors import Errors
from multiaz_lint.api.pods.pod_level_resources import aggregate, supported
from multiaz_lint.api.pods.resources import amount, is_huge_page, may_overcommit
from multiaz_lint.api.quantity import MOST_MILLI, ZERO, Quantity
from multiaz_lint.model.pods.limit_ranges import CONTAINER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    Tree = Mapping[str, Any]
    Amounts = Mapping[str, Quantity]
    Defaults = tuple[Mapping[str, Any], Mapping[str, Any]]
    Complaint = tuple[tuple[str | int, ...], str]
    """Where in the spec, and what is said of it."""

POD, CLAIM = "Pod", "PersistentVolumeClaim"
_LISTS = ("containers", "initContainers")

_OF_PODS = frozenset(("cpu", "memory"))


def admitted(spec: Tree, defaults: Defaults = ({}, {})) -> dict[str, Any]:
    """Return the spec with which a Pod is made where LimitRanges give containers these defaults.

    They are requests and limits; where several give the same one the first counts, and the API
    server has them in no order. What is filled in for the Pod as a whole are quantities, not texts.
    """
    made = dict(spec)
    for name in _LISTS:
        if spec.get(name):
            made[name] = [_limits_requested(container or {}) for container in spec[name]]
    requests, limits = defaults
    for container in containers_of(made):
        resources = container["resources"]
        resources["limits"] = {**limits, **resources["limits"]}
        resources["requests"] = {**requests, **resources["requests"]}
    whole = spec.get("resources")
    if whole and (whole.get("requests") or whole.get("limits")):
        made["resources"] = _pod_level(made, whole)
    return made


def containers_of(spec: Tree) -> list[Any]:
    """Return the containers that LimitRanges are about."""
    return [each for name in _LISTS for each in spec.get(name) or ()]


def _limits_requested(container: Tree) -> dict[str, Any]:
    """Take limits for requests that are missing (SetDefaults_Pod)."""
    resources = container.get("resources") or {}
    limits = resources.get("limits") or {}
    requests = {**limits, **(resources.get("requests") or {})}
    return {**container, "resources": {**resources, "limits": dict(limits), "requests": requests}}


def _pod_level(spec: Tree, written: Tree) -> dict[str, Any]:
    """Fill in the resources of a Pod as a whole (pkg/api/pod DefaultPodLevelResources)."""
    requests, limits = dict(written.get("requests") or {}), dict(written.get("limits") or {})
    limited = aggregate(spec, "limits")
    for name, total in limited.items():
        if is_huge_page(name) and name not in requests:
            limits.setdefault(name, total)
    for name, total in aggregate(spec, "requests").items():
        if supported(name) and may_overcommit(name):
            requests.setdefault(name, total)
    for name, value in limits.items():
        if supported(name):
            requests.setdefault(name, value)
    containers = containers_of(spec)
    for name, value in requests.items():
        everywhere = all(name in each["resources"]["limits"] for each in containers)
        if supported(name) and name not in limits and everywhere and name in limited:
            asked, total = amount(value), limited[name]
            limits[name] = asked if asked.nano > total.nano else total
    return {**written, "requests": requests, "limits": limits}


def invalid(spec: Tree) -> list[Complaint]:
    """Return what the API server finds wrong with the resources of an admitted spec, and where.

    A default limit may be less than what a container requests.
    """
    from multiaz_lint.api.pods.pod import pod

    errors = Errors()
    pod(errors, {"metadata": {"name": "pod"}, "spec": dict(spec)})
    return [(tuple(e.steps[1:]), e.message) for e in errors if "resources" in e.steps]


def forbidden(spec: Tree, limit_range: Tree) -> list[Complaint]:
    """Return how an admitted Pod breaks a LimitRange (PodValidateLimitFunc), and where."""
    found: list[Complaint] = []
    for entry in limit_range.get("limits") or ():
        if entry.get("type") == CONTAINER:
            for name in _LISTS:
                for index, container in enumerate(spec.get(name) or ()):
                    place = (name, index, "resources")
                    found += [(place, words) for words in _broken(entry, *lists_of(container))]
        elif entry.get("type") == POD:
            whole = lists_of(spec, whole=True)
            found += [(("resources",), words) for words in _broken(entry, *whole)]
    return found


def lists_of(tree: Tree, *, whole: bool = False) -> tuple[Amounts, Amounts]:
    """Return the requests and the limits of an admitted container, or of a Pod as a whole."""
    if whole:
        return _whole(tree, "requests"), _whole(tree, "limits")
    return _read(tree["resources"]["requests"]), _read(tree["resources"]["limits"])


def claim_forbidden(spec: Tree, limit_range: Tree) -> list[str]:
    """Say how a claim breaks a LimitRange (PersistentVolumeClaimValidateLimitFunc)."""
    found: list[str] = []
    requests = claimed(spec)
    for entry in limit_range.get("limits") or ():
        if entry.get("type") == CLAIM:
            for name, least in sorted(_read(entry.get("min")).items()):
                found += _too_little(CLAIM, name, least, requests.get(name), None)
            for name, most in sorted(_read(entry.get("max")).items()):
                found += _claims_too_much(name, most, requests.get(name))
    return list(dict.fromkeys(found))


def claimed(spec: Tree) -> Amounts:
    """Return what a claim requests."""
    return _read((spec.get("resources") or {}).get("requests"))


def breaks(
    kind: str,
    side: str,
    name: str,
    bound: Quantity,
    request: Quantity | None,
    limit: Quantity | None,
) -> bool:
    """Whether a container, a Pod or a claim breaks one bound of a LimitRange."""
    if kind == CLAIM and side != "min":
        return side == "max" and any(True for _ in _claims_too_much(name, bound, request))
    return any(True for _ in _SIDES[side](kind, name, bound, request, limit))


def aggregated(complaints: Iterable[str]) -> str:
    """Put several complaints into the words of one error (apimachinery's Aggregate)."""
    words = list(dict.fromkeys(complaints))
    return words[0] if len(words) == 1 else f"[{', '.join(words)}]"


def _read(written: Tree | None) -> dict[str, Quantity]:
    return {name: amount(value) for name, value in (written or {}).items()}


def _whole(spec: Tree, side: str) -> Amounts:
    """Sum up a Pod, its overhead left out; cpu and memory of the whole Pod replace the sums."""
    total: dict[str, Quantity] = aggregate(spec, side)
    own = _read((spec.get("resources") or {}).get(side))
    return {**total, **{name: value for name, value in own.items() if name in _OF_PODS}}


def _broken(entry: Tree, requests: Amounts, limits: Amounts) -> Iterator[str]:
    for side, broken in _SIDES.items():
        for name, bound in sorted(_read(entry.get(side)).items()):
            yield from broken(entry["type"], name, bound, requests.get(name), limits.get(name))


def _too_little(
    kind: str, name: str, least: Quantity, request: Quantity | None, limit: Quantity | None
) -> Iterator[str]:
    head = f"minimum {name} usage per {kind} is {least}"
    asked, limited, bound = _comparable(request, limit, least)
    if request is None:
        yield f"{head}.  No request is specified"
    elif asked < bound:
        yield f"{head}, but request is {request}"
    elif limit is not None and limited < bound:
        yield f"{head}, but limit is {limit}"


def _too_much(
    kind: str, name: str, most: Quantity, request: Quantity | None, limit: Quantity | None
) -> Iterator[str]:
    head = f"maximum {name} usage per {kind} is {most}"
    asked, limited, bound = _comparable(request, limit, most)
    if limit is None:
        yield f"{head}.  No limit is specified"
    elif limited > bound:
        yield f"{head}, but limit is {limit}"
    elif request is not None and asked > bound:
        yield f"{head}, but request is {request}"


def _out_of_ratio(
    kind: str, name: str, ratio: Quantity, request: Quantity | None, limit: Quantity | None
) -> Iterator[str]:
    head = f"{name} max limit to request ratio per {kind} is {ratio}, but"
    asked, limited, _ = _comparable(request, limit, ratio)
    if not asked:
        yield f"{head} no request is specified or request is 0"
    elif not limited:
        yield f"{head} no limit is specified or limit is 0"
    else:
        share = float(limited) / float(asked)
        fine = ratio.value <= MOST_MILLI
        most = float(ratio.milli if fine else ratio.value)
        if (share * 1000 if fine else share) > most:
            yield f"{head} provided ratio is {share:f}"


def _claims_too_much(name: str, most: Quantity, request: Quantity | None) -> Iterator[str]:
    head = f"maximum {name} usage per {CLAIM} is {most}"
    if request is None:
        yield f"{head}.  No request is specified"
    elif _above(request, most):
        yield f"{head}, but request is {request}"


_SIDES = {"min": _too_little, "max": _too_much, "maxLimitRequestRatio": _out_of_ratio}


def _comparable(
    request: Quantity | None, limit: Quantity | None, bound: Quantity
) -> tuple[int, int, int]:
    """Return all three in thousandths, unless one is too great: then in whole units."""
    three = (request or ZERO, limit or ZERO, bound)
    if all(each.value <= MOST_MILLI for each in three):
        return three[0].milli, three[1].milli, three[2].milli
    return three[0].value, three[1].value, three[2].value


def _above(request: Quantity, most: Quantity) -> bool:
    asked, _, bound = _comparable(request, None, most)
    return asked > bound
