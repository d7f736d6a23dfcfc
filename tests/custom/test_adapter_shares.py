"""Numbers that the elements of a list share, and paths that count from the top of a resource."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.adapters.read import read
from multiaz_lint.adapters.values import AdapterError
from tests.operators import claimed, custom, seen

KIND = "example.org/Ring"
RACKS = {
    "kind": KIND, "at": "spec.racks[*]", "replicas": "resource.spec.size", "shared": True,
    "pod": "resource.spec.pod", "fields": {"tolerations": ["tolerations", "resource.spec.all"]},
    "labels": {"rack": "{part}"}, "makes": "StatefulSet",
    "containers": {"ring": {"resources": "resource.spec.resources"}},
    "claims": [{"at": "resource.spec.disks[*]", "size": "size"}],
    "antiaffinity": {"topology_key": "resource.spec.apart", "label_keys": ["rack"]},
    "budget": {"at": "resource.spec.budget"},
}  # fmt: skip


def shares(size: Any, racks: int = 2, **spec: Any) -> list[Any]:
    items = [{"name": f"r{number}"} for number in range(racks)]
    tree = custom(KIND, size=size, racks=items, **spec)
    return [each.replicas.value for each in seen(tree, adapters=read([RACKS])).values()]


@pytest.mark.parametrize(
    ("size", "found"),
    [(4, [2, 2]), (5, [3, 2]), (1, [1, 0]), (0, [0, 0]), ("5", [3, 2]), (None, [])],
)
def test_elements_share_a_number(size: Any, found: list[int]) -> None:
    assert shares(size) == found


@pytest.mark.parametrize("size", [True, [], "many"])
def test_what_is_no_number_is_not_shared(size: Any) -> None:
    assert all(each == size or each is None for each in shares(size))


def test_paths_from_the_top_are_read_for_each_element() -> None:
    tree = custom(
        KIND, size=4, racks=[{"name": "a", "tolerations": [{"key": "own"}]}, {"name": "b"}],
        pod={"nodeSelector": {"disk": "ssd"}}, all=[{"key": "all"}], apart="example.org/row",
        disks=[{"size": "1Gi"}], resources={"requests": {"cpu": "2"}}, budget={"minAvailable": 1},
    )  # fmt: skip
    found = seen(tree, adapters=read([RACKS]))
    assert [[each.key for each in found[part].tolerations] for part in "ab"] == [["own"], ["all"]]
    for each in found.values():
        assert each.node_selector == {"disk": "ssd"}
        assert str(each.pod("nodeSelector")) == "spec.pod.nodeSelector"
        (term,) = each.pod_terms
        assert term.topology_key == "example.org/row"
        assert all(term.selector.matches(other.pod_labels) for other in found.values())
        (container,) = each.played_template["spec"]["containers"]
        assert container["resources"] == {"requests": {"cpu": "2"}}
    assert claimed(tree, "b", adapters=read([RACKS]))[0][2] == "1Gi"


def test_only_elements_of_a_list_share() -> None:
    with pytest.raises(AdapterError, match="only elements of a list share"):
        read([{"kind": KIND, "replicas": "spec.size", "shared": True}])
