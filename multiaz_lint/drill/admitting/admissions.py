"""The LimitRanges, ResourceQuotas and classes of a cluster that have a say in its pods."""

from __future__ import annotations

from multiaz_lint.api import misfits
from multiaz_lint.api.admission import claim_quota, pod_quota
from multiaz_lint.api.admission.runtime_class import as_stored
from multiaz_lint.api.findings import verdict_of
from multiaz_lint.api.pods.resources import amount
from multiaz_lint.drill.admitting.claim_admission import Limits, judge
from multiaz_lint.drill.admitting.judged import Judged
from multiaz_lint.drill.admitting.quota import Quota, measured
from multiaz_lint.drill.casting import left_out
from multiaz_lint.drill.casting.member import runs
from multiaz_lint.model import Pod
from multiaz_lint.model.pods.limit_ranges import container_defaults
from multiaz_lint.model.pods.priority import missing_class
from multiaz_lint.model.pods.runtime_class import class_of, is_absent
from multiaz_lint.model.pods.service_accounts import ACCOUNT_FIELDS, missing_account
from multiaz_lint.model.resource import by_identity, mapping, string
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.api import Verdict
    from multiaz_lint.drill.admitting.claim_admission import ClaimAdmission
    from multiaz_lint.model import Cluster, Resource
    from multiaz_lint.model import Workload as Manifest

    Tree = Mapping[str, Any]
    Quotas = dict[str, list[Quota]]

_KINDS = ("LimitRange", "ResourceQuota")
_ASKED = {"overhead", "priorityClassName", "runtimeClassName"}.union(ACCOUNT_FIELDS)
"""Fields of a pod for which the API server may refuse it, whatever its namespace holds."""


class Admissions:
    """The LimitRanges and ResourceQuotas of a cluster, by namespace and in order of their names."""

    __slots__ = (
        "_cluster", "_default_class", "_judged", "_limits", "_quotas", "_ranges", "_said",
    )  # fmt: skip

    def __init__(self, cluster: Cluster, default_class: str = "") -> None:
        self._cluster = cluster
        self._default_class = default_class
        self._ranges: dict[str, list[Resource]] = {}
        self._quotas: dict[str, list[Resource]] = {}
        self._limits: dict[str, Limits] = {}
        self._said: dict[str, list[str]] = {}
        self._judged: dict[tuple[int, int, int], tuple[Tree, Judged | None]] = {}
        found = [each for each in cluster.resources if each.kind in _KINDS and not each.group]
        found.sort(key=by_identity)
        last = {each.identity: each for each in found}
        for each in found:
            said = self._said.setdefault(each.namespace, [])
            if last[each.identity] is each:
                self._enter(each, verdict_of(each, cluster), said)
            else:
                said.append(
                    f"{each} is defined more than once: the last definition counts, "
                    f"that of {last[each.identity].origin}"
                )

    def _enter(self, each: Resource, verdict: Verdict, said: list[str]) -> None:
        if verdict.decode is not None or verdict.errors:
            first = verdict.decode
            steps = verdict.errors[0].steps if first is None else first.path
            words = (first or verdict.errors[0]).message
            said.append(left_out.refused_at(each.at(*steps), words))
            return
        index = self._ranges if each.kind == _KINDS[0] else self._quotas
        index.setdefault(each.namespace, []).append(each)

    def concern(self, namespace: str) -> bool:
        """Whether anything in a namespace has a say."""
        return namespace in self._ranges or namespace in self._quotas

    def quotas(self, without: Resource | None = None) -> Quotas:
        """Return the quotas by namespace, with nothing used yet."""
        return {namespace: _made(quotas, without) for namespace, quotas in self._quotas.items()}

    def judged(
        self, manifest: Manifest, template: Tree, without: Resource | None = None
    ) -> Judged | None:
        """Judge the pods of a template; None where nothing has a say.

        Nor is judged what no API server can decode.
        """
        namespace, spec = manifest.namespace, mapping(template.get("spec"))
        if not (self.concern(namespace) or _ASKED & spec.keys()):
            return None
        key = id(manifest), id(template), id(without)
        known = self._judged.get(key)
        if known is None:
            judged = None
            if not any(misfits("core/v1.PodSpec", spec)):
                judged = self._judge(manifest, spec, without)
            known = self._judged[key] = template, judged  # which keeps its id
        return known[1]

    def _judge(self, manifest: Manifest, spec: Tree, without: Resource | None) -> Judged:
        namespace = manifest.namespace
        limits = self._limits_of(namespace, without)
        quotas = _made(self._quotas.get(namespace, ()), without)
        spec = spec if isinstance(manifest, Pod) else as_stored(spec)
        priority_class = string(spec.get("priorityClassName")) or self._default_class
        stands = runs(manifest)
        # causes are looked for without the name
        named = not stands and not spec.keys().isdisjoint(ACCOUNT_FIELDS)
        barred = missing_account(manifest, self._cluster) if named else ""
        if "priorityClassName" in spec and not stands:
            barred = barred or missing_class(manifest, self._cluster)
        return Judged(
            spec,
            limits,
            quotas,
            priority_class,
            class_of(manifest),
            absent=is_absent(manifest, self._cluster) and not stands,
            barred=barred,
        )

    def of_claim(
        self,
        namespace: str,
        claim: Tree,
        name: str | None,
        quotas: Quotas,
        default_class: str | None,
        without: Resource | None = None,
    ) -> ClaimAdmission:
        """Judge a claim or a template of claims, where quotas stand as these do."""
        limits = self._limits_of(namespace, without)
        return judge(claim, name, limits, quotas.get(namespace, ()), default_class)

    def refuses(self, limit_range: Resource, claims: Iterable[Tree]) -> bool:
        """Whether a LimitRange refuses some of these claims."""
        limits = _limits([limit_range])
        return any(judge(each, None, limits, (), None).refusal() for each in claims)

    def _limits_of(self, namespace: str, without: Resource | None) -> Limits:
        """Return the LimitRanges of a namespace but for one that is not there."""
        ranges = self._ranges.get(namespace, [])
        if without is not None and without in ranges:
            return _limits([each for each in ranges if each is not without])
        if namespace not in self._limits:
            self._limits[namespace] = _limits(ranges)
        return self._limits[namespace]

    def of(self, namespace: str) -> Iterator[Resource]:
        """Yield the objects of a namespace."""
        yield from self._ranges.get(namespace, ())
        yield from self._quotas.get(namespace, ())

    def assumed(self, namespaces: Iterable[str]) -> Iterator[str]:
        """Say what is passed over, and what does not count."""
        for namespace in sorted(set(namespaces)):
            yield from self._said.get(namespace, ())
            yield from self._conflicts(namespace)
            for quota in self._quotas.get(namespace, ()):
                hard = mapping(quota.spec.get("hard"))
                used = mapping(mapping(quota.get("status")).get("used"))
                listed_use = [f"{name}={used[name]}" for name in measured(hard) if name in used]
                told = f": not what its status says is used, {listed(listed_use)}"
                if measured(hard):
                    yield (
                        f"{quota} counts the {_counted(hard)} that are played, and no others"
                        f"{told if listed_use else ''}"
                    )
                others = [name for name in hard if name not in measured(hard)]
                if others:
                    yield f"{quota} counts no objects but pods and claims: not {listed(others)}"

    def _conflicts(self, namespace: str) -> Iterator[str]:
        """Say where LimitRanges give different defaults: the API server has them in no order."""
        seen: dict[tuple[int, str], tuple[Resource, Any]] = {}
        for each in self._ranges.get(namespace, ()):
            for side, defaults in enumerate(container_defaults(each.spec)):
                for name, value in defaults.items():
                    first, given = seen.setdefault((side, name), (each, value))
                    if amount(given).nano != amount(value).nano:
                        what = ("request", "limit")[side]
                        yield (
                            f"{first} and {each} give different default {what}s of {name}: that "
                            f"of the first is played, the API server takes either"
                        )


def _limits(ranges: Sequence[Resource]) -> Limits:
    return Limits([each.spec for each in ranges], ranges)


def _made(quotas: Iterable[Resource], without: Resource | None) -> list[Quota]:
    return [Quota(each.name, each.spec, each) for each in quotas if each is not without]


def _counted(hard: Iterable[str]) -> str:
    """Say what a quota counts of what is played."""
    hard = list(hard)
    kinds = (("pods", pod_quota.measured(hard)), ("claims", claim_quota.measured(hard)))
    return " and ".join(kind for kind, names in kinds if names)
