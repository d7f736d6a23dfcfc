"""Results made by hand for the tests of reports: every situation that a report must survive."""

from __future__ import annotations

from multiaz_lint.diagnostic import Diagnostic, Identity, Place
from multiaz_lint.load.source import Source
from multiaz_lint.result import NotChecked, Point, PolicyRow, Result
from multiaz_lint.rule import Rule, Severity

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1  # one is enough
"""
BUDGET = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {selector: {}}
"""
CONTEXT = {"kubernetes": "1.37", "zones": 3, "profile": "multi-az"}
RULE = Rule(
    "replicas-too-few",
    Severity.ERROR,
    on=(),
    doc="One replica cannot outlive its zone.\n\nIt is down with `its` zone.\n\n```yaml bad\n```\n",
    check=lambda: iter(()),
    category="replicas",
)


def identity(name: str = "web", kind: str = "Deployment") -> Identity:
    return Identity("apps/v1", kind, "default", name)


def finding(
    rule: str = "replicas-too-few",
    severity: Severity = Severity.ERROR,
    message: str = "deployment/web runs 1 replica: nothing is left when its zone is lost",
    line: int = 6,
    origin: str = "k8s/web.yaml",
    **more: object,
) -> Diagnostic:
    place = Place(origin, line, 3, line, 14)
    more = {"resource": identity(), "field": "spec.replicas", "hint": "set 3", **more}
    return Diagnostic(rule, severity, message, place, **more)  # type: ignore[arg-type]


def result(*diagnostics: Diagnostic, **more: object) -> Result:
    origins = {each.place.origin for each in diagnostics} | {
        place.origin for each in diagnostics for place in each.related
    }
    texts = {origin: Source(origin, WEB if "web" in origin else BUDGET) for origin in origins}
    facts = {
        "files": 2, "documents": 2, "resources": 2, "workloads": 1, "context": CONTEXT,
        "sources": texts, "rules": {RULE.id: RULE}, **more,
    }  # fmt: skip
    return Result(diagnostics, **facts)  # type: ignore[arg-type]


def one() -> Result:
    related = (Place("k8s/budget.yaml", 4, 7, 4, 19, "this budget selects every pod"),)
    return result(finding(related=related, fix="safe"))


def several() -> Result:
    """One of each severity, silenced ones, and one that has no resource."""
    api = {"type": "FieldValueInvalid", "words": "must be greater than 0", "value": -1}
    return result(
        finding(),
        finding("pdb-missing", Severity.WARNING, "no budget selects deployment/web", 4),
        finding("image-latest", Severity.INFO, "the image has no tag", 4),
        finding("replicas-too-few", line=5, message="quiet", suppressed="a batch job"),
        finding("replicas-too-few", line=5, message="old", baselined=True),
        finding("api-invalid-workload", message="spec.replicas: -1", api=api),
        finding("unreadable-manifest", line=3, resource=None, field="", message="cannot be read"),
        not_checked=[NotChecked("chart/web.yaml", "a Helm template: render it first", 2)],
        matrix=[
            PolicyRow(
                identity(), "k8s/web.yaml", 4,
                (Point("replicas", False, "1 of 3"), Point("spread", True), Point("budget", None)),
            )
        ],
    )  # fmt: skip


def many(count: int = 5_000) -> Result:
    severities = (Severity.ERROR, Severity.WARNING, Severity.INFO)
    return result(
        *(
            finding(severity=severities[number % 3], origin=f"k8s/web-{number // 50}.yaml")
            for number in range(count)
        ),
        files=count,
        resources=count,
        workloads=count,
    )


def hostile(text: str) -> Result:
    """The same string in every place that a manifest or a file name can fill."""
    place = Place(text, 1, 1, 1, 5, text)
    related = Place(f"other {text}", 1, 1, 1, 2, text)
    diagnostic = Diagnostic(
        "replicas-too-few", Severity.ERROR, text, place,
        field=text, hint=text, resource=Identity(text, text, text, text), related=(related,),
        api={"type": text, "words": text, text: [text, {"deep": text}]}, suppressed=None,
    )  # fmt: skip
    silenced = finding("pdb-missing", message=text, origin=text, suppressed=text)
    return Result(
        [diagnostic, silenced],
        files=1, documents=1, resources=1, workloads=1,
        not_checked=[NotChecked(text, text, 1)],
        context={"kubernetes": "1.37", "zones": 3, "zone_names": [text], "profile": text},
        sources={text: Source(text, text), f"other {text}": Source(f"other {text}", text)},
        matrix=[PolicyRow(diagnostic.resource or identity(), text, 1, (Point(text, False, text),))],
    )  # fmt: skip


def clean() -> Result:
    return result()


def nothing() -> Result:
    left_out = [NotChecked("compose.yaml", "not a Kubernetes manifest")]
    return Result([], files=1, documents=1, not_checked=left_out, context=CONTEXT)


def unreadable() -> Result:
    broken = finding(
        "unreadable-manifest", line=1, resource=None, field="", hint=None,
        message="cannot be read: found a tab", origin="k8s/broken.yaml",
    )  # fmt: skip
    return result(broken, resources=0, workloads=0, sources={})


SITUATIONS = {
    "clean": clean,
    "one finding": one,
    "several": several,
    "5,000 findings": many,
    "nothing checked": nothing,
    "unreadable file": unreadable,
}
