"""Nodes and LimitRanges that environments write again count once, each for its own workloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint import catalog
from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.model import Cluster, Resource
from multiaz_lint.model.nodes.node_index import has_nodes, nodes_near
from multiaz_lint.model.outage.recovery import largest_zone
from multiaz_lint.model.platform import Platform
from multiaz_lint.model.workload import Workload

if TYPE_CHECKING:
    from multiaz_lint.rule import Rule

_PORT = "containers: [{name: c, image: i, ports: [{containerPort: 80, hostPort: 80}]}]"
_SPREAD = (
    "topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, "
    "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}, "
)
_GPU = "nodeSelector: {pool: web}"


def _nodes(names: str, *, zones: str = "abcdef", pool: str = "web", taint: str = "") -> str:
    spec = f"\nspec: {{taints: [{{key: {taint}, effect: NoSchedule}}]}}" if taint else ""
    return "".join(
        f"\n---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  labels:\n"
        f"    topology.kubernetes.io/zone: {zone}\n    pool: {pool}{spec}"
        for name, zone in zip(names, zones, strict=False)
    )


def _deployment(pod: str, replicas: int = 3) -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
        f"spec:\n  replicas: {replicas}\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n"
        f"    metadata: {{labels: {{app: web}}}}\n    spec:\n      {pod}\n"
    )


def _daemon(update: str) -> str:
    return (
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n"
        f"  updateStrategy: {{rollingUpdate: {{maxUnavailable: {update}}}}}\n"
        "  selector: {matchLabels: {app: agent}}\n  template:\n"
        "    metadata: {labels: {app: agent}}\n    spec: {containers: [{name: c, image: i}]}\n"
    )


_SPREAD_POD = "containers: [{name: c, image: i}]\n      " + _SPREAD
_LIMITED = """
---
apiVersion: v1
kind: LimitRange
metadata: {name: bounds}
spec: {limits: [{type: Container, max: {cpu: 1}}]}
"""
_GREEDY = "containers: [{name: c, image: i, resources: {requests: {cpu: 2}}}]"


def _read(**files: str) -> list[Resource]:
    return [
        resource
        for name, text in files.items()
        for resource in objects.read(Source(f"{name}/x.yaml", text)).resources
    ]


def _said(rule: Rule, resources: list[Resource], folder: str = "") -> list[str]:
    """Return what a rule says of the workloads in a folder."""
    cluster = Cluster(resources, Platform())
    parameters = rule.parameters() if rule.parameters is not None else None
    return [
        problem.message
        for each in resources
        if isinstance(each, rule.on) and folder in ("", each.directory)
        for problem in rule.check(each, cluster, parameters)
    ]


@pytest.mark.parametrize(
    ("rule", "workload", "own", "others"),
    [
        ("host-port-taken", _deployment(_PORT), _nodes("np"), _nodes("npqr")),
        ("host-port-taken", _deployment(_PORT), _nodes("np"), _nodes("qr")),
        ("rollout-daemonset-wide", _daemon("2"), _nodes("nopq"), _nodes("nopqrs")),
        (
            "spread-policy-ignore-affinity",
            _deployment(f"{_SPREAD_POD}nodeAffinityPolicy: Ignore}}]\n      {_GPU}", 9),
            _nodes("nop") + _nodes("qrs", pool="db"),
            _nodes("nop") + _nodes("qrst", pool="db"),
        ),
        (
            "spread-hostname-hard",
            _deployment(_SPREAD_POD + "}]", 9),
            _nodes("nop") + _nodes("qrs", taint="db"),
            _nodes("nopt") + _nodes("qrs", taint="db"),
        ),
        (
            "affinity-zone-subset",
            _deployment(f"{_GREEDY}\n      {_GPU}"),
            _nodes("no") + _nodes("p", zones="c", pool="db"),
            _nodes("nop"),
        ),
        ("api-pod-rejected", _deployment(_GREEDY), _LIMITED, _LIMITED),
    ],
)
def test_an_environment_is_judged_as_if_it_were_alone(
    rule: str, workload: str, own: str, others: str
) -> None:
    asked = catalog.rules(plugins=False)[rule]
    alone = _said(asked, _read(prod=workload + own))
    assert alone
    # What comes first, and what comes last, belongs to other workloads of that name.
    several = _read(a=workload + others, prod=workload + own, z=workload + others)
    assert _said(asked, several, "prod") == alone


@pytest.mark.parametrize(
    ("rule", "workload", "beside"),
    [
        ("host-port-taken", _deployment(_PORT), _nodes("np")),
        ("rollout-daemonset-wide", _daemon("2"), _nodes("nopq")),
        ("api-pod-rejected", _deployment(_GREEDY), _LIMITED),
    ],
)
def test_the_same_file_in_two_folders_counts_once(rule: str, workload: str, beside: str) -> None:
    asked = catalog.rules(plugins=False)[rule]
    alone = _said(asked, _read(prod=workload + beside))
    assert alone
    assert _said(asked, _read(a=beside, apps=workload, z=beside)) == alone


def test_limit_ranges_of_one_name_that_differ_refuse_nothing() -> None:
    asked = catalog.rules(plugins=False)["api-pod-rejected"]
    other = _LIMITED.replace("cpu: 1", "cpu: 4")
    assert not _said(asked, _read(a=_LIMITED, apps=_deployment(_GREEDY), z=other))


def test_an_environment_without_nodes_has_not_those_of_another() -> None:
    resources = _read(prod=_deployment(_PORT), stage=_deployment(_PORT) + _nodes("n"))
    cluster = Cluster(resources, Platform())
    prod, stage = cluster.of(Workload)
    assert not has_nodes(prod, cluster)
    assert has_nodes(stage, cluster)
    rule = catalog.rules(plugins=False)["host-port-taken"]
    assert not [*rule.check(prod, cluster, None)]
    assert [*rule.check(stage, cluster, None)]


def test_a_zone_has_the_nodes_of_one_environment() -> None:
    zones = "aab"
    own, others = _nodes("nop", zones=zones), _nodes("nopqrs", zones="aaaaaa")
    resources = _read(a=_daemon("1") + others, prod=_daemon("1") + own)
    cluster = Cluster(resources, Platform())
    theirs, ours = cluster.of(Workload)
    assert [largest_zone(each, cluster) for each in (theirs, ours)] == [6, 2]
    assert [each.directory for each in nodes_near(ours, cluster).listed] == ["prod"] * 3
