"""What is mended without asking hangs no rollout in the drill that ended before."""

from __future__ import annotations

import pytest
import yaml

from multiaz_lint import fix, mending
from multiaz_lint.drill.data import data
from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.run import DrillOptions, run
from multiaz_lint.load.source import Source
from multiaz_lint.stages import loading
from multiaz_lint.stages.assembling import assemble
from tests.claims import SETTINGS, text_of

NODES_PER_ZONE = 2
"""So few that a pod which keeps others off its node is in their way."""


def mended(text: str, *, unsafe: bool = False) -> str:
    source = Source("w.yaml", text, named=True)
    _, plan = mending.plan([source], SETTINGS, fix.FixOptions(unsafe=unsafe))
    return {each.origin: each.new for each in plan.changes}.get("w.yaml", text)


def same(one: str, other: str) -> bool:
    return bool(yaml.safe_load(one) == yaml.safe_load(other))


def hanging(text: str) -> set[tuple[str, str]]:
    """Return the events of which a play never ends, and their zones."""
    source = Source("w.yaml", text, named=True)
    cluster = assemble(loading.load([source], SETTINGS), SETTINGS)
    shape = made([Pool(("a", "b", "c"), nodes_per_zone=NODES_PER_ZONE)])
    report = run(cluster, shape, DrillOptions(seeds=8, causes=False, promises=False))
    return {
        (event["event"], event["zone"])
        for workload in data(report)["workloads"]
        for event in workload["events"]
        if "stuck" in (event.get("ends") or ())
    }


@pytest.mark.parametrize("first", range(0, 80, 20))
def test_what_is_mended_without_asking_ends_as_before(first: int) -> None:
    for number in range(first, first + 20):
        text = text_of(number)
        after = mended(text)
        if after != text:
            assert hanging(after) <= hanging(text), text


def web(*, key: str = "", apart: str = "", soft: str = "DoNotSchedule", ports: str = "") -> str:
    """Return a Deployment of three in three zones, and what its pods have besides."""
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  replicas: 3
  strategy: {{rollingUpdate: {{maxSurge: 1, maxUnavailable: 0}}}}
  selector:
    matchLabels: {{app: web}}
  template:
    metadata:
      labels: {{app: web}}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: {soft}
        nodeTaintsPolicy: Honor
        labelSelector: {{matchLabels: {{app: web}}}}
{key}{apart}      containers:
      - name: web
        image: web:1.0
{ports}"""


KEY = "        matchLabelKeys:\n        - pod-template-hash\n"
TERM = "{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}"
APART = f"""\
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {TERM}}}
"""
APART_BY_REVISION = APART.replace("}}}\n", "}}, matchLabelKeys: [pod-template-hash]}\n")
PORT = "        ports: [{containerPort: 80, hostPort: 80}]\n"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"apart": APART}, id="anti-affinity over nodes"),
        pytest.param({"ports": PORT}, id="a port of the node"),
    ],
)
def test_the_key_of_the_revision_is_not_written_where_old_pods_hold_nodes(
    given: dict[str, str],
) -> None:
    before, keyed = web(**given), web(**given, key=KEY)
    assert hanging(keyed) - hanging(before)
    assert mended(before) == before
    assert "matchLabelKeys" in mended(before, unsafe=True)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="nothing else"),
        pytest.param({"apart": APART_BY_REVISION}, id="anti-affinity within the revision"),
        pytest.param({"apart": APART, "soft": "ScheduleAnyway"}, id="a wish"),
    ],
)
def test_the_key_of_the_revision_is_written_where_it_does_no_harm(given: dict[str, str]) -> None:
    before, keyed = web(**given), web(**given, key=KEY)
    assert hanging(keyed) <= hanging(before)
    assert same(mended(before), keyed)
