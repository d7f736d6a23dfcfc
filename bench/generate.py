"""Makes seeded trees of manifests as teams write them: applications, defects, CRDs, ConfigMaps.

``python -m bench.generate apps 1000 FOLDER`` writes 1,000 files of about 2.5 KB; ``crd`` writes one
file of 5 MB, ``namespace`` 10,000 workloads, 50 budgets and 500 Services of one namespace. The same
arguments always write the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

_WORDS = (
    "auth billing cart catalog checkout config consumer delivery email events feed gateway history "
    "image index inventory invoice ledger loader login media metrics notify order payment price "
    "profile proxy quote rating relay report review route search session shipping sms stock stream "
    "sync tax ticket token trade upload user video wallet webhook worker"
).split()
_TIERS = ("frontend", "backend", "data", "edge")
_IMAGES = ("registry.example.com/{team}/{app}", "ghcr.io/example/{app}", "quay.io/{team}/{app}")
_SCRIPT = """\
    #!/bin/sh
    set -eu
    # wait for the database, then start
    until nc -z "$DB_HOST" 5432; do
      echo "waiting for $DB_HOST"
      sleep 2
    done
    exec /app/{app} --port 8080 --log-level "${{LOG_LEVEL:-info}}"
"""


class _App:
    """One application: what its manifests have in common."""

    def __init__(self, number: int, random: Random, teams: int) -> None:
        self.random = random
        self.name = f"{random.choice(_WORDS)}-{random.choice(_WORDS)}-{number}"
        self.team = f"team-{number % teams:03d}"
        self.tier = random.choice(_TIERS)
        self.replicas = random.choices((1, 2, 3, 3, 4, 6), (25, 15, 30, 10, 10, 10))[0]
        self.version = f"{random.randint(0, 9)}.{random.randint(0, 40)}.{random.randint(0, 9)}"
        image = random.choice(_IMAGES).format(team=self.team, app=self.name)
        self.image = f"{image}:{self.version}"

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def metadata(self, name: str) -> str:
        return (
            f"metadata:\n  name: {name}\n  namespace: {self.team}\n"
            f"  labels:\n    app.kubernetes.io/name: {self.name}\n"
            f"    app.kubernetes.io/part-of: {self.tier}\n"
            f'    app.kubernetes.io/version: "{self.version}"\n'
        )


def _spread(app: _App) -> str:
    if app.chance(35):
        return ""
    # Some constraints do not match the pods' own labels, or only wish.
    label = app.name if app.chance(90) else app.name.rpartition("-")[0]
    mode = "DoNotSchedule" if app.chance(60) else "ScheduleAnyway"
    key = "topology.kubernetes.io/zone" if app.chance(85) else "kubernetes.io/hostname"
    return (
        "      topologySpreadConstraints:\n"
        f"        - maxSkew: 1\n          topologyKey: {key}\n          whenUnsatisfiable: {mode}\n"
        "          labelSelector:\n            matchLabels:\n"
        f"              app.kubernetes.io/name: {label}\n"
    )


def _affinity(app: _App) -> str:
    if app.chance(75):
        return ""
    return (
        "      affinity:\n        podAntiAffinity:\n"
        "          preferredDuringSchedulingIgnoredDuringExecution:\n"
        "            - weight: 100\n              podAffinityTerm:\n"
        "                topologyKey: kubernetes.io/hostname\n"
        "                labelSelector:\n                  matchLabels:\n"
        f"                    app.kubernetes.io/name: {app.name}\n"
    )


def _container(app: _App) -> str:
    probes = (
        "          readinessProbe:\n            httpGet:\n              path: /ready\n"
        "              port: http\n            periodSeconds: 5\n"
        "          livenessProbe:\n            httpGet:\n              path: /healthz\n"
        "              port: http\n            initialDelaySeconds: 10\n"
    )
    resources = (
        "          resources:\n            requests:\n"
        f"              cpu: {app.random.choice((50, 100, 250))}m\n"
        f"              memory: {app.random.choice((64, 128, 256, 512))}Mi\n"
        f"            limits:\n              memory: {app.random.choice((256, 512, 1024))}Mi\n"
    )
    return (
        f"        - name: {app.name}\n          image: {app.image}\n"
        "          imagePullPolicy: IfNotPresent\n"
        f'          args: ["--port=8080", "--workers={app.random.randint(1, 8)}"]\n'
        "          ports:\n            - name: http\n              containerPort: 8080\n"
        "            - name: metrics\n              containerPort: 9090\n"
        "          env:\n            - name: LOG_LEVEL\n              value: info\n"
        "            - name: DB_HOST\n              valueFrom:\n                configMapKeyRef:\n"
        f"                  name: {app.name}\n                  key: db_host\n"
        + (resources if app.chance(80) else "")
        + (probes if app.chance(75) else "")
        + "          securityContext:\n            allowPrivilegeEscalation: false\n"
        "            readOnlyRootFilesystem: true\n"
    )


def _deployment(app: _App) -> str:
    tolerations = (
        "      tolerations:\n        - key: node.kubernetes.io/unreachable\n"
        "          operator: Exists\n          effect: NoExecute\n"
        f"          tolerationSeconds: {app.random.choice((30, 60, 300))}\n"
    )
    return (
        "apiVersion: apps/v1\nkind: Deployment\n"
        + app.metadata(app.name)
        + f"spec:\n  replicas: {app.replicas}\n  selector:\n    matchLabels:\n"
        f"      app.kubernetes.io/name: {app.name}\n"
        "  strategy:\n    type: RollingUpdate\n    rollingUpdate:\n"
        f"      maxSurge: 1\n      maxUnavailable: {app.random.choice((0, 0, 1))}\n"
        "  template:\n"
        "    metadata:\n      labels:\n"
        f"        app.kubernetes.io/name: {app.name}\n"
        f"        app.kubernetes.io/part-of: {app.tier}\n"
        f"    spec:\n      serviceAccountName: {app.name}\n"
        + _spread(app)
        + _affinity(app)
        + (tolerations if app.chance(40) else "")
        + "      containers:\n"
        + _container(app)
    )


def _service(app: _App) -> str:
    return (
        "apiVersion: v1\nkind: Service\n"
        + app.metadata(app.name)
        + f"spec:\n  selector:\n    app.kubernetes.io/name: {app.name}\n"
        "  ports:\n    - name: http\n      port: 80\n      targetPort: http\n"
    )


def _budget(app: _App) -> str:
    allowed = f"minAvailable: {app.replicas}" if app.chance(12) else "maxUnavailable: 1"
    label = app.name if app.chance(95) else "no-such-app"
    return (
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\n"
        + app.metadata(app.name)
        + f"spec:\n  {allowed}\n  selector:\n    matchLabels:\n"
        f"      app.kubernetes.io/name: {label}\n"
    )


def _autoscaler(app: _App) -> str:
    return (
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"
        + app.metadata(app.name)
        + "spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n"
        f"    name: {app.name}\n  minReplicas: {app.random.choice((1, 2, 3))}\n  maxReplicas: 10\n"
        "  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n"
        "        target: {type: Utilization, averageUtilization: 75}\n"
    )


def _config(app: _App) -> str:
    lines = "".join(
        f"  {key}: {app.random.choice(_WORDS)}-{app.random.randint(1, 99)}.internal\n"
        for key in ("db_host", "cache_host", "queue_host")
    )
    return (
        "apiVersion: v1\nkind: ConfigMap\n"
        + app.metadata(app.name)
        + "data:\n"
        + lines
        + "  start.sh: |\n"
        + _SCRIPT.format(app=app.name)
    )


def _crd(name: str, group: str, random: Random, size: int) -> str:
    head = (
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
        f"metadata:\n  name: {name}s.{group}\nspec:\n  group: {group}\n  names:\n"
        f"    kind: {name.capitalize()}\n    plural: {name}s\n  scope: Namespaced\n  versions:\n"
        "    - name: v1\n      served: true\n      storage: true\n      schema:\n"
        "        openAPIV3Schema:\n          type: object\n          properties:\n"
        "            spec:\n              type: object\n              properties:\n"
    )
    parts = [head]
    written = len(head)
    number = 0
    while written < size:
        number += 1
        words = " ".join(random.choices(_WORDS, k=random.randint(6, 24)))
        kind = random.choice(("string", "integer", "boolean"))
        style = random.randrange(3)
        indent = " " * 18
        text = (
            f"description: {words}",
            f"description: |-\n{indent}  {words}\n{indent}  {words}",
            f"description: {words}\n{indent}  {words}",
        )[style]
        name = f"{random.choice(_WORDS)}{number}"
        part = f"                {name}:\n{indent}{text}\n{indent}type: {kind}\n"
        parts.append(part)
        written += len(part)
    return "".join(parts)


def application(number: int, random: Random, teams: int) -> str:
    """Write the manifest file of one application."""
    app = _App(number, random, teams)
    documents = [_deployment(app), _service(app)]
    if app.chance(70):
        documents.append(_budget(app))
    if app.chance(15):
        documents.append(_autoscaler(app))
    if app.chance(10):
        documents.append(_config(app))
    return "---\n".join(documents)


def apps(folder: Path, files: int, seed: int = 1) -> None:
    """Write application files, and a few CRDs among them, a folder for each team."""
    random = Random(seed)
    teams = max(1, files // 25)
    for number in range(files):
        team = folder / f"team-{number % teams:03d}"
        team.mkdir(parents=True, exist_ok=True)
        if number % 200 == 199:
            text = _crd(random.choice(_WORDS) + str(number), "example.com", random, 8_000)
        else:
            text = application(number, random, teams)
        (team / f"app-{number:05d}.yaml").write_text(text, encoding="utf-8")


def crd(folder: Path, size: int = 5_000_000, seed: int = 1) -> None:
    """Write one file of CustomResourceDefinitions."""
    random = Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    parts = [
        _crd(f"{random.choice(_WORDS)}{number}", "crd.example.com", random, size // 50)
        for number in range(50)
    ]
    (folder / "crds.yaml").write_text("---\n".join(parts), encoding="utf-8")


def namespace(folder: Path, workloads: int = 10_000, seed: int = 1) -> None:
    """Write one namespace with many workloads, 50 budgets and 500 Services."""
    random = Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    batch = 100
    for first in range(0, workloads, batch):
        documents = [_small(number) for number in range(first, first + batch)]
        (folder / f"workloads-{first:05d}.yaml").write_text(
            "---\n".join(documents), encoding="utf-8"
        )
    services = [_selecting("v1", "Service", n, "  ports: [{port: 80}]\n") for n in range(500)]
    budgets = [
        _selecting(
            "policy/v1",
            "PodDisruptionBudget",
            random.randrange(workloads),
            "  maxUnavailable: 1\n",
            n,
        )
        for n in range(50)
    ]
    text = "---\n".join([*services, *budgets])
    (folder / "services.yaml").write_text(text, encoding="utf-8")


def _small(number: int) -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\n"
        f"metadata:\n  name: w-{number}\n  namespace: one\n"
        f"spec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: w-{number}\n"
        f"  template:\n    metadata:\n      labels:\n"
        f"        app: w-{number}\n        ring: r{number % 500}\n"
        "    spec:\n      containers:\n"
        "        - name: main\n          image: example.com/main:1.0\n"
    )


def _selecting(api: str, kind: str, app: int, more: str, number: int | None = None) -> str:
    labels = f"ring: r{app}" if number is None else f"app: w-{app}"
    selector = f"  selector:\n    {labels}\n"
    if number is not None:
        selector = f"  selector:\n    matchLabels:\n      {labels}\n"
    name = f"s-{app}" if number is None else f"b-{number}"
    return (
        f"apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: {name}\n  namespace: one\nspec:\n"
        + selector
        + more
    )


def main(arguments: list[str]) -> None:
    kind, *rest = arguments
    folder = Path(rest[-1])
    if kind == "apps":
        apps(folder, int(rest[0]))
    else:
        {"crd": crd, "namespace": namespace}[kind](folder)


if __name__ == "__main__":
    main(sys.argv[1:])
