"""What a rule says of quotas is what a drill of the same manifests comes to."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.settings import Settings
from tests.drill_admission import limits, quota, web
from tests.drilled import reported, source

RULE = "api-quota-exceeded"
SEEDS = range(50)
SCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: web}}
spec:
  scaleTargetRef: {{apiVersion: apps/v1, kind: {kind}, name: web}}
  minReplicas: {least}
  maxReplicas: {most}
---
"""
STRATEGIES = (
    "",
    "  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n",
    "  strategy: {rollingUpdate: {maxSurge: 2, maxUnavailable: 0}}\n",
    "  strategy: {rollingUpdate: {maxUnavailable: 1}}\n",
    "  strategy: {type: Recreate}\n",
)


def containers(random: Random) -> str:
    cpu = random.choice((50, 100, 250))
    if random.random() < 0.3:
        return f"resources: {{limits: {{cpu: {cpu}m}}}}"
    if random.random() < 0.2:
        return "resources: {requests: {memory: 64Mi}}"
    return f"resources: {{requests: {{cpu: {cpu}m}}}}"


def manifests(random: Random) -> str:
    """Write one or two workloads, a quota and what gives them a default, all of them small."""
    text = ""
    for name in ("web", "api")[: random.randint(1, 2)]:
        kind = random.choice(("Deployment", "Deployment", "Deployment", "StatefulSet"))
        strategy = random.choice(STRATEGIES) if kind == "Deployment" else ""
        replicas = random.randint(1, 5)
        written = web(containers(random), kind=kind, name=name, more=strategy)
        text += written.replace("replicas: 3", f"replicas: {replicas}")
        if name == "web" and random.random() < 0.4:
            least = random.randint(1, 4)
            most = least + random.randint(0, 4)
            text += SCALER.format(kind=kind, least=least, most=most)
    hard = random.choice((
        f"pods: {random.randint(2, 8)}",
        f"count/pods: {random.randint(2, 8)}",
        f"count/pods: {random.randint(2, 8)}",
        f"requests.cpu: {random.randint(2, 12)}00m",
        f"limits.cpu: {random.randint(2, 12)}00m, pods: 9",
    ))  # fmt: skip
    text += quota(hard, random.choice(("", "", "  scopes: [BestEffort]\n")))
    given = "{type: Container, default: {cpu: 300m}, defaultRequest: {cpu: 100m}}"
    return text + (limits(given) if "cpu" in hard or random.random() < 0.3 else "")


def said(documents: list[Any]) -> list[tuple[str, str]]:
    """Return who is reported, and what, as short as a drill says it."""
    result = pipeline.check([source(*documents)], Settings(plugins=False))
    kinds = {
        "never roll out": "rollout",
        "the maximum of": "most",
        "created anew": "zone",
        "be created": "least",
    }
    found = []
    for each in result.diagnostics:
        if each.rule == RULE and each.resource is not None:
            kind = next(kind for words, kind in kinds.items() if words in each.message)
            at = "most" if kind == "rollout" and each.severity < 3 else kind
            found.append((each.resource.name, at))
    return found


def played(documents: list[Any], name: str) -> dict[str, bool]:
    """Return whether pods of a workload are missing at its sizes, and whether it rolls out."""
    drilled = next(each for each in reported(*documents)["workloads"] if each["name"] == name)
    events = {(each["event"], each["zone"]): each for each in drilled["events"]}
    grown = events.get(("scale to the maximum", ""))
    return {
        "least": max(events["initial", ""]["missing"]) > 0,
        "rollout": "stuck" in (events["rollout", ""]["ends"] if ("rollout", "") in events else []),
        "zone": any(
            max(each["missing"]) > 0
            for (event, _), each in events.items()
            if event == "outage, after evictions"
        ),
        "most": grown is not None and max(grown["missing"]) > 0,
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_a_quota_is_judged_as_it_is_played(seed: int) -> None:
    text = manifests(Random(seed))
    documents = [each for each in yaml.safe_load_all(text) if each]
    names = [
        each["metadata"]["name"]
        for each in documents
        if each["kind"] in {"Deployment", "StatefulSet"}
    ]
    told = said(documents)
    short = [(name, played(documents, name)) for name in names]
    assert any(what == "least" for _, what in told) == any(found["least"] for _, found in short)
    if not any(found["least"] for _, found in short):
        for name, found in short:
            assert ((name, "rollout") in told) == found["rollout"], (name, found, told)
            if not {(name, "rollout"), (name, "most")}.intersection(told):
                # Others that are lost with it leave less room, and a StatefulSet waits for its own.
                alone = len(names) == 1 and documents[0]["kind"] == "Deployment"
                assert found["zone"] or (name, "zone") not in told
                assert not alone or ((name, "zone") in told) == found["zone"]
            if found["most"]:
                assert {(name, "rollout"), (name, "most")}.intersection(told)


def test_everything_that_a_quota_may_do_is_among_them() -> None:
    texts = (manifests(Random(seed)) for seed in SEEDS)
    found = [said([each for each in yaml.safe_load_all(text) if each]) for text in texts]
    kinds = {kind for told in found for _, kind in told}
    assert kinds == {"least", "rollout", "most", "zone"}
    assert any(not told for told in found)
