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
    from collections.abc import Iterator

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource

_SHORTEST = 3
"""The least length of a name that says enough; where a letter is replaced, one more."""
_LONGEST = 63
"""The length of no label is greater (LabelValueMaxLength of apimachinery, 1.37)."""
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
    parts, others = _parts(one), _parts(other)
    return any(len(each) < _SHORTEST for each in parts ^ others)


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
        for other in sorted(_values_near(key, value, near.namespace, cluster)):
            right = _with(selector, key, other)
            for workload in cluster.select(right, near.namespace, near):
                found[workload.identity] = (workload, key, other)
    return next(iter(found.values())) if len(found) == 1 else None


def _with(selector: Selector, key: str, value: str) -> Selector:
    return Selector({**selector.equalities, key: value}, selector.expressions)


def _values_near(key: str, value: str, namespace: str, cluster: Cluster) -> set[str]:
    """Return the values that pods of a namespace have under a label, and that are a slip away.

    Two words that are one slip apart are the same once a letter is left out of either.
    """
    index = _by_shortened((namespace, key), cluster)
    near = set().union(*[index.get(each, ()) for each in _shortened(value)])
    return {each for each in near if is_slip(value, each)}


@once_each
def _by_shortened(label: tuple[str, str], cluster: Cluster) -> dict[str, set[str]]:
    """Return what pods of a namespace have under a key, by each way to leave out a letter."""
    namespace, key = label
    index: dict[str, set[str]] = {}
    for workload in cluster.in_namespace(Workload, namespace):
        own = workload.template_labels.get(key)
        if isinstance(own, str):
            for shorter in _shortened(own):
                index.setdefault(shorter, set()).add(own)
    return index


def _shortened(word: str) -> Iterator[str]:
    """Yield a word, and what is left of it without each of its letters."""
    yield word
    if len(word) > _LONGEST:
        return
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]
