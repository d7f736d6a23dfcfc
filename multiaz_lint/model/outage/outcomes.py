"""What a lost zone leaves of a workload with too few replicas, and whether more of them help."""

from __future__ import annotations

from multiaz_lint.model.nodes.pins import binding_of, twins_of
from multiaz_lint.model.nodes.unbound_parts import unbound_beside
from multiaz_lint.model.outage.databases import database_of
from multiaz_lint.model.outage.keepers import kept_by_others
from multiaz_lint.model.outage.quorum import image_name
from multiaz_lint.model.outage.spreading import each_to_a_zone
from multiaz_lint.model.words import all_of, listed
from multiaz_lint.model.workload_kinds import StatefulSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.workload import ScalableWorkload


class Outcome:
    """What is left, in words.

    ``hint`` says what to do where more replicas are no cure. ``kept`` says that others keep the
    Services of the workload.
    """

    __slots__ = ("hint", "kept", "words")

    def __init__(self, words: str, hint: str = "", *, kept: bool = False) -> None:
        self.words = words
        self.hint = hint
        self.kept = kept


def outcome_of(
    workload: ScalableWorkload, least: int, wanted: int, cluster: Cluster
) -> Outcome | None:
    """Return what a lost zone leaves of ``least`` replicas where ``wanted`` are asked for.

    None where the workload is one of several, bound to a zone each, that run as many in all.
    """
    bound = binding_of(workload, cluster) if cluster.platform.zones > 1 else None
    if bound is None:
        kept = kept_by_others(workload, cluster)
        if kept is not None:
            where = "its zone" if least == 1 else "a zone of its pods"
            hint = f"run {wanted} where its own pods have to outlive a zone"
            return Outcome(f"when {where} is lost, {kept}", hint, kept=True)
        hint = (
            each_to_a_zone(workload, cluster)
            or _claim_first(workload, wanted, cluster)
            or _members(workload, least, wanted)
        )
        return Outcome(left_of(least), hint)
    twins = twins_of(workload, cluster)
    total = least + sum(cluster.scale_of(each).least for each in twins)
    unbound = unbound_beside(workload, cluster)
    if unbound and total + sum(cluster.scale_of(each).least for each in unbound) >= wanted:
        return None  # spread-missing tells that nothing binds these
    if not twins:
        words = f"{_pods(least)} {'is' if least == 1 else 'are'} bound to {bound.to}, and none is"
        what = "that zone" if bound.zone else "it or its zone"
        hint = f"let the pods run in every zone, then run {wanted}"
        return Outcome(f"{words} left while {what} is lost", hint)
    if total >= wanted:
        return None
    names = listed([str(each) for each in twins], 3)
    words = f"with {names} there are {total}, bound to a zone each: losing one of these leaves"
    return Outcome(f"{words} {total - 1} of {total} at best", "run one like it in each zone")


def _claim_first(workload: ScalableWorkload, wanted: int, cluster: Cluster) -> str:
    """Say what is needed first where more replicas would have to share a volume of one node.

    A claim that is not in the input may be one for many nodes; it is where an autoscaler already
    makes that many.
    """
    if workload.names_kept_by or cluster.scale_of(workload).most >= wanted:
        return ""
    held = cluster.volumes.held_of(workload)
    if held is None or held.per_pod:
        return ""
    serves = "serves" if held.access_modes else "may serve"
    return (
        f"run {wanted} with a claim for each pod, as a StatefulSet, or on a volume that many nodes "
        f"can mount: claim {held.name} {serves} one node"
    )


def _members(workload: ScalableWorkload, least: int, wanted: int) -> str:
    """Say what is needed where each replica would have data of its own.

    Whether a database copies it to the others is known of operators; of a StatefulSet it is likely
    where several run already. No database does so untold, wherever it keeps its data.
    """
    if least > 1 or workload.operated:
        return ""
    if isinstance(workload, StatefulSet) and workload.claim_fields:
        return (
            f"run {wanted} if the software copies its data to all: each pod has a claim of its own"
        )
    database = database_of(workload)
    if database is None:
        return ""
    return (
        f"run {wanted} once {image_name(database)} is set up to replicate its data; without that "
        "each pod keeps data of its own"
    )


def left_of(least: int) -> str:
    """Say what is left of replicas that may run anywhere."""
    if least == 1:
        return "nothing is left when its zone is lost, until the pod runs elsewhere"
    return f"losing a zone that runs any leaves {least - 1} of {least} at best"


def _pods(least: int) -> str:
    return "its only pod" if least == 1 else f"{all_of(least)} pods"
