"""What the language server remembers of a check, and what it must not take from there."""

from __future__ import annotations

import gc
from queue import SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from weakref import finalize

import pytest

from multiaz_lint import options, pipeline
from multiaz_lint.lsp import server
from multiaz_lint.lsp.checking import Checked, Checking
from multiaz_lint.lsp.work import GivenUpError, Work
from multiaz_lint.model import Resource
from tests import repository
from tests.manifests import BUDGET, LONE, WEB

if TYPE_CHECKING:
    from pathlib import Path

    from multiaz_lint.result import Result
    from tests.repository import Repository

GONE = "# no budget any more\n"


@pytest.fixture
def healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = repository.healthy(tmp_path / "repo")
    monkeypatch.chdir(made.path)
    return made


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Take down each run of the pipeline."""
    made: list[object] = []

    run: Any = pipeline.check

    def counted(sources: Any, settings: Any, *ahead: Any) -> Result:
        made.append(settings)
        found: Result = run(sources, settings, *ahead)
        return found

    monkeypatch.setattr(pipeline, "check", counted)
    return made


class Session:
    """Checks texts of one repository, and names the rules that found something."""

    def __init__(self, healthy: Repository, **values: Any) -> None:
        self._folder = healthy.path
        values = {**options.defaults(options.CHECK), "changed": True, **values}
        self._checking = Checking(values)

    def found(self, **texts: str) -> list[str]:
        named = {
            str(self._folder / f"k8s/{name}.yaml"): text.encode() for name, text in texts.items()
        }
        (checked,) = self._checking.check(named, [], Work([]))
        assert isinstance(checked, Checked)
        return [each.rule for each in checked.result.diagnostics]


def test_what_was_found_before_is_remembered(healthy: Repository, runs: list[object]) -> None:
    session = Session(healthy)
    for runs_in_all in (2, 3, 4):
        assert session.found(budget="# none\n" * runs_in_all) == ["pdb-missing"]
        assert len(runs) == runs_in_all
    healthy.write("k8s/budget.yaml", "# none\n")
    healthy.commit()
    assert session.found(budget="# none\n" * runs_in_all) == [], "it was there before"


def test_what_is_as_it_was_is_not_checked_again(healthy: Repository, runs: list[object]) -> None:
    session = Session(healthy)
    assert session.found(web=WEB) == []
    assert len(runs) == 1, "before the change it was the same"
    assert session.found(web=LONE) == ["replicas-too-few"]
    for _ in range(3):
        assert session.found(web=LONE) == ["replicas-too-few"]
    assert len(runs) == 2, "saved, for instance"
    assert session.found(web=LONE, budget=BUDGET) == ["replicas-too-few"]
    assert len(runs) == 3, "edits of the other file may be told now"


def test_what_else_counts_is_looked_at_each_time(healthy: Repository, runs: list[object]) -> None:
    session = Session(healthy)
    assert session.found(budget=GONE) == ["pdb-missing"]
    healthy.write("k8s/budget.yaml", GONE)
    assert session.found(budget=GONE) == ["pdb-missing"]
    assert healthy.lint("--write-baseline").returncode == 0
    assert session.found(budget=GONE) == []
    healthy.path.joinpath(".multiaz-lint-baseline.json").unlink()
    assert session.found(budget=GONE) == ["pdb-missing"]
    made = len(runs)
    healthy.commit()
    assert session.found(budget=GONE) == []
    assert len(runs) == made, "no text has changed"
    healthy.write(".multiaz-lint.yaml", "select: [spread-missing]\n")
    assert session.found(web=WEB, budget=GONE) == ["spread-missing"]


@pytest.mark.parametrize("values", [{"no_cache": True}, {}])
def test_options_of_the_cache_change_nothing(
    healthy: Repository, runs: list[object], values: dict[str, Any]
) -> None:
    session = Session(healthy, **values)
    assert session.found(budget=GONE) == session.found(budget=GONE) == ["pdb-missing"]
    assert len(runs) == 2


def test_work_that_was_given_up_leaves_nothing(healthy: Repository) -> None:
    for number in range(600):
        healthy.write(f"many/{number}.yaml", WEB.replace("web", f"web-{number}"))
    checking = Checking({**options.defaults(options.CHECK), "changed": True})
    web = str(healthy.path / "k8s/web.yaml")
    work = Work([])
    work.given_up = True
    texts = {web: LONE.encode()}
    with pytest.raises(GivenUpError):
        checking.check(texts, [], work)
    with pytest.raises(GivenUpError):
        checking.mend(web, texts, [], work)
    (checked,) = checking.check(texts, [], Work([]))
    assert isinstance(checked, Checked)
    assert [each.rule for each in checked.result.shown] == ["replicas-too-few"]


def test_of_what_was_read_only_what_is_told_is_kept(healthy: Repository) -> None:
    for number in range(30):
        healthy.write(f"many/{number}.yaml", LONE.replace("web", f"web-{number}"))
    healthy.commit()
    session = Session(healthy)
    kept = alive()
    assert session.found(web=LONE) == ["replicas-too-few"]
    assert alive() <= kept + 1
    assert session.found(budget=GONE) == ["pdb-missing"]
    assert alive() <= kept + 1


def alive() -> int:
    """Count the resources that somebody holds."""
    gc.collect()
    return sum(isinstance(each, Resource) for each in gc.get_objects())


def test_what_a_work_leaves_is_let_go_of_once_it_is_answered() -> None:
    """Without that each keystroke would hold all that was read, until Python collects by itself."""
    works: SimpleQueue[Any] = SimpleQueue()
    answers: SimpleQueue[Any] = SimpleQueue()
    gone = Event()

    def work() -> str:
        ring: list[Any] = []
        ring.append(Left(ring))
        finalize(ring[0], gone.set)
        return "answer"

    gc.disable()
    try:
        Thread(target=server._work, args=(works, answers), daemon=True).start()
        works.put(work)
        assert answers.get(timeout=60) == "answer"
        assert gone.wait(60)
    finally:
        gc.enable()


class Left:
    """What is left of a work, and knows itself."""

    def __init__(self, ring: list[Any]) -> None:
        self.ring = ring
