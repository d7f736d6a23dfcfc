"""Fuzzes all that users set: the configuration, files of rules, .gitignore files, options."""

from __future__ import annotations

import shlex
from pathlib import Path

from fuzz.program import run
from fuzz.sources import both, own
from fuzz.target import BrokenError, Target
from multiaz_lint.commands.exits import USAGE
from multiaz_lint.declarative import RuleFileError
from multiaz_lint.declarative.rule_file import parse
from multiaz_lint.load.ignore import ignored
from multiaz_lint.load.ignore import parse as patterns
from multiaz_lint.load.source import Source

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
"""
_CONFIGURATIONS = """\
profile: strict
kubernetes: "1.31"
zones: [a, b, c]
context: closed
fail_on: error
===
zones: 3
recovery_time: 5m
topology_keys: [rack]
default_spread: true
pdb_automation: true
default_namespace: shop
exclude: ['*.json', /a/**/b, '!c']
===
rules:
  image-latest: off
  replicas-too-few: {minimum: 2, severity: error}
select: [api-*, pdb, replicas-too-few]
limits: {nesting: 50, nodes: 1000, documents: 9}
===
ignore:
- {rule: pdb, path: 'w*', kind: Deployment, name: we?, namespace: '*', reason: known}
- rule: [image-latest, all]
  expires: 2030-01-31
  reason: none
===
drill:
  nodes_per_zone: 2
  plays: 2
  capacity: {cpu: 4, memory: 8Gi, pods: 20}
  require: [survivors>=1, pending=0, recovery<=400s]
===
drill:
  pools:
  - name: big
    nodes_per_zone: 1
    zones: [a, b]
    labels: {disk: ssd}
    taints: [{key: a, value: b, effect: NoSchedule}]
    capacity: {cpu: 8}
  require: []
===
adapters:
- kind: acme.example/Web
  replicas: spec.size
  template: spec.pod
  labels: {app: web}
  missing_replicas: 1
- {kind: a.b/C, at: 'spec.sets[*]', replicas: n, component: name, labels_from: [app],
   fields: {nodeSelector: where}, settles: []}
===
baseline: base.json
rule_files: [rules.yaml]
""".split("===\n")
_COMMANDS = (
    ["check", "."], ["config", "check", ".multiaz-lint.yaml"], ["drill", ".", "--no-causes"],
    ["config", "show"], ["fix", "."], ["rules"],
)  # fmt: skip


def configuration(text: str) -> None:
    """A configuration is read, or refused in words that name the file, by every command."""
    arguments = _COMMANDS[len(text) % len(_COMMANDS)]
    files = {".multiaz-lint.yaml": text, "web.yaml": WEB, "rules.yaml": _RULE, "base.json": _BASE}
    answer = run(arguments, files)
    if answer.code == USAGE and not _names_what_is_wrong(answer.err):
        raise BrokenError(f"an error without a place: {answer.err}")


_BASE = '{"version": 1, "findings": []}'
_RULE = """\
id: own-rule
severity: info
kinds: [Deployment]
doc: "Words."
each: $.spec
field: replicas
expect: {present: true}
message: none
"""


def _names_what_is_wrong(words: str) -> bool:
    return any(
        each in words
        for each in (
            ".multiaz-lint.yaml:", "rules.yaml:", "configuration: ", "option --", "base.json:",
            "no rule is called", "rule ", "the cluster shape:", "no such file", "cannot be read",
        )
    )  # fmt: skip


def rule_file(text: str) -> None:
    """A file of users' rules is read and run, or refused in words with their place."""
    try:
        parse(Source("rules.yaml", text))
    except RuleFileError as error:
        for words in error.mistakes:
            if not words.startswith("rules.yaml:"):
                raise BrokenError(f"an error without a place: {words}") from None
        return
    run(["check", "web.yaml", "--rule-file", "rules.yaml", "--quiet"], {"web.yaml": WEB,
        "rules.yaml": text})  # fmt: skip


_PATHS = ("a", "a/b.yaml", "a" * 60, "ab/" * 40 + "c", "k8s/web/.hidden/x.yaml", "a/b/c/d/e/f/g")


def ignore_file(text: str) -> None:
    """Every .gitignore is read, and asking it takes no time to speak of."""
    found = patterns(text)
    for path in _PATHS:
        for folder in (True, False):
            ignored(path, (("", found),), folder=folder)


_OPTIONS = (
    "check web.yaml --zones 3 --format json --fail-on never",
    "check . --profile survive --select pdb,image-latest --ignore api --severity pdb-missing=info",
    "drill . --zones a,b,c --lose a --plays 2 --nodes-per-zone 3 --require survivors>=1,pending=0",
    "drill web.yaml --no-causes --no-rollouts --format json --kubernetes 1.30",
    "fix web.yaml --unsafe --check --rule pdb-missing", "explain pdb-missing",
    "rules --format json --profile strict", "check - --context closed --quiet --show-silenced",
    "check web.yaml --kubernetes 1.29 --default-namespace a --exclude *.json --no-cache",
    "test rules.yaml", "config check", "check . --statistics --color always", "check . --matrix",
    "--help",
)  # fmt: skip
_WRITES = ("write", "prune", "report", "format", "cache", "install", "-o", "/", "~")


def options(text: str) -> None:
    """Whatever stands on the command line is done, or refused in words."""
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    kept = [word for word in words if not any(each in word for each in _WRITES)]
    if "--format" in words and words.index("--format") + 1 < len(words):
        kept += ["--format", words[words.index("--format") + 1].replace(":", "").replace("/", "")]
    if any("\0" in word for word in kept):
        return
    run(kept, {"web.yaml": WEB, "rules.yaml": _RULE}, stdin=WEB)


def _rules(_: str) -> list[str]:
    shipped = Path(__file__).parent.parent.parent / "rules"
    return [path.read_text(encoding="utf-8") for path in sorted(shipped.glob("*.yaml"))]


TARGETS = (
    Target("configuration", configuration, own(*_CONFIGURATIONS), 30),
    Target("rule_file", rule_file, both(_rules, _RULE), 100),
    Target("ignore_file", ignore_file, own("*.json\n/a/**/b\n!c\\ \n[a-c]?/\n# no\n**/x*y*z*\n"),
           200),
    Target("options", options, own(*_OPTIONS), 40),
)  # fmt: skip
