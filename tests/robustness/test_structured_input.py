"""Whatever shape and types an object has: rules, drill and fix have an answer, and a true one."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz import typed
from fuzz.program import run
from fuzz.targets import drilling, judging, labels, mending
from fuzz.targets.settings import WEB
from multiaz_lint.api.quantity import Quantity, parse
from multiaz_lint.load.yaml import reference
from multiaz_lint.model.digits import percent, whole
from multiaz_lint.model.quantity import QuantityError, nanos

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

some = settings(max_examples=60, deadline=None, derandomize=True)
few = settings(max_examples=25, deadline=None, derandomize=True)
randoms = st.randoms(use_true_random=False)


def written(trees: list[Any]) -> str:
    return "\n---\n".join(json.dumps(tree) for tree in trees)


@some
@given(randoms)
def test_no_rule_fails_on_objects_made_from_the_tables_of_the_api(random: Random) -> None:
    judging.rules(written(typed.manifests(random)))


@few
@given(randoms)
def test_what_is_mended_in_them_means_what_was_meant(random: Random) -> None:
    mending.fix(written(typed.manifests(random)))


@few
@given(randoms)
def test_every_drill_of_them_ends(random: Random) -> None:
    drilling.drill(written(typed.manifests(random)) + "\n---\n" + drilling.NODES)


@some
@given(randoms)
def test_no_rule_fails_on_versions_that_kubernetes_does_not_have(random: Random) -> None:
    judging.rules(written(typed.of_unknown_versions(random)))


def test_no_rule_fails_on_a_storage_class_of_a_version_that_kubernetes_does_not_have() -> None:
    odd = "[{matchLabelExpressions: [{key: [], values: [[a], {b: c}, d]}]}]"
    judging.rules(
        "apiVersion: storage.k8s.io/v9\nkind: StorageClass\nmetadata: {name: a}\n"
        f"provisioner: x\nallowedTopologies: {odd}\n"
    )


@some
@given(randoms)
def test_no_rule_fails_on_what_operators_read(random: Random) -> None:
    judging.rules(written(typed.custom_resources(random)))


@few
@given(randoms)
def test_every_drill_of_versions_that_kubernetes_does_not_have_ends(random: Random) -> None:
    drilling.drill(written(typed.of_unknown_versions(random)) + "\n---\n" + drilling.NODES)


@few
@given(randoms)
def test_every_drill_of_their_pods_ends(random: Random) -> None:
    drilling.drill(written(typed.custom_resources(random)) + "\n---\n" + drilling.NODES)


# The drill ----------------------------------------------------------------------------------

TREES = [
    json.loads(json.dumps(reference.read(text)))
    for text in (Path(__file__).parents[1] / "odd_cluster.yaml").read_text("utf-8").split("---\n")
]
WEIRD: list[Any] = [
    None, True, 0, -1, 2**31, 2**63, 1.5, "", "²", "150%", "9" * 50, "é\u202e", [], [None], [[]],
    [{}], ["a", "a"], {}, {"": ""}, {"a": None}, [{"a": []}], {"a": [None]},
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(child, (dict, list)):
            yield from places(child, (*path, key))


@few
@given(st.sampled_from(list(places(TREES))), st.sampled_from(WEIRD))
def test_no_drill_fails_on_a_weird_cluster(path: tuple[Any, ...], value: Any) -> None:
    trees = copy.deepcopy(TREES)
    parent: Any = trees
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = copy.deepcopy(value)
    drilling.drill(written(trees))


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("StorageClass", ("allowedTopologies", 0)),
        ("StorageClass", ("allowedTopologies", 0, "matchLabelExpressions", 0)),
        (
            "PersistentVolume",
            ("spec", "nodeAffinity", "required", "nodeSelectorTerms", 0, "matchExpressions", 0),
        ),
    ],
)
def test_null_entries_of_lists_are_empty_ones(kind: str, path: tuple[Any, ...]) -> None:
    """Go decodes them as zero values, so the API server accepts them where nothing is required."""
    trees = copy.deepcopy(TREES)
    (parent,) = [each for each in trees if each["kind"] == kind]
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = None
    drilling.drill(written(trees))


LISTS = (
    "containers", "ephemeralContainers", "imagePullSecrets", "initContainers", "readinessGates",
    "resourceClaims", "schedulingGates", "tolerations", "topologySpreadConstraints", "volumes",
)  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_null_entries_of_a_pod_that_runs_are_empty_ones(name: str) -> None:
    """It takes its place whatever the API server would say to it now."""
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "a", "ownerReferences": [{"controller": True}]},
        "spec": {"nodeName": "there", name: [None]},
    }
    drilling.drill(written([pod]))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["drill", ".", "--plays", "²"], "option --plays: '²' is not a number"),
        (["drill", ".", "--nodes-per-zone", "9" * 50], "is not a number"),
        (["drill", ".", "--zones", "1000000000"], "1000000000 zones are more than 100"),
        (["check", ".", "--zones", "1000000000"], "1000000000 zones are more than 100"),
        (["check", ".", "--kubernetes", "1.²"], "is not a Kubernetes version"),
        (["drill", ".", "--require", "survivors>=²"], "is not a requirement"),
    ],
)
def test_numbers_that_nobody_means_are_refused_in_words(arguments: list[str], words: str) -> None:
    answer = run(arguments, {"a.yaml": WEB})
    assert answer.code == 2
    assert words in answer.err


@pytest.mark.parametrize(
    ("key", "value"),
    [("recovery_time", "²s"), ("drill", "{plays: ²}"), ("kubernetes", "1.²"), ("zones", "[a, a]")],
)
def test_configured_ones_too(key: str, value: str) -> None:
    answer = run(["drill", "."], {"a.yaml": WEB, ".multiaz-lint.yaml": f"{key}: {value}\n"})
    assert answer.code == 2


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("10", 10), ("²", None), ("٣", None), ("", None), ("-1", None), ("9" * 5000, None),
     (5, None), ("1_0", None)],
)  # fmt: skip
def test_digits_are_those_of_go(text: object, number: int | None) -> None:
    assert whole(text) == number
    assert percent(f"{text}%" if isinstance(text, str) else text) == number


# Quantities ---------------------------------------------------------------------------------

GREAT = 10**300
"""Above it all amounts are alike: readers cap powers of ten, each where it likes."""
digits = st.text("0123456789", min_size=1, max_size=20)
suffixes = st.sampled_from("n u m k M G T P E Ki Mi Gi Ti Pi Ei e3 E-3 e+18".split()) | st.just("")
quantities = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "+", "-"]),
    digits,
    st.just("") | digits.map(".{}".format),
    suffixes,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(quantities)
def test_both_readers_of_quantities_agree(text: str) -> None:
    judged = parse(text)
    assert isinstance(judged, Quantity)
    assert judged.nano == nanos(text)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(quantities)
def test_what_is_written_canonically_is_the_same_amount(text: str) -> None:
    judged = parse(text)
    assert isinstance(judged, Quantity)
    again = parse(str(judged))
    assert isinstance(again, Quantity)
    assert again.nano == judged.nano


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.text("0123456789.eEinumkKMGTP+- ", max_size=8).filter(
        lambda text: any(map(str.isdigit, text))
    )
)
def test_both_readers_refuse_the_same(text: str) -> None:
    try:
        amount: int | None = nanos(text)
    except QuantityError:
        amount = None
    judged = parse(text)
    assert isinstance(judged, Quantity) == (amount is not None)
    if isinstance(judged, Quantity) and amount is not None:
        assert min(judged.nano, GREAT) == min(amount, GREAT)


# Selectors ----------------------------------------------------------------------------------

keys = st.sampled_from(["app", "a/b", "tier", "", "A_b", "-x", "a.b/c", "x" * 64])
values = st.sampled_from(["web", "", "db", "a b", None, "x" * 64])
expressions = st.fixed_dictionaries(
    {"key": keys},
    optional={
        "operator": st.sampled_from(["In", "NotIn", "Exists", "DoesNotExist", "in", "", None]),
        "values": st.lists(values, max_size=2) | st.none(),
    },
)
selectors = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "matchLabels": st.dictionaries(keys, values, max_size=2) | st.none(),
        "matchExpressions": st.lists(expressions | st.none(), max_size=2) | st.none(),
    },
)
pods = st.dictionaries(keys, values.filter(lambda value: value is not None), max_size=3)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(selectors, st.lists(pods, min_size=1, max_size=3))
def test_selectors_match_what_their_definition_says(selector: Any, pods: list[Any]) -> None:
    labels.selectors(json.dumps({"selector": selector, "pods": pods}))
