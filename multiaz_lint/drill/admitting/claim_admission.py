"""What LimitRanges and ResourceQuotas make of claims as they are created (v1.37)."""

from __future__ import annotations

from multiaz_lint.api import misfits
from multiaz_lint.api.admission.claim_quota import matches, usage
from multiaz_lint.api.admission.limit_ranger import aggregated
from multiaz_lint.api.admission.limits_together import LimitsTogether
from multiaz_lint.drill.admitting.refusal import Refusal
from multiaz_lint.model.resource import mapping
from multiaz_lint.model.storage import claim_class

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.api.quantity import Quantity
    from multiaz_lint.drill.admitting.quota import Quota
    from multiaz_lint.model import Resource

    Tree = Mapping[str, Any]
    Amounts = Mapping[str, Quantity]


class ClaimAdmission:
    """What one claim meets, or all that are made alike: a refusal, or the quotas that count it.

    ``name`` is how a refusal calls it; None where whoever tells of it does.
    """

    __slots__ = ("_amounts", "_forbidden", "_name", "quotas")

    def __init__(
        self,
        name: str | None,
        words: str,
        source: Resource | None,
        quotas: Sequence[Quota],
        used: Amounts,
    ) -> None:
        self._name = name
        self._forbidden = Refusal(self._told(words), source) if words else None
        self.quotas = quotas
        self._amounts = used

    def _told(self, words: str) -> str:
        told = f"forbidden: {words}"
        return told if self._name is None else f"claim {self._name} is {told}"

    @property
    def certain(self) -> bool:
        """Whether nothing ever refuses it, and nothing counts it."""
        return self._forbidden is None and not self.quotas

    def refusal(self) -> Refusal | None:
        """Say why it is not created now; None when it is."""
        if self._forbidden is not None:
            return self._forbidden
        for quota in self.quotas:
            words = quota.refusal(self._amounts)
            if words:
                return Refusal(self._told(words), quota.source)
        return None

    def count(self, sign: int) -> None:
        """Count one, or no longer."""
        for quota in self.quotas:
            quota.count(self._amounts, sign)


class Limits:
    """The LimitRanges of a namespace in the order of their names, and where they stand."""

    __slots__ = ("sources", "together")

    def __init__(self, specs: Sequence[Tree], sources: Sequence[Resource | None]) -> None:
        self.together = LimitsTogether(specs)
        self.sources = sources


def judge(
    claim: Tree,
    name: str | None,
    limits: Limits,
    quotas: Iterable[Quota],
    default_class: str | None,
) -> ClaimAdmission:
    """Judge a claim or a template of claims; what no API server can decode meets nothing.

    LimitRanges are asked before quotas (AllOrderedPlugins). The class of a claim without one is
    the default, where there is any.
    """
    spec = mapping(claim.get("spec"))
    if any(misfits("core/v1.PersistentVolumeClaimSpec", spec)):
        return ClaimAdmission(name, "", None, (), {})
    counting = [each for each in quotas if matches(each.spec, claim)]
    storage_class = claim_class(dict(claim))
    if storage_class is None:
        storage_class = default_class or ""
    used = usage(claim, storage_class) if counting else {}
    refused = limits.together.claim_forbidden(spec)
    if refused is not None:
        at, words = refused
        return ClaimAdmission(name, aggregated(words), limits.sources[at], counting, used)
    return ClaimAdmission(name, "", None, counting, used)
