"""What is meant in a folder, found by the folders, is what each resource by itself says."""

from __future__ import annotations

import random

import pytest

from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.model import Cluster, Resource
from multiaz_lint.model.effort import Looked

_FOLDERS = ["", *"abc", *(f"{x}/{y}" for x in "abc" for y in "xyz"), "a/x/p", "a/x/q", "b/y/p/r"]


def _tree(seed: int) -> tuple[Cluster, list[Resource]]:
    """Return many resources of few names, in folders of folders."""
    drawn = random.Random(seed)
    resources: list[Resource] = []
    names = drawn.choice((3, 12, 60, 400))
    for number in range(drawn.choice((40, 90))):
        folder = drawn.choice(_FOLDERS[: drawn.choice((5, len(_FOLDERS)))])
        name = f"n{drawn.randrange(names)}"
        text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n"
        origin = f"{folder}/{drawn.choice('12')}{number}.yaml".lstrip("/")
        resources += objects.read(Source(origin, text)).resources
    return Cluster(resources), resources


@pytest.mark.parametrize("seed", range(60))
def test_what_is_not_apart_is_found_by_the_folders(seed: int) -> None:
    cluster, resources = _tree(seed)
    nearness = cluster.nearness
    several = cluster.looked(resources)
    assert isinstance(several, Looked)
    for near in resources:
        beside = [each for each in resources if not nearness.apart(each, near)]
        assert list(nearness.beside(several, near)) == beside
        assert nearness.first_beside(several, near) is beside[0]
        assert list(nearness.nearest(several, near)) == nearness.nearest(resources, near)


def test_a_list_that_grows_is_looked_through_again() -> None:
    cluster, resources = _tree(3)
    several = cluster.looked(resources[:35])
    cluster.nearness.beside(several, resources[0])
    several += resources[35:]
    found = cluster.nearness.beside(several, resources[0])
    assert list(found) == cluster.nearness.beside(resources, resources[0])
