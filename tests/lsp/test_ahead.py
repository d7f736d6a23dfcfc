"""What the language server tells of a text before the check of all others comes to its end.

It is never told otherwise in the end: no finding vanishes then, none comes, none changes.
"""

from __future__ import annotations

import json
import re
import sys
from io import BytesIO
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint import options, pipeline
from multiaz_lint.lsp import rpc
from multiaz_lint.lsp.checking import Checking
from multiaz_lint.lsp.session import Session
from multiaz_lint.settings import Settings
from multiaz_lint.stages.ahead import texts_of
from multiaz_lint.stages.judging import Judging
from tests import repository
from tests.language_client import Client
from tests.manifests import BUDGET, LONE, WEB

if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.model import Resource
    from tests.repository import Repository

    Told = dict[str, list[dict[str, Any]]]

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES = sorted((FIXTURES / "rules").glob("*/*.yaml"))
BUILDS = (FIXTURES / "kustomize/builds.jsonl").read_text(encoding="utf-8").splitlines()
VALUES: dict[str, Any] = {**options.defaults(options.CHECK), "changed": True}


class Editor:
    """An editor that has a session with the server in this very process, one work at a time."""

    def __init__(self, ahead: Callable[[], None] = lambda: None) -> None:
        """Make one that calls ``ahead`` when something is told before the end of a check."""

        def soon(answer: Callable[[], None]) -> None:
            ahead()
            answer()

        self._stream = BytesIO()
        self._works: list[Callable[[], Callable[[], None]]] = []
        self._session = Session(VALUES, self._stream, self._works.append, soon)
        self._session.receive({"id": 1, "method": "initialize", "params": {"capabilities": {}}})
        self._version = 0
        self._open: set[str] = set()
        self.state: Told = {}
        """What the editor shows, by the addresses of the files that it shows something in."""
        self.ahead = 0
        """How many texts were told of before the end of a check."""

    def type(self, path: Path, text: str) -> None:
        self._version += 1
        document: Any = {"uri": path.as_uri(), "languageId": "yaml", "version": self._version}
        if path.as_uri() in self._open:
            parameters = {"textDocument": document, "contentChanges": [{"text": text}]}
            self._session.receive({"method": "textDocument/didChange", "params": parameters})
        else:
            self._open.add(path.as_uri())
            parameters = {"textDocument": {**document, "text": text}}
            self._session.receive({"method": "textDocument/didOpen", "params": parameters})

    def pause(self) -> None:
        """Let the check that is due come to its end, and take in what is told meanwhile."""
        at = self._stream.tell()
        self._session.idle()
        (work,) = self._works
        self._works.clear()
        answer = work()
        ahead = self._published(at)
        at = self._stream.tell()
        answer()
        told = self._published(at)
        assert not ahead.keys() & told.keys(), "told otherwise in the end"
        self.ahead += len(ahead)
        for uri, found in {**ahead, **told}.items():
            self.state.pop(uri, None)
            if found:
                self.state[uri] = found

    def _published(self, at: int) -> Told:
        """Return what has been told since, each once only."""
        self._stream.seek(at)
        found: Told = {}
        while (message := rpc.read(self._stream)) is not None:
            assert message["method"] == "textDocument/publishDiagnostics"
            uri = message["params"]["uri"]
            assert uri not in found
            found[uri] = message["params"]["diagnostics"]
        return found


def fresh(texts: dict[Path, str]) -> Told:
    """Return what an editor shows that opens all texts at once, and is told nothing ahead."""
    editor = Editor()
    for path, text in texts.items():
        editor.type(path, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Checking, "_ahead", lambda *_: None)
        editor.pause()
    assert not editor.ahead
    return editor.state


def of_rules(random: Random) -> dict[str, str]:
    """Return many inputs of rules, some of them in one folder."""
    chosen = random.sample(CASES, 12)
    return {
        f"{random.choice('abc')}/{number}-{each.name}": _without_marks(each)
        for number, each in enumerate(chosen)
    }


def of_kustomizations(random: Random) -> dict[str, str]:
    """Return kustomizations and all that they build of."""
    files: dict[str, str] = json.loads(random.choice(BUILDS))["files"]
    return {f"k/{name}": text for name, text in files.items()}


def _without_marks(path: Path) -> str:
    """Return a text without what tests expect of it, which would be taken for placeholders."""
    return re.sub(r" *# <--.*", "", path.read_text(encoding="utf-8"))


WORDS = (
    "replicas: 1", "replicas: 5", "kind: Deployment", "app: web", "  ", "- ", "name: b", "k: ${K}",
    "maxUnavailable: 0", "# multiaz-lint: ignore[replicas-too-few] so", "---", "{", "a: 1",
    "# multiaz-lint: ignore-file[pdb-missing, spread-missing, unreadable-manifest] so",
    "metadata: {annotations: {multiaz-lint/ignore: all}}", "namespace: other", "kind: Service",
)  # fmt: skip


def edited(text: str, others: list[str], random: Random) -> str:
    """Change a text somewhere, as people do, or as they do not."""
    lines = text.splitlines()
    at = random.randrange(len(lines) + 1)
    line = lines[at] if at < len(lines) else ""
    indent = line[: len(line) - len(line.lstrip())]
    change = random.randrange(8)
    if change == 0:
        lines[at : at + random.randrange(1, 4)] = []
    elif change == 1:
        lines[at:at] = lines[at : at + random.randrange(1, 6)]
    elif change == 2:
        lines.insert(at, indent + random.choice(WORDS))
    elif change == 3:
        lines[at : at + 1] = [indent + random.choice(WORDS)]
    elif change == 4:
        lines += ["---", *random.choice(others).splitlines()]
    elif change == 5:
        lines[at : at + 1] = [line.replace("web", "b").replace("3", "1").replace("1", "2")]
    elif change == 6:
        lines.insert(0, "")
    else:
        lines = random.choice((others[0].splitlines(), []))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("accepted", [False, True], ids=["", "some are accepted"])
@pytest.mark.parametrize("make", [of_rules, of_kustomizations])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_ahead_is_told_in_the_end(
    seed: int,
    make: Callable[[Random], dict[str, str]],
    accepted: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = Random(f"{seed} {make.__name__}")
    files = make(random)
    made = repository.Repository(tmp_path / "repo")
    for name, text in files.items():
        made.write(name, text)
    made.write("zz/lone.yaml", LONE)
    made.commit()
    if accepted:
        made.lint("--write-baseline", ".")
        (made.path / "zz/lone.yaml").unlink()
    monkeypatch.chdir(made.path)
    editor = Editor()
    texts: dict[Path, str] = {}
    names = random.sample(sorted(files), 2)
    others = [LONE, BUDGET, WEB, *files.values()]
    for _ in range(5):
        name = random.choice(names)
        path = made.path / name
        texts[path] = edited(texts.get(path, files[name]), others, random)
        editor.type(path, texts[path])
        editor.pause()
        assert editor.state == fresh(texts)
    assert editor.ahead or accepted or make is of_kustomizations


def test_findings_stand_in_texts_that_their_resource_is_made_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else judging what is made of a text would not find all that stands in it."""
    elsewhere: list[tuple[str, str, str]] = []
    tell = Judging._tell

    def noted(self: Judging, judged: Resource, found: Any) -> None:
        origins = {each.origin for each in texts_of(judged)}
        for problem, chosen in found:
            field = problem.field
            if field.resource.origin_at(field.path) not in origins:
                elsewhere.append((chosen.rule.id, str(judged), judged.origin))
        tell(self, judged, found)

    monkeypatch.setattr(Judging, "_tell", noted)
    monkeypatch.chdir(FIXTURES)
    assert pipeline.run(["."], Settings(plugins=False, profile="strict")).diagnostics
    assert elsewhere == []


ROLLOUT = """\
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}
spec:
  replicas: 3
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web, scaleDown: onsuccess}
"""


def test_what_is_found_of_a_rollout_stands_where_its_template_does(many: Repository) -> None:
    (many.path / ".multiaz-lint.yaml").unlink()
    many.write("k8s/rollout.yaml", ROLLOUT)
    web = many.path / "k8s/web.yaml"
    editor = Editor()
    editor.type(web, LONE)
    editor.pause()
    assert editor.ahead == 1
    assert any("rollout/web" in each["message"] for each in editor.state[web.as_uri()])
    assert editor.state == fresh({web: LONE})


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = repository.healthy(tmp_path / "repo")
    for number in range(100):
        made.write(f"many/{number}.yaml", LONE.replace("web", f"web-{number}"))
    made.commit()
    monkeypatch.chdir(made.path)
    return made


def test_only_what_a_text_holds_is_judged_before_it_is_told(
    many: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = Judging._ask

    def noted(self: Judging, chosen: Any, shown: Any, batch: Any, *more: Any) -> None:
        asked.extend(batch[at].origin for at in shown)
        ask(self, chosen, shown, batch, *more)

    monkeypatch.setattr(Judging, "_ask", noted)
    before: list[set[str]] = []
    editor = Editor(lambda: before.append(set(asked)))
    web, budget = many.path / "k8s/web.yaml", many.path / "k8s/budget.yaml"
    editor.type(budget, BUDGET.replace("app: web", "app: wab"))
    editor.pause()
    assert before == [{"k8s/budget.yaml"}]
    assert [each["code"] for each in editor.state[web.as_uri()]] == ["pdb-missing"]
    editor.type(web, LONE)
    asked.clear()
    editor.pause()
    assert before[1:] == [{"k8s/web.yaml", "k8s/budget.yaml"}]
    assert [each["code"] for each in editor.state[web.as_uri()]] == ["replicas-too-few"]


def test_telling_ahead_costs_no_whole_judgement(many: Repository) -> None:
    (many.path / ".multiaz-lint.yaml").unlink()
    web = many.path / "k8s/web.yaml"
    counts: list[int] = []
    count = 0

    def called(frame: object, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    editor = Editor(lambda: counts.append(count))
    editor.type(web, WEB)
    editor.pause()  # loads the modules
    editor.type(web, LONE)
    count = 0
    sys.setprofile(called)
    try:
        editor.pause()
    finally:
        sys.setprofile(None)
    assert counts[1] < count / 2


def test_what_is_told_ahead_is_told_before_the_rest(many: Repository) -> None:
    web, budget = many.path / "k8s/web.yaml", many.path / "k8s/budget.yaml"
    with Client(many.path, environ=many.environ) as client:
        client.begin(many.path)
        client.open(budget, BUDGET.replace("app: web", "app: wab"))
        client.change(budget, BUDGET.replace("app: web", "app: shop"), version=2)
        told = [client.next_of("textDocument/publishDiagnostics") for _ in range(2)]
        assert [each["uri"] for each in told] == [budget.as_uri(), web.as_uri()]
        client.change(budget, BUDGET, version=3)
        told = [client.next_of("textDocument/publishDiagnostics") for _ in range(2)]
        assert [each["uri"] for each in told] == [budget.as_uri(), web.as_uri()]
        assert [each["diagnostics"] for each in told] == [[], []]


LATER = {
    "k8s/kustomization.yaml": "resources: [web.yaml]\n",
    "k8s/open.yaml": WEB.replace("app: web", 'app: "${APP}"'),
    "k8s/silent.yaml": WEB.replace("  rep", "  # multiaz-lint: ignore[replicas-too-few] no\n  rep"),
}
"""Texts of which it is not known before the end what is found in them."""


@pytest.mark.parametrize(("name", "text"), LATER.items(), ids=LATER)
def test_some_texts_are_told_of_in_the_end(many: Repository, name: str, text: str) -> None:
    (many.path / ".multiaz-lint.yaml").unlink()
    path = many.path / name
    editor = Editor()
    editor.type(path, text)
    editor.pause()
    told_of_it = editor.ahead
    assert editor.state == fresh({path: text})
    editor.type(many.path / "many/7.yaml", WEB)
    editor.pause()
    assert (told_of_it, editor.ahead) == (0, 1), "the other one is told of, and it alone"


def test_a_finding_that_may_have_moved_is_told_in_the_end(many: Repository) -> None:
    """An entry for a file that is gone follows one finding: which one depends on all others."""
    made = many.lint("--write-baseline", ".")
    assert made.returncode == 0, made.stderr
    old, new = many.path / "many/5.yaml", many.path / "many/new.yaml"
    text = old.read_text(encoding="utf-8")
    editor = Editor()
    editor.type(old, text + "# as it was\n")
    editor.pause()
    assert editor.ahead == 1
    assert editor.state == {}
    (many.path / "many/6.yaml").unlink()
    editor.type(new, text.replace("web-5", "web-6"))
    editor.pause()
    assert editor.ahead == 1
    assert editor.state == {}


def test_texts_of_several_folders_are_told_of_in_the_end(many: Repository) -> None:
    many.write("other/.multiaz-lint.yaml", "profile: survive\n")
    many.write("other/web.yaml", WEB)
    texts = {many.path / "k8s/web.yaml": LONE, many.path / "other/web.yaml": LONE}
    editor = Editor()
    for path, text in texts.items():
        editor.type(path, text)
    editor.pause()
    assert not editor.ahead
    assert editor.state == fresh(texts)


def test_what_several_kustomizations_build_is_told_ahead_once_as_in_the_end(
    many: Repository,
) -> None:
    (many.path / ".multiaz-lint.yaml").unlink()
    many.write("base/kustomization.yaml", "resources: [web.yaml]\n")
    many.write("base/web.yaml", WEB)
    for name in ("dev", "prod", "test"):
        many.write(f"{name}/kustomization.yaml", f"resources: [../base]\nnamespace: {name}\n")
    web = many.path / "base/web.yaml"
    editor = Editor()
    editor.type(web, LONE)
    editor.pause()
    assert editor.ahead == 1
    assert [each["code"] for each in editor.state[web.as_uri()]].count("replicas-too-few") == 1
    assert editor.state == fresh({web: LONE})


@pytest.mark.parametrize(
    ("name", "ahead"),
    [("made.yaml", 0), ("chart/templates/web.yaml", 0), ("chart/values.yaml", 0), ("b.yaml", 1)],
)
def test_files_of_charts_with_what_they_make_are_told_of_in_the_end(
    many: Repository, name: str, ahead: int
) -> None:
    many.write("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
    many.write("chart/values.yaml", "replicas: 1\n")
    many.write("chart/templates/web.yaml", LONE.replace(": 1", ": {{ .Values.replicas }}"))
    many.write("made.yaml", f"---\n# Source: web/templates/web.yaml\n{LONE}")
    many.write("b.yaml", LONE.replace("web", "b"))
    path = many.path / name
    text = f"{path.read_text(encoding='utf-8')}# more\n"
    editor = Editor()
    editor.type(path, text)
    editor.pause()
    assert editor.ahead == ahead
    assert editor.state == fresh({path: text})
