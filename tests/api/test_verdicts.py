"""Our verdicts equal those that the code of Kubernetes 1.37.2 gave: accepted, fields, and words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.api import review
from tests.oracle.files import OWN, lines
from tests.oracle.validate import verdicts

if TYPE_CHECKING:
    from pathlib import Path

RANDOM = ("random-definitions.jsonl", "random-validate.jsonl.gz")
GOLDEN = [*sorted(OWN.glob("validate-*.jsonl")), *(OWN / name for name in RANDOM)]


def differences(path: Path) -> list[object]:
    found: list[object] = []
    for line in lines(path):
        found += [each for each in verdicts(line) if each[1] != each[2]]
    return found


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_verdicts_are_met(path: Path) -> None:
    assert differences(path) == []


def test_numbers_of_thousands_of_digits_are_judged_as_the_server_does() -> None:
    """Python reads none of more than 4300 digits."""
    text = (OWN / "long-numbers.jsonl").read_text(encoding="utf-8")
    text = text.replace("<nines>", "9" * 5000).replace("<zeros>", "0" * 5000)
    found = [
        each[0]
        for line in text.splitlines()
        for each in verdicts(json.loads(line))
        if each[1] != each[2]
    ]
    assert found == []


def test_there_are_golden_verdicts_of_every_sort() -> None:
    real = [line["real"] for path in GOLDEN for line in lines(path)]
    assert sum(each.get("accepted") is True for each in real) >= 90
    assert sum("decodeError" in each for each in real) >= 30
    assert sum(bool(each["strictErrors"]) for each in real) >= 20
    assert len({error["type"] for each in real for error in each["errors"]}) >= 7


@pytest.mark.parametrize("tree", [None, [], "text", 1, True, {}, {"apiVersion": 1, "kind": {}}])
def test_what_is_no_object_is_refused(tree: object) -> None:
    verdict = review(tree)
    assert not verdict.accepted
    assert verdict.decode is not None


def test_kinds_of_others_are_not_judged() -> None:
    verdict = review({"apiVersion": "example.com/v1", "kind": "Deployment", "spec": {"a": 1}})
    assert not verdict.known
    assert (verdict.decode, verdict.strict, verdict.errors) == (None, [], [])


def test_kinds_that_kubernetes_lacks_are_refused_in_its_own_groups() -> None:
    verdict = review({"apiVersion": "apps/v1", "kind": "Deploymnet"})
    assert verdict.decode is not None
    assert verdict.decode.message.startswith('no kind "Deploymnet" is registered for version')


def test_a_list_of_paths_leads_to_what_is_written() -> None:
    labels = {"app": "web"}
    container = {"name": "web", "image": "web:1", "ports": [{"containerPort": 0}]}
    tree = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }
    (error,) = review(tree).errors
    steps = ["spec", "template", "spec", "containers", 0, "ports", 0, "containerPort"]
    assert error.steps == steps
    assert error.type == "FieldValueRequired"


@pytest.mark.parametrize(
    ("value", "words"), [(float("inf"), "+Inf"), (float("-inf"), "-Inf"), (float("nan"), "NaN")]
)
def test_numbers_that_json_lacks_are_told(value: float, words: str) -> None:
    verdict = review({"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": value}})
    assert verdict.decode is not None
    assert verdict.decode.message == f"json: unsupported value: {words}"
    assert verdict.decode.path == ("data", "a")


def test_what_cannot_be_mutated_stands_where_it_is_written() -> None:
    """The server does not say in which of the rules it is."""
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]}
    tree = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "MutatingAdmissionPolicyBinding",
        "metadata": {"name": "a"},
        "spec": {
            "policyName": "a",
            "matchResources": {
                "resourceRules": [
                    {**rule, "operations": ["CREATE"]},
                    {**rule, "operations": ["UPDATE", "DELETE"]},
                ]
            },
        },
    }
    (error,) = review(tree).errors
    assert error.field == "spec.matchResources.resourceRules.operations"
    assert error.steps == ["spec", "matchResources", "resourceRules", 1, "operations", 1]


def test_bounds_of_capacity_and_long_keys_stand_where_they_are_written() -> None:
    """The server looks for the default in the range, and shows long keys without their middle."""
    key = "x" * 100
    policy = {"default": "1", "validRange": {"min": "2"}}
    device = {
        "name": "a",
        "allowMultipleAllocations": True,
        "attributes": {key: {"version": "1"}},
        "capacity": {key: {"value": "9", "requestPolicy": policy}},
    }
    spec = {
        "driver": "a.b",
        "pool": {"name": "a", "resourceSliceCount": 1},
        "allNodes": True,
        "devices": [device],
    }
    tree = {
        "apiVersion": "resource.k8s.io/v1",
        "kind": "ResourceSlice",
        "metadata": {"name": "a"},
        "spec": spec,
    }
    places = {tuple(error.steps) for error in review(tree).errors}
    here = ("spec", "devices", 0)
    assert places == {
        (*here, "attributes", key),
        (*here, "attributes", key, "version"),
        (*here, "capacity", key),
        (*here, "capacity", key, "requestPolicy", "default"),
    }
