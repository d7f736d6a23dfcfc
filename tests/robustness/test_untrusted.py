"""A tree of somebody else runs nothing, reads nothing out of itself, and overwrites nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.manifests import WEB
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX systems")
RULE = """\
id: secret-rule
severity: error
kinds: [Deployment]
doc: |
  Secret.

  Why.
each: $
field: spec.replicas
expect: {equals: 7}
message: replicas are not 7
"""
SIDE_FILES = {
    "configuration": ".multiaz-lint.yaml",
    "baseline": ".multiaz-lint-baseline.json",
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.write("k8s/web.yaml", WEB)
    made.commit()
    return made


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """A file that is only there when something was executed."""
    return tmp_path / "was-executed"


# What the tree names ---------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("name", SIDE_FILES.values(), ids=SIDE_FILES)
@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(os.mkfifo, "not a regular file", id="a pipe"),
        pytest.param(os.mkdir, "cannot be read", id="a folder"),
        pytest.param(lambda p: os.symlink("/dev/zero", p), "leads out", id="a device"),
        pytest.param(lambda p: os.symlink("/etc/passwd", p), "leads out", id="a link out"),
        pytest.param(lambda p: os.symlink("nothing", p), "no such file", id="a link to nothing"),
    ],
)
def test_what_says_how_to_check_is_a_file_of_the_tree(
    repository: Repository, name: str, make: Callable[[str], None], words: str
) -> None:
    make(str(repository.path / name))
    done = repository.lint("k8s")
    assert done.returncode == 2
    assert words in done.stderr
    assert "root:" not in done.stderr


@posix
def test_ignore_files_are_files(repository: Repository, tmp_path: Path) -> None:
    ignore = repository.path / ".gitignore"
    expected = repository.lint(".", "--format", "concise").stdout
    os.mkfifo(ignore)
    assert repository.lint(".", "--format", "concise").stdout == expected
    ignore.unlink()
    (tmp_path / "patterns").write_text("*.yaml\n")
    for target in ("/dev/zero", "../patterns"):
        ignore.symlink_to(target)
        assert repository.lint(".", "--format", "concise").stdout == expected
        ignore.unlink()
    ignore.write_text("*.yaml\n" * 200_000)
    assert repository.lint(".", "--format", "concise").stdout == expected


@pytest.mark.parametrize("key", ['rule_files: ["a\\0b"]', 'baseline: "a\\0b"'])
@pytest.mark.parametrize("command", [["k8s"], ["config", "check"], ["explain", "pdb"]])
def test_a_path_that_no_system_has_is_a_mistake_at_its_line(
    repository: Repository, key: str, command: list[str]
) -> None:
    repository.write(".multiaz-lint.yaml", f"\n{key}\n")
    done = repository.lint(*command)
    assert done.returncode == 2
    assert re.search(r"multiaz-lint.yaml:2:\d+: [a-z_]+(\[0\])?: 'a\\x00b' is no path", done.stderr)


@pytest.mark.parametrize("key", ["rule_files: [{}]", "baseline: {}"])
@pytest.mark.parametrize("how", ["above", "absolute", "link"])
def test_a_configuration_that_is_found_names_files_of_its_repository(
    repository: Repository, tmp_path: Path, key: str, how: str
) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(RULE if "rule" in key else json.dumps({"version": 1, "findings": []}))
    name = {"above": "../secret.yaml", "absolute": str(secret), "link": "link.yaml"}[how]
    if how == "link":
        (repository.path / "link.yaml").symlink_to(secret)
    repository.write(".multiaz-lint.yaml", key.format(name) + "\n")
    done = repository.lint("k8s")
    assert done.returncode == 2
    assert "leads out of the repository" in done.stderr
    assert "secret-rule" not in repository.lint("rules").stdout
    named = repository.lint("k8s", "--config", ".multiaz-lint.yaml")
    assert named.returncode == 1, "a configuration that the user names is the user's"
    repository.write(".multiaz-lint.yaml", "")
    secret.write_text(RULE)
    assert "secret-rule" in repository.lint("k8s", "--rule-file", "../secret.yaml").stdout


def test_files_of_the_same_repository_may_be_named(repository: Repository) -> None:
    repository.write("lint/rules.yaml", RULE)
    repository.write("k8s/.multiaz-lint.yaml", "rule_files: [../lint/rules.yaml]\n")
    assert "secret-rule" in repository.lint("k8s").stdout


@posix
def test_a_linked_folder_among_changed_files_is_not_entered(
    repository: Repository, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/secret.yaml").write_text(WEB.replace("web", "secret-name"))
    (repository.path / "evil.yaml").symlink_to(tmp_path / "elsewhere")
    done = repository.lint("evil.yaml", "k8s/web.yaml", "--changed", "--format", "json")
    assert "secret-name" not in done.stdout
    assert "k8s/web.yaml" in done.stdout


def test_ignore_files_of_the_tree_hide_nothing_where_ignores_do_not_count(
    repository: Repository,
) -> None:
    repository.write(".gitignore", "k8s/\n")
    assert repository.lint(".").returncode == 3
    shown = repository.lint(".", "--isolated", "--no-ignores", "--no-baseline")
    assert shown.returncode == 1
    assert "k8s/web.yaml" in shown.stdout


# What could be executed ------------------------------------------------------------------------


def test_nothing_of_the_present_folder_is_imported(repository: Repository, ran: Path) -> None:
    code = f"open({str(ran)!r}, 'w').write(__name__)\n"
    for name in ("yaml", "json", "typer", "rich", "jsonpath_ng", "evil", "sitecustomize"):
        repository.write(f"{name}.py", code)
    repository.write("evil-1.dist-info/METADATA", "Name: evil\nVersion: 1\n")
    repository.write("evil-1.dist-info/entry_points.txt", "[multiaz_lint.rules]\nevil = evil\n")
    repository.write("multiaz_lint_evil/__init__.py", code)
    repository.write("k8s/odd.yaml", "apiVersion: v1\nkind: a\na: &a [*a]\n")
    package = str(Path(__file__).parents[2])
    repository.environ["PYTHONPATH"] = package
    for arguments in (["."], ["rules"], ["drill", "."], ["fix", "."], ["explain", "pdb-missing"]):
        assert repository.lint(*arguments).returncode in {0, 1}
        assert not ran.exists(), f"{arguments}: {ran.read_text()} was imported"


def test_what_git_is_told_to_run_is_not_run(repository: Repository, ran: Path) -> None:
    script = repository.path / ".git/evil"
    script.write_text(f"#!/bin/sh\ntouch {ran}\n")
    script.chmod(0o755)
    for key in (
        "core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass",
        "core.alternateRefsCommand", "diff.external", "diff.x.command", "diff.x.textconv",
        "filter.x.smudge", "filter.x.clean", "filter.x.process", "pager.diff", "gpg.program",
        "credential.helper", "alias.diff", "alias.rev-parse", "alias.cat-file",
    ):  # fmt: skip
        repository.git("config", key, str(script))
    repository.write(".gitattributes", "*.yaml diff=x filter=x\n")
    for hook in ("post-index-change", "reference-transaction", "post-checkout", "pre-commit"):
        target = repository.path / f".git/hooks/{hook}"
        target.parent.mkdir(exist_ok=True)
        target.write_text(script.read_text())
        target.chmod(0o755)
    repository.write("k8s/web.yaml", WEB.replace("replicas: 3", "replicas: 1"))
    repository.run("git", "add", "k8s/web.yaml")
    ran.unlink(missing_ok=True)
    assert repository.lint("k8s", "--diff-base", "HEAD").returncode == 1
    assert repository.lint("k8s/web.yaml", "--changed").returncode == 1
    assert not ran.exists()


def test_no_signature_is_verified_by_what_the_tree_names(repository: Repository, ran: Path) -> None:
    script = repository.path / ".git/evil"
    script.write_text(f"#!/bin/sh\ntouch {ran}\n")
    script.chmod(0o755)
    repository.git("config", "gpg.program", str(script))
    repository.git("config", "log.showSignature", "true")
    repository.git("rm", "--quiet", "k8s/web.yaml")
    repository.commit()
    author, _, rest = repository.git("cat-file", "commit", "HEAD").partition("\ncommitter ")
    words = "-----BEGIN PGP SIGNATURE-----\n \n any\n -----END PGP SIGNATURE-----"
    who, _, message = rest.partition("\n")
    signed = repository.path.parent / "signed"
    signed.write_text(f"{author}\ncommitter {who}\ngpgsig {words}\n{message}")
    at = repository.git("hash-object", "-t", "commit", "-w", str(signed)).strip()
    repository.git("update-ref", "HEAD", at)
    repository.git("log", "--format=")
    assert ran.exists(), "git itself does what the tree says"
    ran.unlink()
    for arguments in (["--changed", "k8s/web.yaml"], ["--diff-base", "HEAD~1"]):
        repository.lint(*arguments)
        assert not ran.exists()


@posix
@pytest.mark.parametrize("knows", [True, False], ids=["git that can be told", "older git"])
def test_what_git_lacks_is_not_fetched_whatever_the_tree_allows(
    repository: Repository, ran: Path, tmp_path: Path, *, knows: bool
) -> None:
    """Git before 2.44 reads no GIT_NO_LAZY_FETCH, and settings for one protocol beat the rest."""
    older = tmp_path / "older"
    older.mkdir()
    shell = f'#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nexec {shutil.which("git")} "$@"\n'
    (older / "git").write_text(shell)
    (older / "git").chmod(0o755)
    script = repository.path / ".git/evil"
    script.write_text(f"#!/bin/sh\ntouch {ran}\n")
    script.chmod(0o755)
    for key, value in {
        "core.repositoryFormatVersion": "1", "extensions.partialClone": "origin",
        "remote.origin.promisor": "true", "remote.origin.url": f"ext::{script} %S",
        "protocol.ext.allow": "always", "protocol.allow": "always",
    }.items():  # fmt: skip
        repository.git("config", key, value)
    blob = repository.git("rev-parse", "HEAD:k8s/web.yaml").strip()
    (repository.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    repository.run("git", "cat-file", "-p", blob)
    assert ran.exists(), "git itself does what the tree says"
    ran.unlink()
    if not knows:
        repository.environ["PATH"] = f"{older}{os.pathsep}{repository.environ['PATH']}"
    done = repository.lint("k8s", "--diff-base", "HEAD")
    assert (done.returncode, ran.exists()) == (2, False)
    assert "a partial clone has to fetch that first" in done.stderr


@pytest.mark.parametrize(
    "revision",
    ["--output=evil", "--upload-pack=touch evil", "-h", "--exec=x", "HEAD; touch evil", "a\nb",
     "..", "$(touch evil)", "HEAD^{/x", "@{u}", ":/x", ""],
)  # fmt: skip
def test_a_revision_is_a_revision(repository: Repository, revision: str) -> None:
    done = repository.lint("k8s", f"--diff-base={revision}")
    assert done.returncode == 2
    assert sorted(each.name for each in repository.path.iterdir()) == [".git", "k8s"]
    repository.environ |= {"PRE_COMMIT_FROM_REF": revision, "PRE_COMMIT_TO_REF": revision}
    assert repository.lint("k8s/web.yaml", "--changed").returncode in {0, 1, 2}
    assert sorted(each.name for each in repository.path.iterdir()) == [".git", "k8s"]


def test_a_large_file_of_another_revision_is_not_read_whole(repository: Repository) -> None:
    with (repository.path / "k8s/large.yaml").open("wb") as file:
        file.truncate(300 << 20)
    repository.commit()
    (repository.path / "k8s/large.yaml").unlink()
    limited = f"ulimit -v 400000; exec {sys.executable} -m multiaz_lint k8s --diff-base HEAD"
    done = repository.run("sh", "-c", limited)
    assert done.returncode == 0, done.stderr


def test_tags_of_python_make_nothing(repository: Repository, ran: Path) -> None:
    evil = f'!!python/object/apply:os.system ["touch {ran}"]'
    repository.write("k8s/evil.yaml", f"apiVersion: v1\nkind: ConfigMap\ndata: {evil}\n")
    repository.write(".multiaz-lint.yaml", f"select: {evil}\n")
    repository.write("rules.yaml", f"id: {evil}\n")
    repository.lint("k8s")
    repository.lint("k8s", "--isolated")
    repository.lint("k8s", "--isolated", "--rule-file", "rules.yaml")
    repository.lint("test", "rules.yaml")
    assert not ran.exists()


# What could be overwritten ---------------------------------------------------------------------


@posix
@pytest.mark.parametrize("name", ["report.json", ".multiaz-lint-baseline.json"])
def test_a_report_is_not_written_through_a_link_out_of_the_tree(
    repository: Repository, tmp_path: Path, name: str
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("{}" if "base" not in name else '{"version": 1, "findings": []}')
    before = precious.read_text()
    (repository.path / name).symlink_to(precious)
    arguments = ["--write-baseline"] if "base" in name else ["--format", f"json:{name}"]
    done = repository.lint("k8s", *arguments)
    assert done.returncode == 2
    assert "leads out" in done.stderr
    assert precious.read_text() == before


@posix
def test_no_name_of_a_temporary_file_can_be_taken_before(
    repository: Repository, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    for number in range(os.getpid(), os.getpid() + 3_000):
        (repository.path / f"report.json.{number}.tmp").symlink_to(precious)
    assert repository.lint("k8s", "--format", "json:report.json").returncode == 1
    assert precious.read_text() == "precious"
    assert json.loads((repository.path / "report.json").read_text())["version"] == 1


@posix
def test_the_summary_of_a_step_is_a_file(repository: Repository) -> None:
    os.mkfifo(repository.path.parent / "pipe")
    repository.environ["GITHUB_STEP_SUMMARY"] = str(repository.path.parent / "pipe")
    done = repository.lint("k8s", "--format", "github")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


def test_a_cache_of_the_tree_is_none(repository: Repository) -> None:
    for number in range(60):
        repository.write(f"k8s/{number}.yaml", WEB.replace("name: web", f"name: web-{number}"))
    repository.environ["XDG_CACHE_HOME"] = str(repository.path / ".cache")
    for paths in (["."], ["k8s"], [str(repository.path / "k8s")]):
        assert repository.lint(*paths).returncode == 1
        assert not (repository.path / ".cache").exists()
    assert repository.lint(".", "--cache-dir", ".cache").returncode == 1
    assert (repository.path / ".cache").exists(), "unless the user names it"


@posix
@pytest.mark.parametrize("make", [os.mkfifo, lambda p: os.symlink("/dev/zero", p)])
def test_a_rule_file_is_a_file(repository: Repository, make: Callable[[str], None]) -> None:
    make(str(repository.path / "rules.yaml"))
    for command in (["k8s", "--rule-file", "rules.yaml"], ["test", "rules.yaml"]):
        done = repository.lint(*command)
        assert done.returncode == 2
        assert "not a regular file" in done.stderr
