"""Labels, quantities, taints and node selectors, as Kubernetes reads them."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from multiaz_lint.drill.budget import Budget
from multiaz_lint.drill.state import State
from multiaz_lint.drill.world import World
from multiaz_lint.model import quantity
from multiaz_lint.model.labels import compile_selector
from multiaz_lint.model.nodes import taints
from multiaz_lint.model.nodes.node_selector import NodeSelector

GIGA = 10**9


@pytest.mark.parametrize(
    ("selector", "labels", "expected"),
    [
        pytest.param(None, {"app": "web"}, False, id="null matches nothing"),
        pytest.param({}, {}, True, id="an empty selector matches everything"),
        pytest.param({"matchLabels": {"app": "web"}}, {"app": "web", "x": "y"}, True, id="equal"),
        pytest.param({"matchLabels": {"app": "web"}}, {}, False, id="absent"),
        pytest.param({"matchLabels": {"app": None}}, {"app": ""}, True, id="null is empty"),
        pytest.param(
            {"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["1"]}]},
            {},
            True,
            id="NotIn matches objects without the key",
        ),
        pytest.param(
            {"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]},
            {},
            True,
            id="DoesNotExist",
        ),
        pytest.param(
            {"matchExpressions": [{"key": "a", "operator": "In", "values": [""]}]},
            {},
            False,
            id="In of the empty value needs the key",
        ),
        pytest.param(
            {"matchExpressions": [{"key": "a", "operator": "Gt", "values": ["1"]}]},
            {"a": "2"},
            False,
            id="an operator that is none matches nothing",
        ),
    ],
)
def test_label_selectors(selector: Any, labels: dict[str, str], expected: bool) -> None:
    assert compile_selector(selector).matches(labels) is expected


def test_only_an_empty_selector_is_empty() -> None:
    assert compile_selector({}).empty
    assert not compile_selector(None).empty
    assert not compile_selector({"matchLabels": {"a": "b"}}).empty


@pytest.mark.parametrize(
    ("text", "nanos"),
    [
        ("100m", GIGA // 10), ("1.5Gi", 1536 * 2**20 * GIGA), (".5", GIGA // 2), ("5.", 5 * GIGA),
        ("+1", GIGA), ("1e3", 1000 * GIGA), ("1E", 10**18 * GIGA), ("1E3", 1000 * GIGA),
        ("1n", 1), ("0.5n", 1), ("-1", -GIGA), (2, 2 * GIGA), (0.1, GIGA // 10),
        ("9999Ei", (2**63 - 1) * GIGA), ("m", 0), ("1e-3", GIGA // 1000),
    ],
)  # fmt: skip
def test_quantities_are_exact(text: Any, nanos: int) -> None:
    assert quantity.nanos(text) == nanos


@pytest.mark.parametrize(
    "text",
    ["", "1K", "1ki", "1gi", "1Gb", "1MB", "1 2", "1_000", "0x10", "1.1.1", "1e", "--1", True],
)
def test_what_is_no_quantity_is_refused(text: Any) -> None:
    with pytest.raises(quantity.QuantityError):
        quantity.nanos(text)


def test_fractions_round_up() -> None:
    assert quantity.milli("0.3335") == 334
    assert quantity.units("128m") == 1


TAINT = {"key": "k", "value": "v", "effect": "NoExecute"}


@pytest.mark.parametrize(
    ("toleration", "expected"),
    [
        ({"operator": "Exists"}, True),
        ({"key": "k", "operator": "Exists"}, True),
        ({"key": "k", "value": "v"}, True),
        ({"key": "k", "value": "w"}, False),
        ({"key": "k", "value": "v", "effect": "NoSchedule"}, False),
        ({"key": "k", "operator": "Gt", "value": "v"}, False),
    ],
)
def test_tolerations(toleration: dict[str, str], expected: bool) -> None:
    assert taints.tolerates(toleration, TAINT) is expected


@pytest.mark.parametrize(
    ("tolerations", "seconds"),
    [
        pytest.param([], 300, id="admission adds 300 s"),
        pytest.param([{"operator": "Exists"}], None, id="for ever"),
        pytest.param(
            [{"key": taints.UNREACHABLE, "operator": "Exists", "tolerationSeconds": 30,
              "effect": "NoExecute"}],
            30,
            id="as written",
        ),
        pytest.param(
            [{"key": taints.UNREACHABLE, "value": "x", "effect": "NoExecute"}],
            0,
            id="a value that cannot match keeps the default away and evicts at once",
        ),
        pytest.param(
            [{"key": taints.UNREACHABLE, "operator": "Exists", "tolerationSeconds": -5,
              "effect": "NoExecute"}],
            0,
            id="negative is at once",
        ),
    ],
)  # fmt: skip
def test_seconds_until_eviction(tolerations: list[dict[str, Any]], seconds: int | None) -> None:
    assert taints.eviction_seconds(tolerations) == seconds


def selects(*terms: dict[str, Any], labels: dict[str, str], name: str = "n") -> bool:
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
    return NodeSelector.of_pod({"affinity": {"nodeAffinity": required}}).matches(name, labels)


def expression(operator: str, *values: str) -> dict[str, Any]:
    return {"matchExpressions": [{"key": "gen", "operator": operator, "values": list(values)}]}


def test_gt_and_lt_compare_integers() -> None:
    assert selects(expression("Gt", "9"), labels={"gen": "010"})
    assert not selects(expression("Gt", "10"), labels={"gen": "010"})
    assert not selects(expression("Gt", "9"), labels={"gen": "x"})
    assert not selects(expression("Lt", "9"), labels={})


def test_a_broken_term_leaves_the_others() -> None:
    assert selects(expression("Gt", "x"), expression("Lt", "5"), labels={"gen": "3"})
    assert not selects(expression("Gt", "x"), labels={"gen": "3"})


def test_an_empty_term_matches_no_node() -> None:
    assert not selects({}, labels={"gen": "3"})
    assert not selects(labels={})


def test_fields_match_the_name() -> None:
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n"]}]}
    assert selects(term, labels={})
    assert not selects(term, labels={}, name="m")


def test_an_amount_beyond_64_bits_is_as_much_as_can_be_counted() -> None:
    from multiaz_lint.drill.requests import CPU, MEMORY, amount

    assert amount(MEMORY, "1E999") == amount(CPU, "9" * 300) == 2**63 - 1
    assert amount(MEMORY, "1Gi") == 1 << 30


def test_of_many_budgets_those_of_a_label_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    selectors = [{"matchLabels": {"app": f"a{number}"}} for number in range(50)]
    selectors += [{}, {"matchLabels": {"app": "a7"}}]
    budgets = [Budget("default", f"b{at}", {"selector": each}) for at, each in enumerate(selectors)]
    world = World(State([]), [], budgets)
    asked = []
    covers = Budget.covers

    def counted(budget: Budget, shape: Any) -> bool:
        asked.append(budget)
        return covers(budget, shape)

    class Shape:
        namespace = "default"
        labels: ClassVar = {"app": "a7"}

    monkeypatch.setattr(Budget, "covers", counted)
    shape: Any = Shape()
    assert [each.name for each in world.budgets_of(shape)] == ["b7", "b50", "b51"]
    assert len(asked) == 3
