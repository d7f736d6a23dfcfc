"""Claims that are there or made by hand, as the API server admits them: before any pod."""

from __future__ import annotations

from multiaz_lint.drill.disks.stored import is_there
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.drill.admitting.admissions import Admissions, Quotas
    from multiaz_lint.drill.admitting.refusal import Refusal
    from multiaz_lint.drill.disks.stored import Stored
    from multiaz_lint.drill.disks.volumes import ClaimName
    from multiaz_lint.model import Resource


def refused_claims(
    stored: Stored, admissions: Admissions, quotas: Quotas, without: Resource | None = None
) -> Iterator[tuple[ClaimName, Refusal]]:
    """Count the claims that quotas count, and yield those that are refused, and why."""
    for namespace, claim in stored.claims():
        if not admissions.concern(namespace):
            continue
        judged = admissions.of_claim(namespace, claim, None, quotas, stored.default, without)
        refusal = None if is_there(claim) else judged.refusal()
        if refusal is None:
            judged.count(1)
        else:
            name = string(mapping(claim.get("metadata")).get("name"))
            yield (namespace, name), refusal


def never_created(stored: Stored, admissions: Admissions) -> Iterator[str]:
    """Say which claims of the input the API server refuses."""
    for key, refusal in refused_claims(stored, admissions, admissions.quotas()):
        if key in stored.written:
            yield f"{stored.written[key]} is never created: {refusal.words}"
