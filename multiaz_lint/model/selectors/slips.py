"""Labels that were probably meant: one slip of the keyboard away from those that pods have.

A slip leaves out a letter, doubles or adds one, takes another, or swaps two. Names of twins are
no slips of each other: those that differ in a digit (``web-1``, ``web-2``) or in a part of one or
two letters (``db-a``, ``db-b``; ``pg-ro``, ``pg-rw``).
"""

from __future__ import annotations

from multiaz_lint.model.cached import once_each
from multiaz_lint.model.labels import Selector
from multiaz_lint.model.workload import Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource

_SHORTEST = 3
"""The least length of a name that says enough; where a letter is replaced, one more."""
_MANY = 200
"""More words that begin or end alike than are gone through one by one."""
_SEPARATORS = str.maketrans("._", "--")


def is_slip(written: str, meant: str) -> bool:
    """Whether a name is one slip away from another."""
    short, long = sorted((len(written), len(meant)))
    if written == meant or short < _SHORTEST or long - short > 1:
        return False
    start = 0
    while start < short and written[start] == meant[start]:
        start += 1
    end = 0
    while end < short - start and written[-1 - end] == meant[-1 - end]:
        end += 1
    here, there = written[start : len(written) - end], meant[start : len(meant) - end]
    if any(map(str.isdigit, here + there)):
        return False
    if len(here) == len(there) == 1:
        return short > _SHORTEST and not _tells_twins_apart(written, meant)
    if len(here) + len(there) == 1:
        return not _tells_twins_apart(written, meant)
    return len(here) == 2 and here == there[::-1]


def _tells_twins_apart(one: str, other: str) -> bool:
    """Whether one name has a part of one or two letters that the other does not have."""
    return any(len(each) < _SHORTEST for each in _parts(one) ^ _parts(other))


def _parts(name: str) -> set[str]:
    return {*name.translate(_SEPARATORS).split("-")}


def misspells(selector: Selector, workload: Workload, cluster: Cluster) -> bool:
    """Whether a selector would match the own pods but for a slip in one value.

    Nor has any other workload of the namespace what is written.
    """
    labels = workload.template_labels
    wrong = [
        key
        for key, value in selector.equalities.items()
        if isinstance(labels.get(key), str) and labels[key] != value
    ]
    if len(wrong) != 1 or not is_slip(selector.equalities[wrong[0]], labels[wrong[0]]):
        return False
    right = _with(selector, wrong[0], labels[wrong[0]])
    return right.matches(workload.pod_labels) and not cluster.select(
        selector.part(wrong[0]), workload.namespace, workload
    )


def meant_by(
    selector: Selector, near: Resource, cluster: Cluster
) -> tuple[Workload, str, str] | None:
    """Return the only workload that a selector would match but for a slip in one value.

    And the label that was meant. None where the selector has more to ask, or several are near.
    """
    found: dict[tuple[str, str, str, str], tuple[Workload, str, str]] = {}
    for key, value in selector.equalities.items():
        for other in _values_near(key, value, near.namespace, cluster):
            right = _with(selector, key, other)
            for workload in cluster.select(right, near.namespace, near):
                found[workload.identity] = (workload, key, other)
    return next(iter(found.values())) if len(found) == 1 else None


def _with(selector: Selector, key: str, value: str) -> Selector:
    return Selector({**selector.equalities, key: value}, selector.expressions)


def _values_near(key: str, value: str, namespace: str, cluster: Cluster) -> list[str]:
    """Return the values that pods of a namespace have under a label, and that are a slip away.

    A slip leaves one half of a word as it is. Of many with the same half none is surely meant.
    """
    index = _by_halves((namespace, key), cluster)
    found: set[str] = set()
    for length in range(len(value) - 1, len(value) + 2):
        for half in _halves(value, length):
            alike = index.get((length, *half), ())
            if len(alike) <= _MANY:
                found.update([each for each in alike if is_slip(value, each)])
    return sorted(found)


@once_each
def _by_halves(label: tuple[str, str], cluster: Cluster) -> dict[tuple[int, str, str], list[str]]:
    """Return what pods of a namespace have under a key, by its length and each of its halves."""
    namespace, key = label
    workloads = cluster.in_namespace(Workload, namespace)
    found = (each.template_labels.get(key) for each in workloads)
    index: dict[tuple[int, str, str], list[str]] = {}
    for value in {each for each in found if isinstance(each, str)}:
        for half in _halves(value, len(value)):
            index.setdefault((len(value), *half), []).append(value)
    return index


def _halves(word: str, length: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return how a word of a length begins or ends if it is a slip away from this one."""
    half = max(0, (length - 1) // 2)
    return ("first", word[:half]), ("last", word[len(word) - half :])
