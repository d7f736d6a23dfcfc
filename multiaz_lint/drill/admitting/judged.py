"""What admission makes of a pod spec: the one that is played, a refusal, and which quotas count."""

from __future__ import annotations

from multiaz_lint.api.admission.limit_ranger import admitted, aggregated, invalid
from multiaz_lint.api.admission.pod_quota import matches, unspecified, usage
from multiaz_lint.api.admission.runtime_class import late_refusal, refusal
from multiaz_lint.drill.admitting.admission import Admission
from multiaz_lint.drill.admitting.refusal import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.api.admission.runtime_class import Complaint
    from multiaz_lint.drill.admitting.claim_admission import ClaimAdmission, Limits
    from multiaz_lint.drill.admitting.quota import Quota
    from multiaz_lint.model import Resource

    Tree = Mapping[str, Any]


class Judged:
    """What admission makes of a spec: the one that is played, a refusal, and which quotas count it.

    ``runtime`` is the RuntimeClass that it names, None where that is not known, and ``absent`` says
    that there is none. ``barred`` is what keeps it from having an account or a priority. ``spec``
    is that of the Pod as it is stored. In ``played`` the resources of the Pod as a whole are as
    written: the scheduler's sums fill them in by themselves.
    """

    __slots__ = ("amounts", "forbidden", "played", "quotas", "spec")

    def __init__(
        self,
        spec: Tree,
        limits: Limits,
        quotas: Sequence[Quota],
        priority_class: str,
        runtime: Resource | None = None,
        *,
        absent: bool = False,
        barred: str = "",
    ) -> None:
        self.spec = admitted(spec, limits.together.defaults)
        whole = {"resources": spec["resources"]} if "resources" in spec else {}
        self.played: Tree = {**self.spec, **whole}
        counting = [each for each in quotas if matches(each.spec, self.spec, priority_class)]
        self.quotas = {each.name for each in counting}
        self.amounts = usage(self.spec) if counting else {}
        tree = None if runtime is None else runtime.tree
        self.forbidden = (
            (Refusal(f"forbidden: {barred}") if barred else None)
            or _by_class(refusal(spec, tree, absent=absent), runtime)
            or _by_limits(self.spec, limits)
            or _by_class(late_refusal(spec, tree), runtime)
            or _by_demands(self.spec, counting)
        )
        """Why none is ever created.

        First its account and its priority are looked up, then its class adds to it, then it is
        validated and LimitRanges are asked, then the class again, and quotas last
        (AllOrderedPlugins, 1.37).
        """

    def admission(
        self,
        quotas: Iterable[Quota],
        of_claims: Sequence[ClaimAdmission] = (),
        of_volumes: Sequence[ClaimAdmission] = (),
        *,
        exists: bool = False,
    ) -> Admission:
        """Return what pods meet where quotas stand as these do."""
        counting = [each for each in quotas if each.name in self.quotas]
        return Admission(
            self.forbidden, counting, self.amounts, of_claims, of_volumes, exists=exists
        )


def _by_class(complaint: Complaint | None, runtime: Resource | None) -> Refusal | None:
    if complaint is None:
        return None
    return Refusal(f"forbidden: {complaint[1]}", runtime)


def _by_limits(spec: Tree, limits: Limits) -> Refusal | None:
    complaints = invalid(spec)
    if complaints:
        said = aggregated(words for _, words in complaints)
        return Refusal(f"invalid: {said}", *limits.sources)
    refused = limits.together.forbidden(spec)
    if refused is None:
        return None
    at, complaints = refused
    return Refusal(f"forbidden: {aggregated(words for _, words in complaints)}", limits.sources[at])


def _by_demands(spec: Tree, quotas: Iterable[Quota]) -> Refusal | None:
    """Say what a quota has every Pod say and this one does not."""
    for quota in quotas:
        lacking = unspecified(quota.hard, spec)
        if lacking:
            words = f"forbidden: failed quota: {quota.name}: {lacking}"
            return Refusal(words, quota.source)
    return None
