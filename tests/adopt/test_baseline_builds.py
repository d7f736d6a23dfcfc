"""A finding that some overlays have is accepted for these, and is new for the next one."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multiaz_lint.adopt import baseline, baseline_file
from multiaz_lint.adopt.accepted import Accepted
from multiaz_lint.adopt.entry import Entry
from multiaz_lint.adopt.reach import Reach
from tests.manifests import BUDGET, WEB
from tests.repository import Repository
from tests.results import finding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from multiaz_lint.diagnostic import Diagnostic

DEV, PROD, TEST = (f"k8s/{name}/kustomization.yaml" for name in ("dev", "prod", "test"))


def is_known(accepted: tuple[str, ...], now: tuple[str, ...], *there: str, some: bool) -> bool:
    """Whether a finding of some builds is known where it was accepted for some or for all."""
    entries = baseline.entries_of([finding(builds=accepted, in_some=some)], str)
    entries = baseline_file.read(baseline_file.write(entries), "b.json")
    here = Reach({"k8s/web.yaml", *there}, lambda _: False)
    return baseline.match([finding(builds=now)], entries, str, here).known == {0}


@pytest.mark.parametrize(
    ("accepted", "now", "known"),
    [
        pytest.param((DEV,), (DEV,), True, id="the same one"),
        pytest.param((DEV, PROD), (DEV,), True, id="one of them"),
        pytest.param((DEV,), (DEV, PROD), False, id="one more"),
        pytest.param((DEV,), (PROD,), False, id="another one"),
        pytest.param((DEV,), (), True, id="one that alone is looked at"),
    ],
)
def test_it_is_known_for_the_builds_that_it_was_accepted_for(
    accepted: tuple[str, ...], now: tuple[str, ...], known: bool
) -> None:
    assert is_known(accepted, now, DEV, PROD, TEST, some=True) is known
    assert is_known(accepted, now, DEV, PROD, TEST, some=False), "accepted for all of them"


def test_a_build_that_moved_is_the_same_one() -> None:
    assert is_known((DEV, PROD), (TEST, PROD), TEST, PROD, some=True)
    assert not is_known((DEV, PROD), (DEV, TEST, PROD), DEV, TEST, PROD, some=True)
    assert not is_known((PROD,), (TEST,), TEST, PROD, some=True)


def test_an_entry_for_one_build_leaves_that_for_another_to_it() -> None:
    found = [finding(builds=(each,), in_some=True) for each in (DEV, PROD)]
    entries = baseline.entries_of(found, str)
    here = Reach({"k8s/web.yaml", DEV, PROD}, lambda _: False)
    for now in (found, found[::-1]):
        match = baseline.match(now, entries, str, here)
        assert match.known == {0, 1}
        assert match.stale == match.kept == []


GONE = "$patch: delete\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\n"
KEPT = BUDGET.replace("maxUnavailable: 1", "maxUnavailable: 1 # as it is")


@pytest.fixture
def overlays(tmp_path: Path) -> Repository:
    """A base with a budget that dev deletes, and prod does not."""
    repository = Repository(tmp_path / "work")
    repository.write("base/kustomization.yaml", "resources: [web.yaml, budget.yaml]\n")
    repository.write("base/web.yaml", WEB)
    repository.write("base/budget.yaml", BUDGET)
    for name, patch in (("dev", GONE), ("prod", KEPT)):
        repository.write(
            f"{name}/kustomization.yaml", "resources: [../base]\npatches: [{path: patch.yaml}]\n"
        )
        repository.write(f"{name}/patch.yaml", patch)
    repository.write(".multiaz-lint.yaml", "select: [pdb-missing]\n")
    repository.commit()
    return repository


@pytest.mark.parametrize(
    "how",
    [
        pytest.param((".",), id="baseline"),
        pytest.param((".", "--no-baseline", "--diff-base", "HEAD"), id="since a revision"),
        pytest.param(("--no-baseline", "--changed", "prod/patch.yaml"), id="changed files"),
    ],
)
def test_what_one_overlay_lacks_is_not_accepted_for_another(
    overlays: Repository, how: tuple[str, ...]
) -> None:
    assert overlays.lint(".", "--write-baseline").returncode == 0
    done = overlays.lint(*how)
    assert done.returncode == 0, done.stdout
    overlays.write("prod/patch.yaml", GONE)
    done = overlays.lint(*how)
    assert done.returncode == 1, done.stdout
    assert "pdb-missing" in done.stdout


BUILDS = st.lists(st.sampled_from("abcdef"), max_size=3, unique=True).map(sorted).map(tuple)


@given(st.lists(BUILDS, min_size=1), st.lists(BUILDS), st.sets(st.sampled_from("abcdef")))
def test_an_entry_is_found_that_accepts_a_finding(
    written: list[tuple[str, ...]], found: list[tuple[str, ...]], there: set[str]
) -> None:
    accepted = Accepted()
    left: list[tuple[str, ...]] = []
    for builds in written:
        accepted.put(Entry("a.yaml", "", "r", "", "m", builds))
        left.append(builds)
    here = Reach(there, lambda _: False)
    for builds in found:
        if not left:
            break
        fit = [builds] if builds in left else _fitting(builds, list(dict.fromkeys(left)), there)
        assert accepted.accepting(builds, here) == (fit[-1] if fit else None)
        if fit:
            accepted.take(fit[-1])
            left.reverse()
            left.remove(fit[-1])
            left.reverse()
    assert sorted(each.builds for each in accepted) == sorted(left)


def _fitting(
    builds: tuple[str, ...], written: list[tuple[str, ...]], there: set[str]
) -> list[tuple[str, ...]]:
    """Return all that accept a finding: those for all, and those of which enough have moved."""
    return [
        each
        for each in written
        if not each or len({*builds} - {*each}) <= len([one for one in each if one not in there])
    ]


def _lines_run(work: Callable[[], object]) -> int:
    count = 0

    def traced(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def _of_overlays(count: int) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What each overlay has for itself, accepted and found."""
    found = [finding(builds=(f"o/{number}",), in_some=True) for number in range(count)]
    return found, found


def _of_copies(count: int) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What is accepted of copies of an object, and found in as many others."""
    old, new = ([finding(origin=f"{each}/{n}") for n in range(count)] for each in "ab")
    return old, new


def _of_other_overlays(count: int) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What is accepted of some overlays, and found in as many others that share one with them."""
    old, new = (
        [finding(builds=("all", f"{each}/{n}"), in_some=True) for n in range(count)]
        for each in "ab"
    )
    return old, new


@pytest.mark.parametrize("make", [_of_overlays, _of_copies, _of_other_overlays])
def test_time_is_linear(make: Callable[[int], tuple[list[Diagnostic], list[Diagnostic]]]) -> None:
    lines = []
    for count in (50, 200):
        accepted, now = make(count)
        entries = baseline.entries_of(accepted, str)
        here = Reach({each.place.origin for each in (*accepted, *now)}, lambda _: True)
        lines.append(_lines_run(partial(baseline.match, now, entries, str, here)))
    assert lines[1] < 5 * lines[0]
