"""Bases that no given path holds: which are read, which are not, and what is made of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import cache, pipeline
from multiaz_lint.load.kustomize import completing
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from multiaz_lint.stages import reading
from tests.kustomized import BUDGET, WHOLE, rules, written
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from multiaz_lint.result import Result

SETTINGS = Settings(plugins=False)
ONE = WHOLE.replace("replicas: 3", "replicas: 1")
LISTING_BASE = "resources: [../../base]\n"
TREE = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": ONE,
    "base/other.yaml": ONE.replace("web", "other"),
    "overlays/prod/kustomization.yaml": LISTING_BASE,
}
"""An overlay that takes one of two files of its base."""


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, in which the user stands."""
    (tmp_path / "top/.git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "top")
    return tmp_path / "top"


def check(
    top: Path,
    texts: Mapping[str, str],
    *paths: str,
    settings: Settings = SETTINGS,
) -> Result:
    written(top, texts)
    return pipeline.run(paths or ["overlays/prod"], settings)


def origins(result: Result) -> set[str]:
    return set(result.sources)


def told(result: Result) -> set[str]:
    return {each.why for each in result.not_checked}


def test_an_overlay_is_checked_with_what_it_takes_of_its_base(top: Path) -> None:
    result = check(top, TREE)
    assert origins(result) == {
        "overlays/prod/kustomization.yaml", "base/kustomization.yaml", "base/web.yaml",
    }  # fmt: skip
    assert {each.place.origin for each in result.shown} == {"base/web.yaml"}
    assert "replicas-too-few" in rules(result)
    assert not result.not_checked
    assert result.files == 3


def test_what_the_overlay_makes_of_it_counts(top: Path) -> None:
    scaled = f"{LISTING_BASE}replicas: [{{name: web, count: 3}}]\n"
    result = check(top, {**TREE, "overlays/prod/kustomization.yaml": scaled})
    assert "replicas-too-few" not in rules(result)


def test_bases_of_bases_components_and_patches_are_read_wherever_they_are(top: Path) -> None:
    result = check(
        top,
        {
            "app/kustomization.yml": "resources: [web.yaml]\n",
            "app/web.yaml": ONE,
            "base/Kustomization": "resources: [../app]\ncomponents: [../parts/budget]\n",
            "parts/budget/kustomization.yaml": "kind: Component\nresources: [budget.manifest]\n",
            "parts/budget/budget.manifest": BUDGET,
            "patches/web.yaml": (
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: dev}\n"
                "spec: {replicas: 3}\n"
            ),
            "overlays/prod/kustomization.yaml": (
                f"{LISTING_BASE}namespace: dev\npatches: [{{path: ../../patches/web.yaml}}]\n"
            ),
        },
    )
    assert not result.not_checked
    assert rules(result).isdisjoint({"replicas-too-few", "pdb-missing"})


def test_it_is_read_from_below_and_by_an_absolute_path_alike(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = sorted((each.rule, each.message) for each in check(top, TREE).shown)
    for path in (str(top / "overlays"), str(top / "overlays/prod/kustomization.yaml")):
        result = check(top, TREE, path)
        assert sorted((each.rule, each.message) for each in result.shown) == named
        assert {each.place.origin for each in result.shown} == {f"{top}/base/web.yaml"}
    monkeypatch.chdir("overlays/prod")
    result = pipeline.run(["."], SETTINGS)
    assert {each.place.origin for each in result.shown} == {"../../base/web.yaml"}


def test_a_base_that_is_given_too_is_read_once(top: Path) -> None:
    for paths in (["."], ["overlays", "base"], ["base", "./overlays/prod"]):
        result = check(top, TREE, *paths)
        assert len(result.sources) == 4
        assert all(source.given for source in result.sources.values())


@pytest.mark.parametrize("name", ["kustomization.yaml", "Kustomization"])
def test_a_folder_is_read_with_a_kustomization_of_each_name(top: Path, name: str) -> None:
    texts = {"k8s/web.txt": ONE, f"k8s/{name}": "resources: [web.txt]\n"}
    result = check(top, texts, "k8s")
    assert "replicas-too-few" in rules(result)
    assert all(source.given for source in result.sources.values())


def test_more_paths_than_are_looked_for_are_told(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completing, "_MOST", 2)
    listed = "resources: [../../a.yaml, ../../b.yaml, ../../c.yaml]\n"
    texts = {"overlays/prod/kustomization.yaml": listed, **dict.fromkeys(("a.yaml", "c.yaml"), ONE)}
    result = check(top, texts)
    assert "a.yaml" in result.sources
    assert "c.yaml" not in result.sources
    assert "it lists ../../b.yaml and 1 more, not in the input" in told(result).pop()


def test_the_folder_that_the_user_stands_in_may_be_the_base(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(top, {**TREE, "base/overlay/kustomization.yaml": "resources: [..]\n"})
    monkeypatch.chdir(top / "base")
    assert origins(pipeline.run("overlay", SETTINGS)) == {
        "overlay/kustomization.yaml", "kustomization.yaml", "web.yaml",
    }  # fmt: skip


def test_kustomizations_that_list_one_another_come_to_an_end(top: Path) -> None:
    texts = {**TREE, "base/kustomization.yaml": "resources: [web.yaml, ../overlays/prod, .]\n"}
    assert "replicas-too-few" in rules(check(top, texts))


def test_nothing_outside_of_the_repository_is_read(top: Path) -> None:
    written(top.parent, {"base/web.yaml": ONE, "base/kustomization.yaml": "resources: [web.yaml]"})
    (top / "linked").symlink_to(top.parent / "base")
    (top / "alone.yaml").symlink_to(top.parent / "base/web.yaml")
    written(top, {".git/base.yaml": ONE})
    (top / "own").symlink_to(".git")
    (top / "own.yaml").symlink_to(".git/base.yaml")
    for path in (
        "../../../base", "../../linked", "../../alone.yaml", "../../.git/base.yaml",
        "../../own/base.yaml", "../../own.yaml",
    ):  # fmt: skip
        result = check(top, {"overlays/prod/kustomization.yaml": f"resources: [{path}]\n"})
        assert origins(result) == {"overlays/prod/kustomization.yaml"}, path
        assert len(told(result)) == 1, path
        assert "not in the input" in told(result).pop()


def test_without_a_repository_the_working_directory_bounds_it(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (top / ".git").rmdir()
    assert "base/web.yaml" in origins(check(top, TREE))
    monkeypatch.chdir("overlays")
    assert len(pipeline.run(["prod"], SETTINGS).sources) == 1
    monkeypatch.chdir(top / "base")
    assert len(pipeline.run(["../overlays/prod"], SETTINGS).sources) == 1


def test_what_is_left_out_of_checks_is_not_read_for_an_overlay_either(top: Path) -> None:
    for pattern in ("base/", "base/web.yaml", "*.yaml\n!kustomization.yaml"):
        settings = Settings(plugins=False, exclude=pattern.splitlines(), root=str(top))
        assert "base/web.yaml" not in origins(check(top, TREE, settings=settings)), pattern
        ignoring = {**TREE, ".gitignore": pattern}
        assert "base/web.yaml" not in origins(check(top, ignoring)), pattern
        unheeded = Settings(plugins=False, suppressions=False)
        assert "base/web.yaml" in origins(check(top, ignoring, settings=unheeded)), pattern
        (top / ".gitignore").unlink()
    result = check(top, {**TREE, "base/.gitignore": "web.yaml"})
    assert origins(result) == {"overlays/prod/kustomization.yaml", "base/kustomization.yaml"}


def test_a_base_that_cannot_be_read_is_told(top: Path) -> None:
    written(top, TREE)
    (top / "base/web.yaml").write_bytes(b"apiVersion: v1\nkind: Pod\n# \xff\n")
    result = check(top, {})
    assert [each.rule for each in result.shown] == ["unreadable-manifest"]
    assert result.shown[0].place.origin == "base/web.yaml"
    (top / "base/web.yaml").unlink()
    os.mkfifo(top / "base/web.yaml")
    assert "not in the input" in " ".join(told(check(top, {})))


def test_names_that_no_file_can_have_are_told(top: Path) -> None:
    listed = ['"a\\0b"', f'"{"x" * 5000}"', '"{}"', "/etc", "..", "https://example.org/x", '"~"']
    for each in listed:
        result = check(top, {"overlays/prod/kustomization.yaml": f"resources: [{each}]\n"})
        assert result.not_checked, each[:10]


def test_a_suppression_in_such_a_base_may_be_of_use_to_others(top: Path) -> None:
    comment = "# multiaz-lint: ignore[pdb-blocks-drain]\n"
    silencing = {**TREE, "base/web.yaml": f"{comment}{ONE}"}
    assert "rule-suppressed-unused" in rules(check(top, silencing, "."))
    assert "rule-suppressed-unused" not in rules(check(top, silencing))


def test_an_entry_of_the_cache_is_of_the_base_too(top: Path) -> None:
    many = {f"overlays/prod/{index}.yaml": f"# {index}\n" for index in range(cache.FEWEST)}

    def key() -> str | None:
        return cache.key(list(reading.read(["overlays/prod"], SETTINGS)), SETTINGS)

    written(top, {**TREE, **many})
    before = key()
    assert before is not None
    assert key() == before
    written(top, {"base/web.yaml": WHOLE})
    assert key() != before


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    for name, text in TREE.items():
        made.write(name, text)
    made.commit("a base and its overlay")
    return made


def test_fix_leaves_alone_what_others_may_build_too(repository: Repository) -> None:
    arguments = ("fix", "--write", "--unsafe")
    done = repository.lint(*arguments, "overlays/prod")
    assert "findings stand in files that no given path holds" in done.stderr
    assert "nothing to mend" in done.stderr
    assert not repository.git("status", "--porcelain")
    assert "`multiaz-lint fix" not in repository.lint("overlays/prod").stdout
    repository.lint(*arguments, ".")
    assert " M base/web.yaml" in repository.git("status", "--porcelain")


def test_a_base_is_compared_with_what_it_was_at_a_revision(repository: Repository) -> None:
    compared = ("overlays/prod", "--diff-base", "HEAD", "--format", "concise", "--quiet")
    assert not repository.lint(*compared).stdout
    repository.write("base/web.yaml", ONE.replace("replicas: 1", "replicas: 2"))
    assert "replicas" in repository.lint(*compared).stdout
    repository.write("base/web.yaml", ONE)
    repository.write("more/kustomization.yaml", "resources: [../base]\n")
    repository.commit("another one")
    repository.write("more/kustomization.yaml", "resources: [../base]\nreplicas: []\n")
    assert not repository.lint(*compared).stdout


def test_a_drill_plays_the_overlay_with_its_base(repository: Repository) -> None:
    done = repository.lint("drill", "overlays/prod")
    assert "deployment/web" in done.stdout
    assert "drill-zone-loss" in done.stdout


def test_sources_are_given_unless_told_otherwise() -> None:
    assert Source("web.yaml", "").given
