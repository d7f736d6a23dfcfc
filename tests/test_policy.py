"""The six points of the zone policy: held, broken, or not judged and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.rule import Severity
from multiaz_lint.settings import Settings

APPS = Path(__file__).parent.parent / "fixtures" / "apps"
TEMPLATE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec: {{containers: [{{name: web, image: "web:1"}}]}}
"""


def points(text: str, **settings: object) -> dict[str, tuple[bool | None, str]]:
    chosen = Settings(plugins=False, matrix=True, **settings)  # type: ignore[arg-type]
    (row,) = pipeline.check([Source("a.yaml", text)], chosen).matrix
    return {point.name: (point.held, point.why) for point in row.points}


def test_a_bare_deployment_breaks_what_it_lacks() -> None:
    found = points(TEMPLATE.format(replicas=3))
    assert {name: held for name, (held, _) in found.items()} == {
        "replicas": True,
        "zone spread": False,
        "host anti-affinity": False,
        "disruption budget": False,
        "zone affinity": False,
        "tolerations": True,
    }
    assert "web" in found["disruption budget"][1]


def test_one_replica_is_not_judged_on_what_needs_several() -> None:
    found = points(TEMPLATE.format(replicas=1))
    assert found["replicas"][0] is False
    assert found["zone spread"] == (None, "runs a single replica")


@pytest.mark.parametrize(("replicas", "why"), [(0, "scaled to zero"), ("${N}", "not known")])
def test_what_is_switched_off_or_unknown_is_not_judged(replicas: object, why: str) -> None:
    held, words = points(TEMPLATE.format(replicas=replicas))["zone spread"]
    assert held is None
    assert why in words


DAY = "{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, DAY}"
TOLERATIONS = [
    ("{operator: Exists, effect: NoSchedule}", "placed on"),
    (DAY.replace("DAY", "tolerationSeconds: 86400"), "86400"),
    ("{key: node-role.kubernetes.io/master, operator: Exists, effect: NoSchedule}", "master"),
]


@pytest.mark.parametrize(("toleration", "why"), TOLERATIONS)
def test_tolerations_that_are_warned_of_are_not_held(toleration: str, why: str) -> None:
    pod = f"spec: {{tolerations: [{toleration}], containers"
    text = TEMPLATE.format(replicas=3).replace("spec: {containers", pod)
    held, words = points(text)["tolerations"]
    assert held is False
    assert why in words


BUDGET = """\
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{name: {name}}}
spec: {{maxUnavailable: {most}, selector: {{matchLabels: {{app: web}}}}}}
"""


@pytest.mark.parametrize("most", ["-1", '"-5%"', '"150%"', "1.5"])
def test_a_refused_budget_is_none(most: str) -> None:
    web = TEMPLATE.format(replicas=3)
    refused = BUDGET.format(name="web", most=most)
    held, why = points(f"{web}{refused}")["disruption budget"]
    assert held is False
    assert "poddisruptionbudget/web" in why
    sound = BUDGET.format(name="other", most=1)
    assert points(f"{web}{refused}{sound}")["disruption budget"] == (True, "")


def test_a_point_whose_rules_did_not_run_is_not_judged() -> None:
    found = points(TEMPLATE.format(replicas=3), select=["pdb-missing"])
    assert found["replicas"] == (None, "no rule of this point ran")


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"profile": "survive"}, "did not run"),
        ({"ignore": ["spread-missing"]}, "spread-missing did not run"),
    ],
)
def test_a_point_is_not_held_where_one_of_its_rules_did_not_run(
    settings: dict[str, object], why: str
) -> None:
    held, words = points(TEMPLATE.format(replicas=3), **settings)["zone spread"]
    assert held is None
    assert why in words


def test_a_point_is_not_held_by_a_silenced_finding() -> None:
    text = TEMPLATE.format(replicas=3).replace(
        "{name: web}", '{name: web, annotations: {multiaz-lint/ignore: "spread -- because"}}', 1
    )
    assert points(text)["zone spread"] == (None, "spread-missing is silenced")


def test_the_mended_application_holds_every_point() -> None:
    settings = Settings(plugins=False, matrix=True)
    rows = pipeline.run([str(APPS / "cryptobot-fixed")], settings).matrix
    assert len(rows) == 5
    assert all(point.held for row in rows for point in row.points)


def placed(*, zone: str = "", host: str = "", apart: str = "") -> str:
    """Return a Deployment with keys of a constraint, of preferred and required anti-affinity."""
    selector = "labelSelector: {matchLabels: {app: web}}"
    spread = f"{{maxSkew: 1, topologyKey: {zone}, whenUnsatisfiable: DoNotSchedule, {selector}}}"
    wish = f"{{weight: 1, podAffinityTerm: {{topologyKey: {host}, {selector}}}}}"
    rule = f"{{topologyKey: {apart}, {selector}}}"
    pod = f"""\
    spec:
      topologySpreadConstraints: [{spread if zone else ""}]
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution: [{wish if host else ""}]
          requiredDuringSchedulingIgnoredDuringExecution: [{rule if apart else ""}]
      containers: [{{name: web, image: "web:1"}}]
"""
    return TEMPLATE.format(replicas=3).partition("    spec: {")[0] + pod


ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"


@pytest.mark.parametrize(
    ("text", "zones", "hosts"),
    [
        pytest.param(placed(zone=ZONE, host=HOST), True, True, id="both"),
        pytest.param(placed(apart=ZONE, host=HOST), False, True, id="anti-affinity alone"),
        pytest.param(placed(zone=ZONE, apart=ZONE, host=HOST), True, True, id="anti-affinity too"),
        pytest.param(placed(zone=f"{ZONE}s", host=HOST), False, True, id="a mistyped zone"),
        pytest.param(placed(zone=ZONE, host="hostname"), True, False, id="a mistyped host"),
    ],
)
def test_rules_that_speak_for_others_break_their_points(
    text: str, zones: bool, hosts: bool
) -> None:
    found = points(text)
    assert found["zone spread"][0] is zones
    assert found["host anti-affinity"][0] is hosts


def test_anti_affinity_over_zones_that_also_parts_nodes_is_warned_of() -> None:
    found = pipeline.check([Source("a.yaml", placed(apart=ZONE))], Settings(plugins=False))
    (said,) = [each for each in found.diagnostics if each.rule == "antiaffinity-missing"]
    assert said.severity == Severity.WARNING
    assert points(placed(apart=ZONE))["host anti-affinity"][0] is False


def test_a_point_is_broken_by_the_rule_that_yields_where_the_other_only_remarks() -> None:
    text = placed(apart=ZONE, host=HOST)
    found = points(text, rules={"antiaffinity-zone-outage": {"severity": "info"}})["zone spread"]
    assert found[0] is False
    assert "no spread constraint" in found[1]
