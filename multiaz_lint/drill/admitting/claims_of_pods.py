"""Claims that come with pods: those a StatefulSet makes before one, those of its ephemeral volumes.

Everything done is written to the journal of the state and can be taken back.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from multiaz_lint.drill.admitting.admission import Admission
    from multiaz_lint.drill.admitting.claim_admission import ClaimAdmission
    from multiaz_lint.drill.admitting.refusal import Refusal
    from multiaz_lint.drill.disks.volumes import Claim
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.state import State
    from multiaz_lint.drill.workload import Revision


def missing(
    state: State, revision: Revision, ordinal: int, admission: Admission
) -> list[tuple[Claim, ClaimAdmission]]:
    """Return the claims that a StatefulSet has yet to make for a pod, and what they meet."""
    claims = state.storage.claims
    both = zip(revision.new_claims(ordinal), admission.of_claims, strict=True)
    return [each for each in both if (each[0].namespace, each[0].name) not in claims]


def add(state: State, claim: Claim, judged: ClaimAdmission) -> None:
    """Make a claim for a pod that is yet to be made."""
    state.add_claim(claim)
    judged.count(1)
    state.record(lambda: judged.count(-1))


def lacking(pod: Pod) -> Refusal | None:
    """Say why a pod waits for a claim of an ephemeral volume; None where it has them all."""
    judged = unclaimed(pod)
    return judged[0].refusal() if judged else None


def unclaimed(pod: Pod) -> Sequence[ClaimAdmission]:
    """Return what the claims meet that a pod has yet to get for its ephemeral volumes."""
    revision: Revision | None = pod.revision
    admission: Admission | None = None if revision is None else revision.workload.admission
    return () if admission is None else admission.of_volumes[pod.claimed :]


def claim(state: State, pod: Pod, *, asked: bool = True) -> bool:
    """Make claims for the ephemeral volumes of a pod, up to the first that is refused.

    Say whether any was made (syncHandler of the ephemeral volume controller). The API server is
    not `asked` about those that are there already.
    """
    did = False
    for judged in unclaimed(pod):
        if asked and judged.refusal() is not None:
            break
        _claim_one(state, pod, judged)
        did = True
    return did


def _claim_one(state: State, pod: Pod, judged: ClaimAdmission) -> None:
    judged.count(1)
    pod.claimed += 1

    def undo() -> None:
        pod.claimed -= 1
        judged.count(-1)

    state.record(undo)


def release(pod: Pod, admission: Admission, sign: int) -> None:
    """Let the claims of a pod's ephemeral volumes go with it, or come back."""
    for judged in admission.of_volumes[: pod.claimed]:
        judged.count(sign)
