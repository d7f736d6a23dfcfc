"""Kustomizations that somebody got wrong, or wrote in a rare form, and what Kustomize makes of them.

    python oracle/gen/kustomize_cases.py KUSTOMIZE > fixtures/kustomize/cases.jsonl

``KUSTOMIZE`` is the program. A line is a tree as ``gen/kustomize.py`` writes it, and its ``name``.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from kustomize import built

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: {note: a-b-c}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      nodeSelector: {disk: fast}
      containers:
      - {name: c, image: r/c, args: [one, two, three], ports: [{containerPort: 80}, {containerPort: 81}]}
      - {name: d, image: r/d}
"""
MORE = """\
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec: {selector: {app: web}, ports: [{port: 80}], sessionAffinity: None}
---
apiVersion: example.org/v1
kind: Thing
metadata: {name: thing}
spec: {list: [a, b], quoted: ['a', "b", c], whole: 7, flag: true, open: false, share: 0.5, none: null}
"""
CLUSTER = """\
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.example.org}
spec: {service: {name: web, namespace: before}, group: example.org, version: v1}
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.apps}
spec: {group: apps, version: v1}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.org}
spec:
  group: example.org
  names: {kind: Thing, plural: things}
  scope: Namespaced
  conversion: {strategy: Webhook, webhook: {clientConfig: {service: {name: web}}}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hooks}
webhooks:
- {name: a.example.org, clientConfig: {service: {name: web, namespace: default}}}
- {name: b.example.org, clientConfig: {service: {name: api, namespace: default}}}
- {name: c.example.org, clientConfig: {url: "https://example.org"}}
---
apiVersion: v1
kind: Namespace
metadata: {name: before}
"""
"""Objects without a namespace; most of them name a Service, which may get another one."""
VARIABLES = """\
# why

# why
\t# indented

a=from-file
  b=c=d
"""

OF_WEB = "target: {kind: Deployment, name: web}"
JSON_PATCHES = {
    "an operation that is no mapping": "[replace]",
    "an operation without path": "[{op: remove}]",
    "an operation with another path": "[{op: remove, path: 7}]",
    "a path without slash": "[{op: remove, path: spec/replicas}]",
    "an unknown operation": "[{op: drop, path: /spec/replicas}]",
    "no operation": "[{path: /spec/replicas}]",
    "no operations": "[]",
    "a step that is missing": "[{op: remove, path: /spec/none}]",
    "a replaced step that is missing": "[{op: replace, path: /spec/none, value: 1}]",
    "an added step that is missing": "[{op: add, path: /spec/minReadySeconds, value: 1}]",
    "a step below what is missing": "[{op: add, path: /spec/none/below, value: 1}]",
    "a step below a scalar": "[{op: add, path: /spec/replicas/below, value: 1}]",
    "the whole object removed": "[{op: remove, path: ''}]",
    "the whole object replaced by a text": "[{op: replace, path: '', value: a}]",
    "no kind left": "[{op: remove, path: /kind}]",
    "no name left": "[{op: remove, path: /metadata/name}]",
    "an item replaced": "[{op: replace, path: ARGS/1, value: new}]",
    "an item removed": "[{op: remove, path: ARGS/1}]",
    "an item added": "[{op: add, path: ARGS/1, value: new}]",
    "an item added last": "[{op: add, path: ARGS/-, value: new}]",
    "an item added behind the last": "[{op: add, path: ARGS/3, value: new}]",
    "an item added too far": "[{op: add, path: ARGS/4, value: new}]",
    "an item removed by a dash": "[{op: remove, path: ARGS/-}]",
    "an item behind the last replaced": "[{op: replace, path: ARGS/3, value: new}]",
    "an item from the end": "[{op: replace, path: ARGS/-1, value: new}]",
    "the first item from the end": "[{op: replace, path: ARGS/-3, value: new}]",
    "an item before the first": "[{op: replace, path: ARGS/-4, value: new}]",
    "an item added from the end": "[{op: add, path: ARGS/-1, value: new}]",
    "an item with a leading zero": "[{op: replace, path: ARGS/01, value: new}]",
    "an item with a sign": "[{op: replace, path: ARGS/+1, value: new}]",
    "an item of many digits": "[{op: replace, path: ARGS/10000000000000000000000001, value: new}]",
    "an item that is no number": "[{op: replace, path: ARGS/one, value: new}]",
    "a copied item": "[{op: copy, from: ARGS/2, path: ARGS/0}]",
    "a moved item": "[{op: move, from: ARGS/0, path: ARGS/2}]",
    "a copied mapping": "[{op: copy, from: /spec/selector, path: /spec/copy}]",
    "a moved mapping": "[{op: move, from: POD/nodeSelector, path: /spec/moved}]",
    "copied without from": "[{op: copy, path: /spec/copy}]",
    "a test that holds": "[{op: test, path: /spec/replicas, value: 3}, CHANGE]",
    "a test of a mapping": "[{op: test, path: /spec/selector, value: {matchLabels: {app: web}}}, CHANGE]",
    "a test of another mapping": "[{op: test, path: /spec/selector, value: {matchLabels: {app: no}}}, CHANGE]",
    "a test of a larger mapping": "[{op: test, path: /spec/selector, value: {}}, CHANGE]",
    "a test of a mapping for a text": "[{op: test, path: /spec/selector, value: web}, CHANGE]",
    "a test of a text for a mapping": "[{op: test, path: /kind, value: {a: b}}, CHANGE]",
    "a test of a sequence for a text": "[{op: test, path: ARGS, value: one}, CHANGE]",
    "a test of a sequence": "[{op: test, path: ARGS, value: [one, two, three]}, CHANGE]",
    "a test of a longer sequence": "[{op: test, path: ARGS, value: [one, two]}, CHANGE]",
    "a test of another sequence": "[{op: test, path: ARGS, value: [one, three, two]}, CHANGE]",
    "a test of a sequence for a mapping": "[{op: test, path: ARGS, value: {}}, CHANGE]",
    "a test of an item": "[{op: test, path: ARGS/1, value: two}, CHANGE]",
    "a test of another item": "[{op: test, path: ARGS/1, value: one}, CHANGE]",
    "a test of a number for a truth": "[{op: add, path: /spec/paused, value: true}, {op: test, path: /spec/paused, value: 1}, CHANGE]",
    "a test of what is missing": "[{op: test, path: /spec/none, value: 1}, CHANGE]",
    "a test for nothing": "[{op: test, path: /spec/none}, CHANGE]",
    "a slash in a step": "[{op: add, path: /metadata/annotations/a~1b~0c, value: new}]",
}  # fmt: skip
MOVED = {
    "a replaced namespace": "[{op: replace, path: /metadata/namespace, value: other}]",
    "a removed namespace": "[{op: remove, path: /metadata/namespace}]",
    "a tested namespace": "[{op: test, path: /metadata/namespace, value: shop}, CHANGE]",
    "another tested namespace": "[{op: test, path: /metadata/namespace, value: other}, CHANGE]",
    "a copied namespace": "[{op: copy, from: /metadata/namespace, path: /metadata/annotations/of}]",
    "a moved namespace": "[{op: move, from: /metadata/namespace, path: /metadata/annotations/of}]",
    "a replaced name": "[{op: replace, path: /metadata/name, value: other}]",
    "a copied name": "[{op: copy, from: /metadata/name, path: /metadata/annotations/of}]",
}  # fmt: skip
"""Operations on what a base has put into a namespace."""
SHORT = {
    "ARGS": "/spec/template/spec/containers/0/args",
    "POD": "/spec/template/spec",
    "CHANGE": "{op: replace, path: /spec/replicas, value: 7}",
}

HEAD = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}"
MERGED = {
    "a scalar for a mapping": "spec: {selector: web}",
    "a mapping for a scalar": "spec: {replicas: {a: 3}}",
    "a sequence for a mapping": "spec: {selector: [web]}",
    "a sequence replaced": "spec: {template: {spec: {containers: [{$patch: replace}, {name: e, image: r/e}]}}}",
    "a sequence replaced in part": "spec: {template: {spec: {containers: [{name: e, image: r/e, env: null}, {$patch: replace}, {name: f, image: r/f}]}}}",
    "a sequence deleted": "spec: {template: {spec: {containers: [{$patch: delete}, {name: e}]}}}",
    "an item deleted": "spec: {template: {spec: {containers: [{name: d, $patch: delete}]}}}",
    "an item deleted that is not there": "spec: {template: {spec: {containers: [{name: e, $patch: delete}]}}}",
    "an item replaced": "spec: {template: {spec: {containers: [{name: c, image: r/new, $patch: replace}]}}}",
    "a mapping deleted": "spec: {template: {spec: {nodeSelector: {$patch: delete}}}}",
    "a mapping replaced": "spec: {template: {spec: {nodeSelector: {$patch: replace, zone: a}}}}",
    "a mapping merged": "spec: {template: {spec: {nodeSelector: {$patch: merge, zone: a}}}}",
    "a new mapping deleted": "spec: {template: {spec: {affinity: {$patch: delete}}}}",
    "an unknown directive": "spec: {template: {spec: {nodeSelector: {$patch: drop}}}}",
    "an object deleted": "$patch: delete",
    "a null": "spec: {replicas: null}",
    "a null of a sequence": "spec: {template: {spec: {containers: null}}}",
    "a number for a number": "spec: {replicas: 5}",
}  # fmt: skip

SOURCE = "source: {kind: Deployment, name: web, fieldPath: spec.replicas}"
TARGETS = "targets: [{select: {kind: Thing}, fieldPaths: [spec.whole]}]"
REPLACED = {
    "a number": f"{SOURCE}, {TARGETS}",
    "no source": TARGETS,
    "no targets": SOURCE,
    "targets that are empty": f"{SOURCE}, targets: []",
    "two sources": f"sourceValue: '8', {SOURCE}, {TARGETS}",
    "a text for a number": f"sourceValue: many, {TARGETS}",
    "a digit for a number": f"sourceValue: '8', {TARGETS}",
    "a share for a number": f"sourceValue: '0.5', {TARGETS}",
    "a truth for a number": f"sourceValue: 'true', {TARGETS}",
    "a number for a truth": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.flag]}}]",
    "a truth for a truth": "sourceValue: 'false', targets: [{select: {kind: Thing}, fieldPaths: [spec.flag]}]",
    "a truth of YAML 1.1": "sourceValue: 'no', targets: [{select: {kind: Thing}, fieldPaths: [spec.flag]}]",
    "a number for a share": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.share]}}]",
    "a target that selects nothing": f"{SOURCE}, targets: [{{fieldPaths: [spec.whole]}}]",
    "a target that is not there": f"{SOURCE}, targets: [{{select: {{kind: None}}, fieldPaths: [spec.whole]}}]",
    "a field that is not there": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.no]}}]",
    "a field that is made": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.no.a], options: {{create: true}}}}]",
    "an item that is made": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: ['spec.no.[name=a].b'], options: {{create: true}}}}]",
    "a field below a scalar": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.whole.a]}}]",
    "a field below a sequence": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.list.a]}}]",
    "a field below null": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.none.a]}}]",
    "an item": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.list.1]}]",
    "the first item": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.list.0]}]",
    "an item behind the last": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.list.2]}]",
    "an item behind the last that is made": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.list.2], options: {create: true}}]",
    "an item too far that is made": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.list.3], options: {create: true}}]",
    "an item of what is no sequence": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.1]}]",
    "an item that is a text": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['spec.list.[=a]']}]",
    "an item that is a text in quotes": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['spec.quoted.[=a]']}]",
    "an item that is a whole text in quotes": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['spec.quoted.[=^a$]']}]",
    "an item that is a whole text in two quotes": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['spec.quoted.[=^b$]']}]",
    "an item that is a whole text": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['spec.quoted.[=^c$]']}]",
    "every item": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['spec.list.*']}]",
    "every item of a mapping": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['spec.*']}]",
    "every item of items": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.*.image']}]",
    "an item by its name": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=d].image']}]",
    "an item by no name": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=e].image']}]",
    "a step of brackets without value": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name].image']}]",
    "a path that begins with a dot": "sourceValue: '8', targets: [{select: {kind: Thing}, fieldPaths: [.spec.whole]}]",
    "a dot behind a backslash": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['metadata.annotations.a\\.b/c'], options: {create: true}}]",
    "a dot in brackets": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['metadata.annotations.[a.b/c]'], options: {create: true}}]",
    "the name by default": "sourceValue: other, targets: [{select: {kind: Thing}}]",
    "a name that is empty": "sourceValue: '', targets: [{select: {kind: Thing}}]",
    "the last item of the source": "source: {kind: Thing, fieldPath: spec.list.-}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "an item of the source": "source: {kind: Thing, fieldPath: spec.list.0}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "an item of the source behind the last": "source: {kind: Thing, fieldPath: spec.list.2}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "an item of the source by its name": "source: {kind: Deployment, fieldPath: 'spec.template.spec.containers.[name=d].image'}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "an item of the source that is a text": "source: {kind: Thing, fieldPath: 'spec.list.[=b]'}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "every item of the source": "source: {kind: Thing, fieldPath: 'spec.list.*'}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source below a scalar": "source: {kind: Thing, fieldPath: spec.whole.a}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source below null": "source: {kind: Thing, fieldPath: spec.none.a}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source of null": "source: {kind: Thing, fieldPath: spec.none}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "an item of a source that is no sequence": "source: {kind: Thing, fieldPath: spec.1}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source that is a mapping": "source: {kind: Deployment, fieldPath: spec.selector.matchLabels}, targets: [{select: {kind: Service}, fieldPaths: [spec.selector]}]",
    "a source that is missing": "source: {kind: None}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "several sources": "source: {name: web}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source of another version": "source: {kind: Deployment, version: v2}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source of its group": "source: {kind: Deployment, group: apps, version: v1, namespace: default}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a mapping for a scalar": "source: {kind: Deployment, fieldPath: spec.selector}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a scalar for a mapping": f"{SOURCE}, targets: [{{select: {{kind: Service}}, fieldPaths: [spec.selector]}}]",
    "a delimiter of the source": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-', index: 1}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a delimiter without index": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-'}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "the last part of the source": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-', index: 2}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a part of the source too far": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-', index: 3}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a part of the source before the first": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-', index: -1}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a part of a source that is a mapping": "source: {kind: Deployment, fieldPath: spec.selector, options: {delimiter: '-'}}, targets: [{select: {kind: Service}, fieldPaths: [spec.selector]}]",
    "an index that is a text": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-', index: one}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a delimiter of the target": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.note], options: {delimiter: '-', index: 1}}]",
    "the last part of the target": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.note], options: {delimiter: '-', index: 2}}]",
    "a part behind the last": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.note], options: {delimiter: '-', index: 3}}]",
    "a part far behind the last": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.note], options: {delimiter: '-', index: 9}}]",
    "a part before the first": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.note], options: {delimiter: '-', index: -1}}]",
    "a part of a mapping": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [spec.selector], options: {delimiter: '-'}}]",
    "a part of what is made": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.no], options: {delimiter: '-', index: 1, create: true}}]",
    "a part of a number": "source: {kind: Deployment, fieldPath: spec.replicas, options: {delimiter: '-'}}, targets: [{select: {kind: Thing}, fieldPaths: [spec.whole]}]",
    "a rejected name": "sourceValue: '8', targets: [{select: {kind: Thing}, reject: [{name: thing}], fieldPaths: [spec.whole]}]",
    "a rejected label": "sourceValue: new, targets: [{select: {name: web}, reject: [{labelSelector: app=web}], fieldPaths: [metadata.annotations.note]}]",
    "a rejected kind": "sourceValue: new, targets: [{select: {name: web}, reject: [{kind: Service}], fieldPaths: [metadata.annotations.note]}]",
}  # fmt: skip

DATA = "targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]"
GENERATED = {
    "no name": "configMapGenerator: [{literals: [a=b]}]",
    "a literal without value": "configMapGenerator: [{name: made, literals: [a]}]",
    "a literal without key": "configMapGenerator: [{name: made, literals: [=b]}]",
    "a literal with an empty value": "configMapGenerator: [{name: made, literals: [a=]}]",
    "a literal": f"configMapGenerator: [{{name: made, literals: [a=b=c]}}]\nreplacements: [{{source: {{kind: ConfigMap, fieldPath: data.a}}, {DATA}}}]",
    "a literal in quotes": f"configMapGenerator: [{{name: made, literals: ['a=\"b\"']}}]\nreplacements: [{{source: {{kind: ConfigMap, fieldPath: data.a}}, {DATA}}}]",
    "a literal in one quote": f"configMapGenerator: [{{name: made, literals: ['a=\"b']}}]\nreplacements: [{{source: {{kind: ConfigMap, fieldPath: data.a}}, {DATA}}}]",
    "a literal that is one quote": f"configMapGenerator: [{{name: made, literals: ['a=\"']}}]\nreplacements: [{{source: {{kind: ConfigMap, fieldPath: data.a}}, {DATA}}}]",
    "a literal in two kinds of quotes": f"configMapGenerator: [{{name: made, literals: ['a=\"b`']}}]\nreplacements: [{{source: {{kind: ConfigMap, fieldPath: data.a}}, {DATA}}}]",
    "a literal of a secret": f"secretGenerator: [{{name: made, literals: [a=b]}}]\nreplacements: [{{source: {{kind: Secret, fieldPath: data.a}}, {DATA}}}]",
    "a type of a secret": f"secretGenerator: [{{name: made, type: own, literals: [a=b]}}]\nreplacements: [{{source: {{kind: Secret, fieldPath: type}}, {DATA}}}]",
    "no type of a secret": f"secretGenerator: [{{name: made, literals: [a=b]}}]\nreplacements: [{{source: {{kind: Secret, fieldPath: type}}, {DATA}}}]",
    "a type of a config map": f"configMapGenerator: [{{name: made, type: own, literals: [a=b]}}]\nreplacements: [{{source: {{kind: ConfigMap, fieldPath: type}}, {DATA}}}]",
    "a namespace of its own": f"configMapGenerator: [{{name: made, namespace: there, literals: [a=b]}}]\nreplacements: [{{source: {{kind: ConfigMap, fieldPath: metadata.namespace}}, {DATA}}}]",
    "labels of all": f"configMapGenerator: [{{name: made}}]\ngeneratorOptions: {{labels: {{x: all}}}}\nreplacements: [{{source: {{kind: ConfigMap, fieldPath: metadata.labels.x}}, {DATA}}}]",
    "labels of its own": f"configMapGenerator: [{{name: made, options: {{labels: {{x: own}}}}}}]\ngeneratorOptions: {{labels: {{x: all}}}}\nreplacements: [{{source: {{kind: ConfigMap, fieldPath: metadata.labels.x}}, {DATA}}}]",
    "data that stays": "configMapGenerator: [{name: made}]\ngeneratorOptions: {immutable: true}\nreplacements: [{source: {kind: ConfigMap, fieldPath: immutable}, targets: [{select: {kind: Thing}, fieldPaths: [spec.open]}]}]",
    "data of its own that stays": "configMapGenerator: [{name: made, options: {immutable: true}}]\nreplacements: [{source: {kind: ConfigMap, fieldPath: immutable}, targets: [{select: {kind: Thing}, fieldPaths: [spec.open]}]}]",
    "data that may change": "configMapGenerator: [{name: made}]\nreplacements: [{source: {kind: ConfigMap, fieldPath: immutable}, targets: [{select: {kind: Thing}, fieldPaths: [spec.open]}]}]",
    "a variable of a file": f"configMapGenerator: [{{name: made, envs: [v.env]}}]\nreplacements: [{{source: {{kind: ConfigMap, fieldPath: data.a}}, {DATA}}}]",
    "an indented variable of a file": f"configMapGenerator: [{{name: made, env: v.env}}]\nreplacements: [{{source: {{kind: ConfigMap, fieldPath: data.b}}, {DATA}}}]",
    "a variable of a file and a literal": "configMapGenerator: [{name: made, envs: [v.env], literals: [a=b]}]",
    "a key twice": "configMapGenerator: [{name: made, literals: [a=b, a=c]}]",
    "a file without key": "configMapGenerator: [{name: made, files: [=web.yaml]}]",
    "a file without path": "configMapGenerator: [{name: made, files: [a=]}]",
    "a file with two signs": "configMapGenerator: [{name: made, files: [a=b=web.yaml]}]",
    "a merge into nothing": "configMapGenerator: [{name: made, behavior: merge, literals: [a=b]}]",
    "a replaced nothing": "secretGenerator: [{name: made, behavior: replace, literals: [a=b]}]",
    "an unknown behavior": "configMapGenerator: [{name: made, behavior: drop, literals: [a=b]}]",
    "two of one name": "configMapGenerator: [{name: made, literals: [a=b]}, {name: made, literals: [a=b]}]",
}  # fmt: skip

PATCHES = {
    "an operation that is no mapping": "[replace]",
    "an operation without path": "[{op: remove}]",
    "an operation with another path": "[{op: remove, path: 7}]",
    "a path without slash": "[{op: remove, path: spec/replicas}]",
    "an unknown operation": "[{op: drop, path: /spec/replicas}]",
    "no operation": "[{path: /spec/replicas}]",
    "no operations": "[]",
    "a step that is missing": "[{op: remove, path: /spec/none}]",
    "a replaced step that is missing": "[{op: replace, path: /spec/none, value: 1}]",
    "an added step that is missing": "[{op: add, path: /spec/minReadySeconds, value: 1}]",
    "a step below what is missing": "[{op: add, path: /spec/none/below, value: 1}]",
    "a step below a scalar": "[{op: add, path: /spec/replicas/below, value: 1}]",
    "the whole object removed": "[{op: remove, path: ''}]",
    "the whole object replaced by a text": "[{op: replace, path: '', value: a}]",
    "no kind left": "[{op: remove, path: /kind}]",
    "no name left": "[{op: remove, path: /metadata/name}]",
    "an item replaced": "[{op: replace, path: ARGS/1, value: new}]",
    "an item removed": "[{op: remove, path: ARGS/1}]",
    "an item added": "[{op: add, path: ARGS/1, value: new}]",
    "an item added last": "[{op: add, path: ARGS/-, value: new}]",
    "an item added behind the last": "[{op: add, path: ARGS/3, value: new}]",
    "an item added too far": "[{op: add, path: ARGS/4, value: new}]",
    "an item removed by a dash": "[{op: remove, path: ARGS/-}]",
    "an item behind the last replaced": "[{op: replace, path: ARGS/3, value: new}]",
    "an item from the end": "[{op: replace, path: ARGS/-1, value: new}]",
    "the first item from the end": "[{op: replace, path: ARGS/-3, value: new}]",
    "an item before the first": "[{op: replace, path: ARGS/-4, value: new}]",
    "an item added from the end": "[{op: add, path: ARGS/-1, value: new}]",
    "an item with a leading zero": "[{op: replace, path: ARGS/01, value: new}]",
    "an item with a sign": "[{op: replace, path: ARGS/+1, value: new}]",
    "an item of many digits": "[{op: replace, path: ARGS/10000000000000000000000001, value: new}]",
    "an item that is no number": "[{op: replace, path: ARGS/one, value: new}]",
    "a copied item": "[{op: copy, from: ARGS/2, path: ARGS/0}]",
    "a moved item": "[{op: move, from: ARGS/0, path: ARGS/2}]",
    "a copied mapping": "[{op: copy, from: /spec/selector, path: /spec/copy}]",
    "a moved mapping": "[{op: move, from: POD/nodeSelector, path: /spec/moved}]",
    "copied without from": "[{op: copy, path: /spec/copy}]",
    "a test that holds": "[{op: test, path: /spec/replicas, value: 3}, CHANGE]",
    "a test of a mapping": "[{op: test, path: /spec/selector, value: {matchLabels: {app: web}}}, CHANGE]",
    "a test of another mapping": "[{op: test, path: /spec/selector, value: {matchLabels: {app: no}}}, CHANGE]",
    "a test of a larger mapping": "[{op: test, path: /spec/selector, value: {}}, CHANGE]",
    "a test of a sequence": "[{op: test, path: ARGS, value: [one, two, three]}, CHANGE]",
    "a test of a longer sequence": "[{op: test, path: ARGS, value: [one, two]}, CHANGE]",
    "a test of another sequence": "[{op: test, path: ARGS, value: [one, three, two]}, CHANGE]",
    "a test of a sequence for a mapping": "[{op: test, path: ARGS, value: {}}, CHANGE]",
    "a test of an item": "[{op: test, path: ARGS/1, value: two}, CHANGE]",
    "a test of another item": "[{op: test, path: ARGS/1, value: one}, CHANGE]",
    "a test of a number for a truth": "[{op: add, path: /spec/paused, value: true}, {op: test, path: /spec/paused, value: 1}, CHANGE]",
    "a test of what is missing": "[{op: test, path: /spec/none, value: 1}, CHANGE]",
    "a test for nothing": "[{op: test, path: /spec/none}, CHANGE]",
    "a slash in a step": "[{op: add, path: /metadata/annotations/a~1b~0c, value: new}]",
}  # fmt: skip
SHORT = {
    "ARGS": "/spec/template/spec/containers/0/args",
    "POD": "/spec/template/spec",
    "CHANGE": "{op: replace, path: /spec/replicas, value: 7}",
}

HEAD = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}"
MERGED = {
    "a scalar for a mapping": "spec: {selector: web}",
    "a mapping for a scalar": "spec: {replicas: {a: 3}}",
    "a sequence for a mapping": "spec: {selector: [web]}",
    "a sequence replaced": "spec: {template: {spec: {containers: [{$patch: replace}, {name: e, image: r/e}]}}}",
    "a sequence replaced in part": "spec: {template: {spec: {containers: [{name: e, image: r/e, env: null}, {$patch: replace}, {name: f, image: r/f}]}}}",
    "a sequence deleted": "spec: {template: {spec: {containers: [{$patch: delete}, {name: e}]}}}",
    "an item deleted": "spec: {template: {spec: {containers: [{name: d, $patch: delete}]}}}",
    "an item deleted that is not there": "spec: {template: {spec: {containers: [{name: e, $patch: delete}]}}}",
    "an item replaced": "spec: {template: {spec: {containers: [{name: c, image: r/new, $patch: replace}]}}}",
    "a mapping deleted": "spec: {template: {spec: {nodeSelector: {$patch: delete}}}}",
    "a mapping replaced": "spec: {template: {spec: {nodeSelector: {$patch: replace, zone: a}}}}",
    "a mapping merged": "spec: {template: {spec: {nodeSelector: {$patch: merge, zone: a}}}}",
    "a new mapping deleted": "spec: {template: {spec: {affinity: {$patch: delete}}}}",
    "an unknown directive": "spec: {template: {spec: {nodeSelector: {$patch: drop}}}}",
    "an object deleted": "$patch: delete",
    "a null": "spec: {replicas: null}",
    "a null of a sequence": "spec: {template: {spec: {containers: null}}}",
    "a number for a number": "spec: {replicas: 5}",
}  # fmt: skip

SOURCE = "source: {kind: Deployment, name: web, fieldPath: spec.replicas}"
TARGETS = "targets: [{select: {kind: Thing}, fieldPaths: [spec.whole]}]"
REPLACED = {
    "a number": f"{SOURCE}, {TARGETS}",
    "no source": TARGETS,
    "no targets": SOURCE,
    "targets that are empty": f"{SOURCE}, targets: []",
    "two sources": f"sourceValue: '8', {SOURCE}, {TARGETS}",
    "a text for a number": f"sourceValue: many, {TARGETS}",
    "a digit for a number": f"sourceValue: '8', {TARGETS}",
    "a share for a number": f"sourceValue: '0.5', {TARGETS}",
    "a truth for a number": f"sourceValue: 'true', {TARGETS}",
    "a number for a truth": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.flag]}}]",
    "a truth for a truth": "sourceValue: 'false', targets: [{select: {kind: Thing}, fieldPaths: [spec.flag]}]",
    "a truth of YAML 1.1": "sourceValue: 'no', targets: [{select: {kind: Thing}, fieldPaths: [spec.flag]}]",
    "a number for a share": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.share]}}]",
    "a target that selects nothing": f"{SOURCE}, targets: [{{fieldPaths: [spec.whole]}}]",
    "a target that is not there": f"{SOURCE}, targets: [{{select: {{kind: None}}, fieldPaths: [spec.whole]}}]",
    "a field that is not there": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.no]}}]",
    "a field that is made": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.no.a], options: {{create: true}}}}]",
    "an item that is made": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: ['spec.no.[name=a].b'], options: {{create: true}}}}]",
    "a field below a scalar": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.whole.a]}}]",
    "a field below a sequence": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.list.a]}}]",
    "a field below null": f"{SOURCE}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.none.a]}}]",
    "an item": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.list.1]}]",
    "the first item": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.list.0]}]",
    "an item behind the last": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.list.2]}]",
    "an item behind the last that is made": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.list.2], options: {create: true}}]",
    "an item too far that is made": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.list.3], options: {create: true}}]",
    "an item of what is no sequence": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.1]}]",
    "an item that is a text": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['spec.list.[=a]']}]",
    "every item": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['spec.list.*']}]",
    "every item of a mapping": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['spec.*']}]",
    "every item of items": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.*.image']}]",
    "an item by its name": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=d].image']}]",
    "an item by no name": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=e].image']}]",
    "a step of brackets without value": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name].image']}]",
    "a path that begins with a dot": "sourceValue: '8', targets: [{select: {kind: Thing}, fieldPaths: [.spec.whole]}]",
    "a dot behind a backslash": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['metadata.annotations.a\\.b/c'], options: {create: true}}]",
    "a dot in brackets": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: ['metadata.annotations.[a.b/c]'], options: {create: true}}]",
    "the name by default": "sourceValue: other, targets: [{select: {kind: Thing}}]",
    "a name that is empty": "sourceValue: '', targets: [{select: {kind: Thing}}]",
    "the last item of the source": "source: {kind: Thing, fieldPath: spec.list.-}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "an item of the source": "source: {kind: Thing, fieldPath: spec.list.0}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "an item of the source behind the last": "source: {kind: Thing, fieldPath: spec.list.2}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "an item of the source by its name": "source: {kind: Deployment, fieldPath: 'spec.template.spec.containers.[name=d].image'}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "an item of the source that is a text": "source: {kind: Thing, fieldPath: 'spec.list.[=b]'}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "every item of the source": "source: {kind: Thing, fieldPath: 'spec.list.*'}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source below a scalar": "source: {kind: Thing, fieldPath: spec.whole.a}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source below null": "source: {kind: Thing, fieldPath: spec.none.a}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source of null": "source: {kind: Thing, fieldPath: spec.none}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "an item of a source that is no sequence": "source: {kind: Thing, fieldPath: spec.1}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source that is a mapping": "source: {kind: Deployment, fieldPath: spec.selector.matchLabels}, targets: [{select: {kind: Service}, fieldPaths: [spec.selector]}]",
    "a source that is missing": "source: {kind: None}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "several sources": "source: {name: web}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source of another version": "source: {kind: Deployment, version: v2}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a source of its group": "source: {kind: Deployment, group: apps, version: v1, namespace: default}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a mapping for a scalar": "source: {kind: Deployment, fieldPath: spec.selector}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a scalar for a mapping": f"{SOURCE}, targets: [{{select: {{kind: Service}}, fieldPaths: [spec.selector]}}]",
    "a delimiter of the source": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-', index: 1}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a delimiter without index": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-'}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "the last part of the source": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-', index: 2}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a part of the source too far": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-', index: 3}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a part of the source before the first": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-', index: -1}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a part of a source that is a mapping": "source: {kind: Deployment, fieldPath: spec.selector, options: {delimiter: '-'}}, targets: [{select: {kind: Service}, fieldPaths: [spec.selector]}]",
    "an index that is a text": "source: {kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-', index: one}}, targets: [{select: {kind: Service}, fieldPaths: [spec.sessionAffinity]}]",
    "a delimiter of the target": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.note], options: {delimiter: '-', index: 1}}]",
    "the last part of the target": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.note], options: {delimiter: '-', index: 2}}]",
    "a part behind the last": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.note], options: {delimiter: '-', index: 3}}]",
    "a part far behind the last": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.note], options: {delimiter: '-', index: 9}}]",
    "a part before the first": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.note], options: {delimiter: '-', index: -1}}]",
    "a part of a mapping": "sourceValue: new, targets: [{select: {kind: Deployment}, fieldPaths: [spec.selector], options: {delimiter: '-'}}]",
    "a part of what is made": "sourceValue: new, targets: [{select: {kind: Thing}, fieldPaths: [spec.no], options: {delimiter: '-', index: 1, create: true}}]",
    "a part of a number": "source: {kind: Deployment, fieldPath: spec.replicas, options: {delimiter: '-'}}, targets: [{select: {kind: Thing}, fieldPaths: [spec.whole]}]",
    "a rejected name": "sourceValue: '8', targets: [{select: {kind: Thing}, reject: [{name: thing}], fieldPaths: [spec.whole]}]",
    "a rejected label": "sourceValue: new, targets: [{select: {name: web}, reject: [{labelSelector: app=web}], fieldPaths: [metadata.annotations.note]}]",
    "a rejected kind": "sourceValue: new, targets: [{select: {name: web}, reject: [{kind: Service}], fieldPaths: [metadata.annotations.note]}]",
}  # fmt: skip

GENERATED = {
    "no name": "configMapGenerator: [{literals: [a=b]}]",
    "a literal without value": "configMapGenerator: [{name: made, literals: [a]}]",
    "a literal without key": "configMapGenerator: [{name: made, literals: [=b]}]",
    "a literal with an empty value": "configMapGenerator: [{name: made, literals: [a=]}]",
    "a key twice": "configMapGenerator: [{name: made, literals: [a=b, a=c]}]",
    "a file without key": "configMapGenerator: [{name: made, files: [=web.yaml]}]",
    "a file without path": "configMapGenerator: [{name: made, files: [a=]}]",
    "a file with two signs": "configMapGenerator: [{name: made, files: [a=b=web.yaml]}]",
    "a merge into nothing": "configMapGenerator: [{name: made, behavior: merge, literals: [a=b]}]",
    "a replaced nothing": "secretGenerator: [{name: made, behavior: replace, literals: [a=b]}]",
    "an unknown behavior": "configMapGenerator: [{name: made, behavior: drop, literals: [a=b]}]",
    "two of one name": "configMapGenerator: [{name: made, literals: [a=b]}, {name: made, literals: [a=b]}]",
    "a value in quotes": "secretGenerator: [{name: made, literals: ['a=\"b\"', \"c='d'\", 'e=\"']}]\ngeneratorOptions: {disableNameSuffixHash: true, immutable: true}",
    "a namespace": "secretGenerator: [{name: made, namespace: there, literals: [a=b], options: {immutable: true, labels: {x: z}, disableNameSuffixHash: true}}]",
}  # fmt: skip

PATCHES = {
    "a path and a patch": f"patches: [{{{OF_WEB}, patch: '- {{op: remove, path: /spec/replicas}}', path: p.yaml}}]",
    "a path that is no file": f"patches: [{{{OF_WEB}, path: none.yaml}}]",
    "neither path nor patch": f"patches: [{{{OF_WEB}}}]",
    "operations without target": "patches: [{patch: '- {op: remove, path: /spec/replicas}'}]",
    "a patch that is a text": f"patches: [{{{OF_WEB}, patch: replicas}}]",
    "a patch of nobody": "patches: [{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: none}}'}]",
    "a target whose name is no expression": "patches: [{target: {name: '('}, patch: '- {op: remove, path: /spec/replicas}'}]",
    "a target whose labels are no selector": "patches: [{target: {labelSelector: 'a in'}, patch: '- {op: remove, path: /spec/replicas}'}]",
    "a target by a label": "patches: [{target: {labelSelector: app=web}, patch: '- {op: add, path: /spec/x, value: 1}'}]",
    "a target by an annotation": "patches: [{target: {annotationSelector: note=a-b-c}, patch: '- {op: add, path: /spec/x, value: 1}'}]",
    "several documents and a target": f"patches:\n- {OF_WEB}\n  patch: |\n    {HEAD}, spec: {{replicas: 1}}}}\n    ---\n    {HEAD}, spec: {{paused: true}}}}\n",
    "several documents": f"patches:\n- patch: |\n    {HEAD}, spec: {{replicas: 1}}}}\n    ---\n    {HEAD}, spec: {{paused: true}}}}\n",
    "a patch that is no YAML": f"patches: [{{{OF_WEB}, patch: '{{'}}]",
    "JSON in brackets": f"patches: [{{{OF_WEB}, patch: '[{{\"op\": \"remove\", \"path\": \"/spec/replicas\"}}]'}}]",
}  # fmt: skip


SELECTORS = (
    "app", "!app", "none", "!none", "app=web", "app==web", "app!=web", "app = web", "app=", "app=web,",
    ",", "app=web,none", "app=web,!none", "app=api,app=web", "app in (web)", "app in (api,web)",
    "app in (api, web), !none", "app notin (api,web)", "app notin (api)", "none notin (web)",
    "app in ()", "app in (,)", "app in web", "app notin", "app in (web", "app=web none", "app=(web)",
    "app=web,app in (api),none",
)  # fmt: skip

BUILT_IN = "apiVersion: builtin, metadata: {name: own}"
TRANSFORMED = {
    "a kind that is none": f"{{{BUILT_IN}, kind: None}}",
    "no name": "{apiVersion: builtin, kind: LabelTransformer, labels: {a: b}, fieldSpecs: [{path: metadata/labels, create: true}]}",
    "labels": f"{{{BUILT_IN}, kind: LabelTransformer, labels: {{a: b}}, fieldSpecs: [{{path: metadata/labels, create: true}}]}}",
    "labels where some are": f"{{{BUILT_IN}, kind: LabelTransformer, labels: {{a: b}}, fieldSpecs: [{{path: metadata/labels}}]}}",
    "labels of a kind": f"{{{BUILT_IN}, kind: LabelTransformer, labels: {{a: b}}, fieldSpecs: [{{path: metadata/labels, create: true, kind: Thing}}]}}",
    "labels of a group": f"{{{BUILT_IN}, kind: LabelTransformer, labels: {{a: b}}, fieldSpecs: [{{path: metadata/labels, create: true, group: apps}}]}}",
    "labels of a version": f"{{{BUILT_IN}, kind: LabelTransformer, labels: {{a: b}}, fieldSpecs: [{{path: metadata/labels, create: true, version: v2}}]}}",
    "labels of items": f"{{{BUILT_IN}, kind: LabelTransformer, labels: {{a: b}}, fieldSpecs: [{{path: 'spec/template/spec/containers[]/labels', create: true}}]}}",
    "annotations": f"{{{BUILT_IN}, kind: AnnotationsTransformer, annotations: {{a: b}}, fieldSpecs: [{{path: metadata/annotations, create: true}}]}}",
    "merged patches": f"{{{BUILT_IN}, kind: PatchStrategicMergeTransformer, patches: '{HEAD}, spec: {{replicas: 1}}}}'}}".replace("'{", '"{').replace("}'", '}"'),
    "no merged patches": f"{{{BUILT_IN}, kind: PatchStrategicMergeTransformer}}",
    "operations": f"{{{BUILT_IN}, kind: PatchJson6902Transformer, target: {{kind: Deployment, name: web}}, path: p.yaml}}",
    "operations of nobody": f"{{{BUILT_IN}, kind: PatchJson6902Transformer, target: {{kind: Deployment}}, path: p.yaml}}",
    "a namespace": "{apiVersion: builtin, kind: NamespaceTransformer, metadata: {name: own, namespace: there}, fieldSpecs: [{path: metadata/namespace, create: true}]}",
    "unknown subjects": "{apiVersion: builtin, kind: NamespaceTransformer, metadata: {name: own, namespace: there}, setRoleBindingSubjects: some, fieldSpecs: [{path: metadata/namespace, create: true}]}",
    "an image": f"{{{BUILT_IN}, kind: ImageTagTransformer, imageTag: {{name: r/c, newTag: '2'}}}}",
    "replicas": f"{{{BUILT_IN}, kind: ReplicaCountTransformer, replica: {{name: web, count: 7}}, fieldSpecs: [{{path: spec/replicas, create: true, kind: Deployment}}]}}",
    "replicas of all kinds": f"{{{BUILT_IN}, kind: ReplicaCountTransformer, replica: {{name: web, count: 7}}, fieldSpecs: [{{path: spec/replicas, create: true, kind: Deployment}}, {{path: spec/replicas, create: true, kind: ReplicationController}}, {{path: spec/replicas, create: true, kind: ReplicaSet}}, {{path: spec/replicas, create: true, kind: StatefulSet}}]}}",
    "a prefix": f"{{{BUILT_IN}, kind: PrefixTransformer, prefix: x-, fieldSpecs: [{{path: metadata/name}}]}}",
    "a prefix of no field": f"{{{BUILT_IN}, kind: PrefixTransformer, prefix: x-}}",
    "a suffix of no field": f"{{{BUILT_IN}, kind: SuffixTransformer, suffix: -x}}",
    "two of one name": f"{{{BUILT_IN}, kind: PrefixTransformer, prefix: x-, fieldSpecs: [{{path: metadata/name}}]}}\n---\n{{{BUILT_IN}, kind: PrefixTransformer, prefix: x-, fieldSpecs: [{{path: metadata/name}}]}}",
    "an unknown field": f"{{{BUILT_IN}, kind: PrefixTransformer, prefixes: x-, fieldSpecs: [{{path: metadata/name}}]}}",
    "a field of another type": f"{{{BUILT_IN}, kind: PrefixTransformer, prefix: [x-], fieldSpecs: [{{path: metadata/name}}]}}",
    "a text": "own",
    "a sequence": "[own]",
}  # fmt: skip


def trees() -> dict[str, dict[str, str]]:
    """Return files by what they show."""
    found = {}
    for name, operations in {**JSON_PATCHES, **MOVED}.items():
        patch = f"patches:\n- {OF_WEB}\n  patch: |-\n    # operations\n    {operations}\n"
        for word, path in SHORT.items():
            patch = patch.replace(word, path)
        found[f"a JSON patch with {name}"] = patch
    for name, fields in MERGED.items():
        patch = f"patches:\n- patch: |-\n    {HEAD}, {fields}}}\n".replace(
            "metadata: {name: web}, metadata", "metadata"
        )
        found[f"a patch with {name}"] = patch
    found |= {f"patches with {name}": text for name, text in PATCHES.items()}
    found |= {
        f"a replacement with {name}": f"replacements: [{{{fields}}}]\n"
        for name, fields in REPLACED.items()
    }
    found |= {
        f"a generator with {name}": f"namespace: shop\n{text}" for name, text in GENERATED.items()
    }
    found["a namespace of all"] = "namespace: shop"
    found |= {
        f"a target with {each}": (
            f"patches: [{{target: {{labelSelector: '{each}'}}, "
            'patch: \'[{"op": "add", "path": "/spec/x", "value": 1}]\'}]'
        )
        for each in SELECTORS
    }
    found |= dict.fromkeys(
        (f"a transformer with {each}" for each in TRANSFORMED), "transformers: [t.yaml]"
    )
    return {
        name: {
            "o/t.yaml": TRANSFORMED.get(name.removeprefix("a transformer with "), ""),
            "o/kustomization.yaml": f"resources: [base]\n{text}\n",
            "o/base/kustomization.yaml": f"resources: [web.yaml, more.yaml, cluster.yaml]\n{of_base}\n",
            "o/base/web.yaml": WEB,
            "o/base/more.yaml": MORE,
            "o/base/cluster.yaml": CLUSTER if "a namespace" in name else "",
            "o/v.env": VARIABLES,
            "o/p.yaml": "- {op: remove, path: /spec/replicas}\n",
        }
        for name, text in found.items()
        for of_base in (
            "namespace: shop" if name.removeprefix("a JSON patch with ") in MOVED else "",
        )
    }


def main(program: str) -> None:
    for name, files in trees().items():
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files.items():
                Path(folder, path).parent.mkdir(exist_ok=True, parents=True)
                Path(folder, path).write_text(text)
            builds = {"o": built(program, Path(folder, "o"))}
        sys.stdout.write(json.dumps({"name": name, "files": files, "builds": builds}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
