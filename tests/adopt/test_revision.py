"""Only what is new: since a git revision, and about changed files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import pipeline
from multiaz_lint.adopt import git, only_new, revision
from multiaz_lint.adopt.changed import OUTSIDE, UNKNOWN
from multiaz_lint.adopt.git import RevisionError
from multiaz_lint.load.limits import Limits
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.manifests import BUDGET, WEB
from tests.repository import CONFIGURATION, Repository, healthy

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name != "posix", reason="links of POSIX systems")
CONCISE = ("--format", "concise", "--quiet")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return healthy(tmp_path / "repository")


def found(repository: Repository, *arguments: str, folder: str = ".") -> list[str]:
    done = repository.lint(*arguments, *CONCISE, folder=folder)
    assert done.returncode == bool(done.stdout), done.stderr
    return [line.partition(" [")[2].rstrip("]") for line in done.stdout.splitlines()]


def test_old_findings_are_left_out_and_new_ones_stay(repository: Repository) -> None:
    repository.write("k8s/old.yaml", WEB.replace("web", "old"))
    repository.commit("a finding that is there already")
    assert found(repository, "k8s") == ["pdb-missing"]
    repository.write("k8s/old.yaml", "# moved\n" + WEB.replace("web", "old"))
    repository.write("k8s/new.yaml", WEB.replace("web", "new"))
    done = repository.lint("k8s", "--diff-base", "HEAD", *CONCISE)
    assert done.stdout.count("\n") == 1
    assert "deployment/new" in done.stdout
    assert found(repository, "k8s", "--diff-base", "HEAD", folder=".") == ["pdb-missing"]


def test_a_deleted_budget_is_a_new_finding_on_an_unchanged_file(repository: Repository) -> None:
    (repository.path / "k8s/budget.yaml").unlink()
    assert found(repository, "k8s", "--diff-base", "HEAD") == ["pdb-missing"]


def test_neither_the_work_tree_nor_the_index_is_touched(repository: Repository) -> None:
    repository.write("k8s/web.yaml", WEB.replace("replicas: 3", "replicas: 1"))
    repository.write("untracked.yaml", WEB)
    before = repository.git("status", "--porcelain=v2"), os.listdir(repository.path)
    index = (repository.path / ".git/index").stat().st_mtime_ns
    assert "replicas-too-few" in found(repository, "k8s", "--diff-base", "HEAD")
    assert before == (repository.git("status", "--porcelain=v2"), os.listdir(repository.path))
    assert index <= (repository.path / ".git/index").stat().st_mtime_ns
    assert repository.git("worktree", "list").count("\n") == 1


def test_three_dots_compare_with_where_the_branch_began(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "feature")
    repository.write("k8s/new.yaml", WEB.replace("web", "new"))
    repository.commit("feature")
    repository.git("checkout", "--quiet", "main")
    repository.write("k8s/new.yaml", WEB.replace("web", "new"))
    repository.commit("main got the same")
    repository.git("checkout", "--quiet", "feature")
    assert found(repository, "k8s", "--diff-base", "main") == []
    assert found(repository, "k8s", "--diff-base", "main...") == ["pdb-missing"]


@pytest.mark.parametrize(("paths", "folder"), [(("k8s",), "."), ((".",), "k8s"), ((".",), ".")])
def test_paths_mean_the_same_then_and_now(
    repository: Repository, paths: tuple[str, ...], folder: str
) -> None:
    repository.write("k8s/old.yaml", WEB.replace("web", "old"))
    repository.commit("old")
    assert found(repository, *paths, "--diff-base", "HEAD", folder=folder) == []
    absolute = str((repository.path / folder).resolve())
    assert found(repository, absolute, "--diff-base", "HEAD", folder=folder) == []


def test_a_path_that_was_not_there_is_all_new(repository: Repository) -> None:
    repository.write("prod/web.yaml", WEB.replace("web", "prod"))
    assert found(repository, "prod", "--diff-base", "HEAD") == ["pdb-missing"]


@pytest.mark.parametrize("ref", ["nowhere", "--help", "HEAD~9", "nowhere...", ""])
def test_a_revision_that_git_does_not_know_is_a_usage_error(
    repository: Repository, ref: str
) -> None:
    done = repository.lint("k8s", f"--diff-base={ref}")
    assert done.returncode == 2, done.stdout
    assert any(word in done.stderr for word in ("git", "commit", "needs a value"))
    assert "Traceback" not in done.stderr


def test_outside_of_a_repository_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(WEB, encoding="utf-8")
    repository = healthy(tmp_path / "elsewhere")
    done = repository.lint(str(tmp_path / "web.yaml"), "--diff-base", "HEAD")
    assert done.returncode == 2
    assert "outside of the git repository" in done.stderr


@pytest.mark.parametrize("arguments", [["--diff-base", "HEAD", "."], ["--changed", "k8s/web.yaml"]])
def test_a_repository_of_somebody_else_is_told_as_git_tells_it(
    repository: Repository, arguments: list[str]
) -> None:
    """As in containers of CI; it was called a revision that git does not know."""
    repository.environ["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1"
    done = repository.lint(*arguments)
    assert done.returncode == 2
    assert "detected dubious ownership" in done.stderr
    assert "; git config --global --add safe.directory " in done.stderr
    assert "shallow" not in done.stderr


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("nope", "multiaz-lint: nope: git knows no such revision here"),
        ("HEAD..HEAD", "; of a range name the commit that it begins with"),
        ("...", "multiaz-lint: ...: git knows no such revision here; of a range name"),
        ("^HEAD", "multiaz-lint: ^HEAD: git knows no such revision here"),
        ("-HEAD", "multiaz-lint: -HEAD: git knows no such revision here"),
    ],
)
def test_what_to_do_about_a_revision_that_git_does_not_know(
    repository: Repository, ref: str, words: str
) -> None:
    done = repository.lint(f"--diff-base={ref}")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert words in done.stderr
    assert "shallow" not in done.stderr


def test_a_shallow_clone_is_named_as_the_cause(repository: Repository, tmp_path: Path) -> None:
    repository.write("k8s/other.yaml", WEB.replace("web", "other"))
    repository.commit("other")
    url = f"file://{repository.path}"
    repository.git("clone", "--quiet", "--depth", "1", url, str(tmp_path / "clone"))
    done = repository.lint("--diff-base", "HEAD~1", folder=str(tmp_path / "clone"))
    told = "HEAD~1: git knows no such revision here; this clone is shallow: fetch it first"
    assert (done.returncode, done.stderr) == (2, f"multiaz-lint: {told}\n")


def test_a_shallow_clone_is_named_where_branches_have_no_common_commit(
    repository: Repository, tmp_path: Path
) -> None:
    """As in CI, where one commit of each branch is fetched."""
    repository.git("checkout", "--quiet", "-b", "feature")
    repository.write("k8s/other.yaml", WEB.replace("web", "other"))
    repository.commit("other")
    repository.git("checkout", "--quiet", "main")
    repository.write("README.md", "words")
    repository.commit("words")
    url, clone = f"file://{repository.path}", str(tmp_path / "clone")
    repository.git("clone", "--quiet", "--depth=1", "--no-single-branch", url, clone)
    words = "no common commit; this clone is shallow: fetch it first\n"
    done = repository.lint("--diff-base", "origin/feature...", folder=clone)
    assert (done.returncode, done.stderr) == (2, f"multiaz-lint: origin/feature...: {words}")
    repository.environ |= {"PRE_COMMIT_FROM_REF": "origin/feature", "PRE_COMMIT_TO_REF": "HEAD"}
    done = repository.lint("--changed", "k8s/web.yaml", folder=clone)
    assert (done.returncode, done.stderr.endswith(words)) == (2, True)


def test_what_git_cannot_say_of_a_change_is_no_clean_run(repository: Repository) -> None:
    """What the change takes away may be missed elsewhere; nobody could know."""
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    asked = ("--changed", "k8s/web.yaml")
    range_ = {"PRE_COMMIT_FROM_REF": "0" * 39 + "1", "PRE_COMMIT_TO_REF": "HEAD"}
    for environ in (range_, {"PATH": "/nonexistent"}, {"GIT_DIR": "/nonexistent"}):
        before = dict(repository.environ)
        repository.environ.update(environ)
        done = repository.lint(*asked)
        repository.environ = before
        assert done.returncode == 2, environ
        assert "--changed asks git what was there before the change: " in done.stderr


@pytest.mark.parametrize("folders", [[], ["k8s"]])
def test_without_a_file_and_a_repository_no_change_is_known(
    tmp_path: Path, folders: list[str]
) -> None:
    """As in a hook that has gone elsewhere: it was green."""
    new = Repository(tmp_path / "new")
    new.write("k8s/web.yaml", WEB)
    assert new.lint("--changed", *folders).returncode == 0, "before the first commit"
    (new.path / ".git").rename(tmp_path / "away")
    done = new.lint("--changed", *folders)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no file is named, and no git repository is here" in done.stderr


def test_a_folder_says_which_repository_is_asked(repository: Repository) -> None:
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    for folder in (".", "..", "../home"):
        arguments = ("--changed", str(repository.path / "k8s"))
        assert found(repository, *arguments, folder=folder) == ["pdb-missing"]


def test_before_a_new_work_tree_there_was_nothing(repository: Repository) -> None:
    """As git tells a hook that runs after the checkout of a clone."""
    repository.environ |= {"PRE_COMMIT_FROM_REF": "0" * 40, "PRE_COMMIT_TO_REF": "HEAD"}
    assert found(repository, "--changed") == []
    repository.write("k8s/web.yaml", WEB.replace("replicas: 3", "replicas: 1"))
    assert found(repository, "--changed", "k8s/web.yaml") == ["replicas-too-few"]


def test_before_the_first_commit_and_outside_of_git_nothing_is_gone(tmp_path: Path) -> None:
    new = Repository(tmp_path / "new")
    new.write("web.yaml", WEB)
    new.write("old.yaml", WEB.replace("web", "old"))
    chosen = ("--select", "pdb-missing", "--changed", "web.yaml")
    done = new.lint(*chosen, *CONCISE)
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["web.yaml"]
    (new.path / ".git").rename(tmp_path / "away")
    there = new.lint(*chosen, *CONCISE)
    assert (there.returncode, there.stdout) == (1, done.stdout)


def test_blobs_are_read_as_they_are(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("k8s/sub dir/ü.yaml", WEB + "# ü\r\n")
    repository.write("k8s/notes.txt", "no manifest")
    (repository.path / "k8s/link.yaml").symlink_to("web.yaml")
    repository.commit("odd names")
    monkeypatch.chdir(repository.path)
    sources = list(revision.sources("HEAD", ["k8s"], limits=Limits()))
    assert all(isinstance(source, Source) for source in sources)
    origins = [source.origin for source in sources]
    assert origins == ["k8s/budget.yaml", "k8s/sub dir/ü.yaml", "k8s/web.yaml"]
    with pytest.raises(RevisionError):
        list(revision.sources("nowhere", ["k8s"], limits=Limits()))


def test_changed_files_are_judged_with_what_they_belong_to(repository: Repository) -> None:
    """The budget stands in a file that was not changed, and still counts."""
    assert found(repository, "--changed", "k8s/web.yaml") == []


def test_only_what_is_about_the_changed_files_is_reported(repository: Repository) -> None:
    repository.write("k8s/old.yaml", WEB.replace("web", "old"))
    repository.commit("old")
    assert found(repository, "--changed", "k8s/web.yaml") == []
    assert found(repository, "--changed", "k8s/old.yaml") == ["pdb-missing"]
    done = repository.lint("--changed", "k8s/web.yaml", "--show-silenced", *CONCISE)
    assert "(ignored)" in done.stdout


def test_a_related_place_in_a_changed_file_counts(repository: Repository) -> None:
    repository.write("k8s/web.yaml", WEB.replace("replicas: 3", "replicas: 2"))
    repository.write("k8s/budget.yaml", BUDGET.replace("maxUnavailable: 1", "minAvailable: 2"))
    repository.commit("blocks")
    everything = repository.lint("k8s", "--format", "json", "--quiet").stdout
    assert "pdb-blocks-drain" in everything
    assert "pdb-blocks-drain" in found(repository, "--changed", "k8s/budget.yaml")
    assert "pdb-blocks-drain" in found(repository, "--changed", "k8s/web.yaml")


def test_a_deleted_file_brings_what_is_new_elsewhere(repository: Repository) -> None:
    repository.write("k8s/old.yaml", WEB.replace("web", "old"))
    repository.commit("old")
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    done = repository.lint("--changed", *CONCISE)
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1
    assert "deployment/web" in done.stdout


@pytest.mark.parametrize("is_there", [False, True])
def test_content_that_git_lacks_is_told_and_is_not_new(
    repository: Repository, *, is_there: bool
) -> None:
    """As in a partial clone, or where an object is damaged."""
    blob = repository.git("rev-parse", "HEAD:k8s/web.yaml").strip()
    at = repository.path / ".git" / "objects" / blob[:2] / blob[2:]
    at.unlink()
    if is_there:
        at.write_bytes(b"")
    done = repository.lint("k8s", "--diff-base", "HEAD")
    assert (done.returncode, done.stdout) == (2, "")
    words = "git lacks what it held; a partial clone has to fetch that first"
    assert done.stderr == f"multiaz-lint: k8s/web.yaml: {words}\n"


def test_a_file_that_git_keeps_no_longer_is_gone_though_it_is_there(
    repository: Repository,
) -> None:
    """The commit has no budget, whatever the work tree has."""
    repository.git("rm", "--quiet", "--cached", "k8s/budget.yaml")
    assert found(repository, "--changed") == ["pdb-missing"]
    assert found(repository, "--changed", "web.yaml", folder="k8s") == ["pdb-missing"]
    assert found(repository, "--changed", "k8s/budget.yaml") == []
    repository.git("add", "k8s/budget.yaml")
    assert found(repository, "--changed") == []


def test_where_nothing_was_checked_out_nothing_is_removed(
    repository: Repository, tmp_path: Path
) -> None:
    """Files that came there in another way are in no index."""
    clone = str(tmp_path / "clone")
    repository.git("clone", "--quiet", "--no-checkout", str(repository.path), clone)
    for name in ("k8s", ".multiaz-lint.yaml"):
        (repository.path / name).rename(tmp_path / "clone" / name)
    assert found(repository, "--changed", "k8s/web.yaml", folder=clone) == []


def test_nothing_changed_reads_nothing(repository: Repository) -> None:
    repository.write("k8s/broken.yaml", "apiVersion: v1\nkind: [")
    repository.git("add", "--all")
    done = repository.lint("--changed")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_folder_alone_names_no_changed_file_and_that_is_said(
    repository: Repository, form: str
) -> None:
    done = repository.lint("--changed", "k8s", "--format", form)
    assert done.returncode == 0
    assert done.stderr.count("nothing to look at: --changed is about the files that are named") == 1
    for arguments in (["k8s", "--quiet"], ["k8s", "k8s/web.yaml"], []):
        done = repository.lint("--changed", *arguments, "--format", form)
        assert "nothing to look at" not in done.stderr


def test_a_file_that_never_was_is_said_to_be_unchecked(repository: Repository) -> None:
    """A slip in a name must not pass for a clean file."""
    done = repository.lint("--changed", "k8s/wbe.yaml")
    assert done.returncode == 3
    told = [line.strip() for line in done.stderr.splitlines() if "k8s/wbe.yaml" in line]
    assert told == [f"k8s/wbe.yaml: {UNKNOWN}"]
    assert repository.lint("--changed", "k8s/wbe.yaml", "--allow-empty").returncode == 0


def test_beside_a_file_that_never_was_the_others_are_checked(repository: Repository) -> None:
    done = repository.lint("--changed", "k8s/wbe.yaml", "./k8s/web.yaml")
    assert done.returncode == 0
    assert f"k8s/wbe.yaml: {UNKNOWN}" in done.stderr
    assert "k8s/web.yaml" not in done.stderr


@pytest.mark.parametrize("removal", [["rm", "--quiet"], ["rm", "--quiet", "--cached"]])
def test_a_file_that_was_there_is_known(repository: Repository, removal: list[str]) -> None:
    repository.git(*removal, "k8s/budget.yaml")
    (repository.path / "k8s/budget.yaml").unlink(missing_ok=True)
    (repository.path / "k8s/web.yaml").unlink()
    for arguments in (["k8s/budget.yaml"], ["k8s/web.yaml"], ["README.md"]):
        done = repository.lint("--changed", *arguments)
        assert UNKNOWN not in done.stderr


def test_a_file_that_an_earlier_commit_removed_is_known(repository: Repository) -> None:
    """In CI a branch has committed what it removes, and names it as changed."""
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    repository.commit("without a budget")
    done = repository.lint("--changed", "k8s/budget.yaml")
    assert (done.returncode, UNKNOWN in done.stderr) == (0, False)
    done = repository.lint("--changed", "k8s/budget.yaml", "k8s/wbe.yaml")
    assert f"k8s/wbe.yaml: {UNKNOWN}" in done.stderr
    assert "budget.yaml" not in done.stderr


def test_what_is_removed_does_not_speak_for_files_that_are_not_named(
    repository: Repository,
) -> None:
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    repository.write("k8s/bad.yaml", WEB.replace("replicas: 3", "replicas: 1"))
    repository.git("add", "--all")
    words = "--changed names no file: told is only what"
    assert repository.lint("--changed").stderr.count(words) == 1
    assert words not in repository.lint("--changed", "--quiet").stderr
    assert words not in repository.lint("--changed", "k8s/bad.yaml").stderr


@pytest.mark.parametrize("configured", [True, False])
def test_what_a_changed_file_belongs_to_is_its_own_repository(
    repository: Repository, *, configured: bool
) -> None:
    """Wherever one stands: the file was not read, and the run was green."""
    if not configured:
        repository.git("rm", "--quiet", ".multiaz-lint.yaml")
        repository.commit()
    file = repository.path / "k8s/web.yaml"
    repository.write("k8s/web.yaml", WEB.replace("replicas: 3", "replicas: 1"))
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    other = healthy(repository.path.parent / "other")
    other.write("k8s/untouched.yaml", WEB.replace("web", "untouched"))
    for folder in (".", "k8s", "..", "../home", str(other.path)):
        for name in (str(file), os.path.relpath(file, repository.path / folder)):
            assert "replicas-too-few" in found(repository, "--changed", name, folder=folder)
    file.write_text(WEB, encoding="utf-8")
    removed = str(repository.path / "k8s/budget.yaml")
    for folder in (".", "..", str(other.path)):
        done = repository.lint("--changed", removed, *CONCISE, folder=folder)
        assert done.returncode == 1
        assert [line.rpartition("[")[2] for line in done.stdout.splitlines()] == ["pdb-missing]"]


def test_a_changed_file_outside_of_what_is_read_is_not_passed_over(
    repository: Repository, tmp_path: Path
) -> None:
    (tmp_path / "aside").mkdir()
    (tmp_path / "aside/web.yaml").write_text(WEB, encoding="utf-8")
    done = repository.lint("--changed", "../aside/web.yaml")
    assert (done.returncode, done.stderr.count("aside")) == (3, 1)
    assert "aside" not in repository.lint("--changed", "../aside/README.md").stderr
    assert f"../aside/web.yaml: {OUTSIDE}" in done.stderr
    done = repository.lint("--changed", "k8s/web.yaml", "../aside/web.yaml")
    assert done.returncode == 0
    assert f"../aside/web.yaml: {OUTSIDE}" in done.stderr
    done = repository.lint("--changed", "k8s", "../aside/web.yaml")
    assert (done.returncode, OUTSIDE in done.stderr) == (0, False), "folders bound what is read"


@posix
def test_a_link_is_a_way_into_a_repository(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(repository.path)
    repository.write("k8s/web.yaml", WEB.replace("replicas: 3", "replicas: 1"))
    for folder in (".", ".."):
        name = str(tmp_path / "link/k8s/web.yaml")
        assert found(repository, "--changed", name, folder=folder) == ["replicas-too-few"]


@posix
def test_a_file_that_became_a_link_out_of_the_repository_was_a_file(
    repository: Repository, tmp_path: Path
) -> None:
    """What it leads to is not read, and the budget is missed."""
    (repository.path / "k8s/budget.yaml").rename(tmp_path / "budget.yaml")
    (repository.path / "k8s/budget.yaml").symlink_to(tmp_path / "budget.yaml")
    expected = {"pdb-missing", "unreadable-manifest"}
    assert set(found(repository, "--changed", "k8s/budget.yaml")) == expected
    assert set(found(repository, ".", "--diff-base", "HEAD")) == expected


def test_git_is_asked_once_what_is_removed(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.path)
    asked = []
    real = git.ask

    def ask(*arguments: str, **named: str) -> str:
        asked.append(arguments[0])
        return real(*arguments, **named)

    monkeypatch.setattr(git, "ask", ask)
    check = pipeline.check
    only_new.about_changes(["k8s/nowhere.yaml"], Settings(), None, lambda _: check, lambda _: check)
    assert asked.count("diff-index") == 1


def test_a_changed_configuration_changes_everything(repository: Repository) -> None:
    repository.write("k8s/old.yaml", WEB.replace("web", "old"))
    repository.commit("old")
    assert found(repository, "--changed", ".multiaz-lint.yaml") == ["pdb-missing"]


def test_folders_among_the_changed_paths_bound_what_is_read(repository: Repository) -> None:
    repository.write("other/web.yaml", "apiVersion: v1\nkind: [")
    repository.commit("broken elsewhere")
    assert found(repository, "--changed", "k8s", "k8s/web.yaml") == []


@pytest.mark.parametrize(
    ("configuration", "scope", "change"),
    [
        pytest.param("", ("k8s",), "edited", id="outside of the folders"),
        pytest.param("exclude: [other/]\n", (), "edited", id="excluded"),
        pytest.param("", ("k8s",), "deleted", id="deleted outside of the folders"),
        pytest.param("exclude: [other/]\n", (), "deleted", id="deleted and excluded"),
    ],
)
def test_a_changed_file_that_is_not_read_counted_before_as_little_as_now(
    repository: Repository, configuration: str, scope: tuple[str, ...], change: str
) -> None:
    """A budget that no check reads is missed since ever, not since this change."""
    repository.write(".multiaz-lint.yaml", CONFIGURATION + configuration)
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    repository.write("other/budget.yaml", BUDGET)
    repository.commit("the budget stands elsewhere")
    repository.write("k8s/near.yaml", BUDGET.replace("web", "near"))
    if change == "deleted":
        repository.git("rm", "--quiet", "other/budget.yaml")
    else:
        repository.write("other/budget.yaml", f"# edited\n{BUDGET}")
    changed = ("other/budget.yaml", "k8s/near.yaml")
    assert found(repository, "--changed", *scope, *changed) == []


def test_a_document_that_left_a_changed_file_counts_as_deleted(repository: Repository) -> None:
    """What the change breaks in a file that was not changed is new; what was there is not."""
    repository.write("k8s/old.yaml", WEB.replace("web", "old"))
    repository.write("k8s/budget.yaml", BUDGET + "---\n" + BUDGET.replace("web", "other"))
    repository.commit("two budgets in one file")
    repository.write("k8s/budget.yaml", BUDGET.replace("web", "other"))
    repository.write("k8s/unstaged.yaml", WEB.replace("web", "unstaged"))
    done = repository.lint("--changed", "k8s/budget.yaml", *CONCISE)
    assert done.stdout.count("\n") == 1, done.stderr
    assert "k8s/web.yaml:3:" in done.stdout
    assert "deployment/web" in done.stdout


def test_a_budget_that_lets_go_is_reported_where_it_is_missed(repository: Repository) -> None:
    repository.write("k8s/budget.yaml", BUDGET.replace("app: web", "app: wbe"))
    assert found(repository, "--changed", "k8s/budget.yaml") == ["pdb-missing"]
    assert found(repository, "--changed", "budget.yaml", folder="k8s") == ["pdb-missing"]


def test_changed_files_are_checked_with_all_that_their_configuration_is_for(
    repository: Repository,
) -> None:
    """That of a folder stands for it alone; one that stands aside bounds nothing."""
    (repository.path / ".multiaz-lint.yaml").unlink()
    repository.git("mv", "k8s/budget.yaml", "budget.yaml")
    repository.write("lint/config.yaml", CONFIGURATION)
    repository.commit("a budget above")
    repository.write("k8s/web.yaml", f"# edited\n{WEB}")
    aside = ("--config", "lint/config.yaml")
    assert found(repository, *aside, "--changed", "k8s/web.yaml") == []
    repository.write("k8s/web.yaml", WEB.replace("replicas: 3", "replicas: 2"))
    assert found(repository, *aside, "--changed", "k8s/web.yaml") == ["replicas-too-few"]
    repository.write("k8s/web.yaml", f"# edited\n{WEB}")
    repository.write("k8s/.multiaz-lint.yaml", CONFIGURATION)
    assert found(repository, "--changed", "k8s/web.yaml") == ["pdb-missing"]


def test_a_second_finding_of_the_same_words_is_new(repository: Repository) -> None:
    few = WEB.replace("replicas: 3", "replicas: 2")
    repository.write("k8s/web.yaml", few)
    repository.commit("a finding that is there already")
    chosen = ("--diff-base", "HEAD", "--select", "replicas-too-few")
    assert found(repository, "k8s", *chosen) == []
    repository.write("k8s/web.yaml", f"{few}---\n{few}")
    assert found(repository, "k8s", *chosen) == ["replicas-too-few"]


@pytest.mark.parametrize("form", ["concise", "text"])
def test_changed_files_are_named_from_where_one_stands(repository: Repository, form: str) -> None:
    repository.write("k8s/web.yaml", WEB.replace("replicas: 3", "replicas: 2"))
    repository.write("k8s/chart.yaml", "apiVersion: v1\nkind: {{ .Values.kind }}\n")
    repository.write("other/old.yaml", WEB.replace("web", "old"))
    repository.write("other/pdb.yaml", BUDGET.replace("web", "old"))
    repository.commit("a budget elsewhere")
    repository.git("rm", "--quiet", "other/pdb.yaml")
    done = repository.lint("--changed", "web.yaml", "--format", form, folder="k8s")
    here = repository.lint(
        "web.yaml", "--format", form, "--select", "replicas-too-few", folder="k8s"
    )
    found = done.stdout.splitlines()
    assert set(here.stdout.splitlines()) <= set(found)
    assert "web.yaml:5:" in here.stdout
    assert "../k8s" not in done.stdout + done.stderr
    assert "    chart.yaml" in done.stderr
    assert "../other/old.yaml:3:" in done.stdout


def test_a_file_that_became_unreadable_elsewhere_is_not_about_the_change(
    repository: Repository,
) -> None:
    repository.write("k8s/broken.yaml", "apiVersion: v1\nkind: [")
    (repository.path / "k8s/bytes.yaml").write_bytes(b"apiVersion: v1\nkind: \xff")
    repository.commit("broken elsewhere")
    repository.write("k8s/web.yaml", WEB.replace("replicas: 3", "replicas: 2"))
    assert found(repository, "--changed", "k8s/web.yaml") == ["replicas-too-few"]


@pytest.mark.parametrize("ref", ["HEAD", "main..."])
def test_it_does_not_matter_where_one_stands(repository: Repository, ref: str) -> None:
    """Also outside of the repository the paths say which one is meant."""
    repository.write("k8s/old.yaml", WEB.replace("web", "old"))
    repository.commit("old")
    repository.write("k8s/new.yaml", WEB.replace("web", "new"))
    inside = repository.lint("k8s", "--diff-base", ref, "--quiet", "--format", "gitlab")
    outside = repository.lint(
        str(repository.path / "k8s"), "--diff-base", ref, "--quiet", "--format", "gitlab",
        folder="..",
    )  # fmt: skip
    assert inside.stdout == outside.stdout
    assert inside.stdout.count("k8s/new.yaml") == 1
    assert inside.stdout.count('"path"') == 1


def test_a_submodule_has_its_own_past(repository: Repository, tmp_path: Path) -> None:
    charts = Repository(tmp_path / "charts")
    charts.write("web.yaml", WEB.replace("web", "old"))
    charts.commit("old")
    repository.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(charts.path), "sub"
    )  # fmt: skip
    repository.commit("with a submodule")
    assert found(repository, ".") == ["pdb-missing"]
    assert found(repository, ".", "--diff-base", "HEAD") == []
    repository.write("sub/new.yaml", WEB.replace("web", "new"))
    for paths in ((".",), ("sub",), ("sub/new.yaml",), (str(repository.path / "sub"),)):
        arguments = (*paths, "--diff-base", "HEAD", "--config", ".multiaz-lint.yaml")
        assert found(repository, *arguments) == ["pdb-missing"]


def test_many_paths_are_one_question_to_git(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        repository.write(f"many/{number}.yaml", WEB.replace("web", f"web-{number}"))
    repository.commit("many")
    monkeypatch.chdir(repository.path)
    asked = []
    real = git.ask

    def ask(*arguments: str, **named: str) -> str:
        asked.append(arguments)
        return real(*arguments, **named)

    monkeypatch.setattr(git, "ask", ask)
    paths = [f"many/{number}.yaml" for number in range(40)]
    sources = list(revision.sources("HEAD", [*paths, "many", "nowhere.yaml"], limits=Limits()))
    assert len(sources) == 40
    assert len(asked) <= 4


@pytest.mark.parametrize("option", ["--changed", "--diff-base=HEAD"])
def test_standard_input_has_no_past(repository: Repository, option: str) -> None:
    done = repository.lint("-", option)
    assert done.returncode == 2
    assert done.stderr == (
        f"multiaz-lint: {option.partition('=')[0]} compares files of a repository: "
        "standard input has no past\n"
    )


@pytest.mark.parametrize("form", ["concise", "markdown"])
def test_what_is_not_about_a_change_is_not_called_ignored(
    repository: Repository, form: str
) -> None:
    ignored = WEB.replace("web", "off").replace(
        "replicas: 3", "replicas: 1  # multiaz-lint: ignore[replicas-too-few] a batch job"
    )
    repository.write("k8s/old.yaml", f"{WEB.replace('web', 'old')}---\n{ignored}")
    repository.commit("old")

    def told(*arguments: str) -> str:
        done = repository.lint(*arguments, "--format", form)
        return done.stdout if form == "markdown" else done.stderr

    assert "1 ignored, 1 not about the changed files" in told("--changed", "k8s/web.yaml")
    assert "1 ignored, 1 not new since HEAD" in told("--diff-base", "HEAD", "k8s")
