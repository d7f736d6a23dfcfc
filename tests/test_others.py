"""Verdicts of Kyverno, Gatekeeper and Polaris, where their question is also one of ours.

Each verdict is asked anew with the rules that ask the same. Where the answers differ the reason
stands in ``fixtures/findings/others.json``; a difference that is not explained there fails, and so
does an explanation that explains nothing any more.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.rule import Severity
from multiaz_lint.settings import Settings
from tests.corpus import CORPUS, needs_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = needs_corpus
EXPLAINED = Path(__file__).parent.parent / "fixtures" / "findings" / "others.json"
REFUSED = {"fail": True, "pass": False, "accepted": False}


class Question(NamedTuple):
    """The rules that ask what a check of another tool asks."""

    rules: tuple[str, ...]
    words: tuple[str, ...] = ()  # of which the message has one, where the check is narrower
    settings: dict[str, dict[str, Any]] = {}  # noqa: RUF012 - never changed
    severity: Severity = Severity.INFO


NO_EVICTION = Question(("pdb-blocks-drain", "pdb-single-replica", "api-invalid-pdb"))
TWO = Question(
    ("replicas-too-few", "hpa-min-too-low"),
    settings={"replicas-too-few": {"minimum": 2}, "hpa-min-too-low": {"minimum": 2}},
)
NO_PROBE = Question(("probe-liveness-missing", "probe-readiness-missing"))
SAME_PROBE = Question(("probe-identical",))
NO_REQUESTS = Question(
    ("requests-missing",), words=("requests no", "limit of memory", "and memory")
)
NO_BUDGET = Question(("pdb-missing",))
KYVERNO = {
    "deployment-replicas-higher-than-pdb": NO_EVICTION,
    "pdb-maxunavailable": NO_EVICTION,
    "pdb-maxunavailable-with-deployments": NO_EVICTION,
    "pdb-minavailable": NO_EVICTION,
    "require-replicas-allow-disruption": NO_EVICTION,
    "require-pdb": NO_BUDGET,
    "prevent-duplicate-hpa": Question(("hpa-dangling",), severity=Severity.ERROR),
    "ensure-probes-different": SAME_PROBE,
    "validate-probes": SAME_PROBE,
    "require-probes": NO_PROBE,
    "require-pod-probes": NO_PROBE,
    "deployment-has-multiple-replicas": TWO,
    "require-deployments-have-multiple-replicas": TWO,
    "topologyspreadconstraints-policy": Question(
        ("spread-missing", "spread-hostname-only", "antiaffinity-missing")
    ),
    "require-requests-limits": NO_REQUESTS,
    "require-pod-requests-limits": NO_REQUESTS,
    "require-cpu-limits": Question(("requests-missing",), words=("limit of cpu", "limits of cpu")),
}
GATEKEEPER = {
    "poddisruptionbudget": NO_EVICTION,
    "replicalimits": Question(("replicas-too-few",)),
    "horizontalpodautoscaler": Question(("hpa-dangling", "hpa-min-too-low")),
    "requiredprobes": NO_PROBE,
    "containerresources": NO_REQUESTS,
}
POLARIS = {
    "deploymentMissingReplicas": TWO,
    "hpaMinAvailability": TWO,
    "hpaMaxAvailability": Question(("hpa-no-headroom",), words=("at most",)),
    "livenessProbeMissing": Question(("probe-liveness-missing",)),
    "readinessProbeMissing": Question(("probe-readiness-missing",)),
    "missingPodDisruptionBudget": NO_BUDGET,
    "pdbDisruptionsIsZero": NO_EVICTION,
    "pdbMinAvailableGreaterThanHPAMinReplicas": NO_EVICTION,
    "topologySpreadConstraint": Question(("spread-missing",)),
    "cpuRequestsMissing": Question(("requests-missing",), words=("requests no cpu",)),
    "memoryRequestsMissing": Question(("requests-missing",), words=("no memory",)),
    "cpuLimitsMissing": Question(("requests-missing",), words=("limit of cpu",)),
    "memoryLimitsMissing": Question(("requests-missing",), words=("limit of memory", "and memory")),
}


OF_SERVICES = {*NO_PROBE.rules, *NO_REQUESTS.rules}
RUN_ONCE = {"Pod", "CronJob", "Job", "Namespace"}
"""Kinds of which probes and requests are not asked."""


class Verdict(NamedTuple):
    """One verdict of another tool: on one object of a file, or on the file as a whole."""

    check: str
    question: Question
    file: str
    beside: tuple[str, ...]
    object: str
    refused: bool

    @property
    def name(self) -> str:
        return (
            f"{self.check} {self.file.removeprefix('manifests/')}{self.object and ' '}{self.object}"
        )


def verdicts() -> Iterator[Verdict]:
    for tool, questions, key in (
        ("kyverno", KYVERNO, "policy"),
        ("gatekeeper", GATEKEEPER, "template"),
        ("polaris", POLARIS, "check"),
    ):
        text = (CORPUS / "expected" / f"{tool}.jsonl").read_text(encoding="utf-8")
        told = [json.loads(line) for line in text.splitlines()]
        for each in told:
            question = questions.get(each[key])
            if question is None or each["result"] not in REFUSED:
                continue
            if OF_SERVICES.issuperset(question.rules) and kinds(each) <= RUN_ONCE:
                continue
            beside = tuple(each.get("inventory", ()))
            if each["source"] == "chainsaw":  # what the same test had applied before
                beside = tuple(
                    other["file"]
                    for other in told
                    if other.get("test") == each["test"] and other["result"] == "accepted"
                )
            named = f"{each['kind']}/{each['name']}" if "name" in each else ""
            yield Verdict(
                f"{tool}:{each[key]}", question, each["file"],
                tuple(file for file in beside if file != each["file"]),
                named, REFUSED[each["result"]],
            )  # fmt: skip


def kinds(told: dict[str, Any]) -> set[str]:
    if "kind" in told:
        return {told["kind"]}
    return set(re.findall(r"^kind: (\w+)", read(told["file"]).text, re.MULTILINE))


def read(file: str) -> Source:
    return Source(file, (CORPUS / file).read_text(encoding="utf-8"))


@functools.cache
def findings(files: tuple[str, ...], settings: str) -> list[tuple[str, str, str, str, Severity]]:
    found = pipeline.check(
        [read(file) for file in files], Settings(plugins=False, rules=json.loads(settings))
    ).diagnostics
    return [
        (
            each.rule,
            each.message,
            each.place.origin,
            f"{each.resource.kind}/{each.resource.name}" if each.resource else "",
            each.severity,
        )
        for each in found
    ]


def refuses(verdict: Verdict) -> bool:
    question = verdict.question
    found = findings((verdict.file, *verdict.beside), json.dumps(question.settings))
    return any(
        rule in question.rules
        and severity >= question.severity
        and (not verdict.object or named == verdict.object)
        and (origin == verdict.file or question is NO_EVICTION)
        and (not question.words or any(words in message for words in question.words))
        for rule, message, origin, named, severity in found
    )


def disagreements() -> tuple[int, dict[str, str]]:
    asked, different = 0, {}
    for verdict in verdicts():
        asked += 1
        if refuses(verdict) is not verdict.refused:
            different[verdict.name] = "they refuse" if verdict.refused else "we refuse"
    return asked, different


def test_every_difference_is_explained() -> None:
    asked, different = disagreements()
    explained = json.loads(EXPLAINED.read_text(encoding="utf-8"))
    listed = {
        name: entry["who"] for entry in explained["differences"] for name in entry["verdicts"]
    }
    assert asked == explained["asked"]
    assert different == listed
