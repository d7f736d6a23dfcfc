"""The six points of the zone policy, and how each workload stands against them."""

from __future__ import annotations

from multiaz_lint.diagnostic import Identity
from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.model import HOSTNAME, ZONE, PodDisruptionBudget, ScalableWorkload
from multiaz_lint.model.budgets.standing import standing_budgets
from multiaz_lint.model.nodes.topology_keys import mistyped
from multiaz_lint.model.words import listed
from multiaz_lint.result import Point, PolicyRow
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.model import Cluster

    Found = dict[tuple[int, str], Diagnostic]

POINTS: dict[str, tuple[str, ...]] = {
    "replicas": ("replicas-too-few", "hpa-min-too-low"),
    "zone spread": (
        "spread-missing", "spread-hostname-only", "spread-soft-zone", "spread-maxskew-weak",
        "spread-selector-self", "spread-selector-broad", "antiaffinity-zone-outage",
        "topology-key-unknown", "api-invalid-spread",
    ),
    "host anti-affinity": (
        "antiaffinity-missing", "antiaffinity-self-mismatch", "topology-key-unknown",
    ),
    "disruption budget": (
        "pdb-missing", "pdb-blocks-drain", "pdb-single-replica", "pdb-overlap", "pdb-too-loose",
        "api-invalid-pdb",
    ),
    "zone affinity": ("affinity-zone-missing", "api-invalid-affinity"),
    "tolerations": (
        "api-invalid-toleration", "toleration-never-evicted", "toleration-dead-nodes",
        "toleration-too-long", "toleration-master-only",
    ),
}  # fmt: skip
"""Each point with the rules that say it is broken."""


_NEEDS_SEVERAL = frozenset({"zone spread", "host anti-affinity", "disruption budget"})
"""Points that mean nothing for a single replica."""
_MISTYPED = {"zone spread": ZONE, "host anti-affinity": HOSTNAME}
"""Points that topology-key-unknown breaks, by the label that is surely meant."""
_REFUSALS = ("api-invalid-pdb", "api-decode-error")
"""The rules that say that a budget is refused."""


def rows(
    cluster: Cluster, diagnostics: Iterable[Diagnostic], ran: Iterable[str]
) -> Iterator[PolicyRow]:
    """Yield a row for each workload that the policy is about, in input order.

    A point is not judged where the workload is suppressed (scaled to zero, a hook, owned by a
    controller), where one of its rules did not run, nor where what they found is silenced.
    """
    ran = set(ran)
    found: Found = {}
    silenced: Found = {}
    for diagnostic in diagnostics:
        if diagnostic.severity >= _least_grave(diagnostic.rule):
            kept = silenced if diagnostic.silenced else found
            for owner in (diagnostic.owner, *diagnostic.concerns):
                kept.setdefault((owner, diagnostic.rule), diagnostic)
    _unguarded(cluster, found)
    for workload in cluster.of(ScalableWorkload):
        name = f"{workload.name} ({workload.part})" if workload.part else workload.name
        identity = Identity(workload.api_version, workload.kind, workload.namespace, name)
        off = _not_judged(workload, cluster)
        rules = {name: _rules(name, workload, cluster) for name in POINTS}
        single = "" if cluster.scale_of(workload).least > 1 else "runs a single replica"
        points = tuple(
            _point(
                name,
                [found[id(workload), rule] for rule in asked if (id(workload), rule) in found],
                off
                or (single if name in _NEEDS_SEVERAL else "")
                or _not_asked(asked, id(workload), silenced, ran),
            )
            for name, asked in rules.items()
        )
        manifest, line = workload.manifest, workload.name_field.span.line
        origin, folder = workload.origin, ""
        if isinstance(manifest, BuiltManifest) and manifest.root is not None:
            # Others build the same one, and have a row for it.
            root = manifest.root
            origin, line = root.origin, root.at.stretch()[0]
            folder = root.key
        yield PolicyRow(identity, origin, line, points, folder)


def _least_grave(rule: str) -> Severity:
    """Return how grave a finding is at least that breaks a point.

    Required anti-affinity that strands a pod breaks none as long as a constraint spreads the pods;
    where there is none it is an error.
    """
    return Severity.ERROR if rule == "antiaffinity-zone-outage" else Severity.WARNING


def _rules(name: str, workload: ScalableWorkload, cluster: Cluster) -> list[str]:
    """Return the rules of a point; a key that means another label is no business of it."""
    if name not in _MISTYPED:
        return list(POINTS[name])
    keys = [each.topology_key for each in workload.spread]
    keys += [each.topology_key for each in workload.pod_terms]
    meant = {mistyped(each, cluster) for each in keys}
    return [
        rule for rule in POINTS[name] if rule != "topology-key-unknown" or _MISTYPED[name] in meant
    ]


def _unguarded(cluster: Cluster, found: Found) -> None:
    """Hold what is said of a refused budget against the workloads that have no other.

    It is the first of those that select the same.
    """
    known: set[int] = set()
    for budget in cluster.of(PodDisruptionBudget):
        said = [found[id(budget), rule] for rule in _REFUSALS if (id(budget), rule) in found]
        if said and budget.refused:
            guarded = cluster.guarded_by(budget)
            for workload in guarded if id(guarded) not in known else ():
                if not standing_budgets(workload, cluster):
                    found.setdefault((id(workload), "api-invalid-pdb"), said[0])
            known.add(id(guarded))


def _not_judged(workload: ScalableWorkload, cluster: Cluster) -> str:
    scale = cluster.scale_of(workload)
    if scale.zero:
        return "scaled to zero"
    if not scale.certain:
        return "the number of replicas is not known"
    if workload.merged:
        return "several objects in one document"
    if workload.is_hook:
        return "a Helm hook"
    if workload.owned:
        return "owned by a controller"
    if not workload.pod_spec:
        return workload.without_pods
    return ""


def _not_asked(rules: list[str], owner: int, silenced: Found, ran: set[str]) -> str:
    """Say why nothing found does not mean that a point is held; nothing where it does."""
    hidden = [rule for rule in rules if (owner, rule) in silenced]
    if hidden:
        return f"{listed(hidden)} {'is' if len(hidden) == 1 else 'are'} silenced"
    missing = [rule for rule in rules if rule not in ran]
    if len(missing) == len(rules):
        return "no rule of this point ran"
    return f"{listed(missing)} did not run" if missing else ""


def _point(name: str, broken: list[Diagnostic], off: str) -> Point:
    if broken:
        gravest = max(broken, key=lambda diagnostic: diagnostic.severity)
        return Point(name, held=False, why=gravest.message)
    if off:
        return Point(name, None, off)
    return Point(name, held=True)
