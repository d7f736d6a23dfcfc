"""What pods of a template meet as they are created: a refusal, or the quotas of their namespace."""

from __future__ import annotations

from multiaz_lint.drill.admitting.refusal import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from multiaz_lint.api.quantity import Quantity
    from multiaz_lint.drill.admitting.claim_admission import ClaimAdmission
    from multiaz_lint.drill.admitting.quota import Quota

    Amounts = Mapping[str, Quantity]


class Admission:
    """What pods of one template meet: a refusal once and for all, or the quotas that count them."""

    __slots__ = ("_amounts", "_exists", "_forbidden", "of_claims", "of_volumes", "quotas")

    def __init__(
        self,
        forbidden: Refusal | None,
        quotas: Sequence[Quota],
        amounts: Amounts,
        of_claims: Sequence[ClaimAdmission] = (),
        of_volumes: Sequence[ClaimAdmission] = (),
        *,
        exists: bool = False,
    ) -> None:
        self._exists = exists  # and is not created anew
        self._forbidden = forbidden
        self.quotas = quotas
        self._amounts = amounts
        self.of_claims = of_claims
        """What a StatefulSet's claims meet, in the order of their templates."""
        self.of_volumes = () if all(each.certain for each in of_volumes) else of_volumes
        """What the claims of generic ephemeral volumes meet; nothing where that is certain."""

    @property
    def contended(self) -> bool:
        """Whether it matters who asks first."""
        return bool(self.quotas or any(c.quotas for c in (*self.of_claims, *self.of_volumes)))

    def refusal(self) -> Refusal | None:
        """Say why no pod is created now; None when one is."""
        if self._exists:
            return None
        if self._forbidden is not None:
            return self._forbidden
        for quota in self.quotas:
            words = quota.refusal(self._amounts)
            if words:
                return Refusal(f"forbidden: {words}", quota.source)
        return None

    def count(self, sign: int, *, live: bool = True, there: bool = True) -> None:
        """Count a pod of the template, or no longer (see ``Quota.count``)."""
        for quota in self.quotas:
            quota.count(self._amounts, sign, live=live, there=there)
