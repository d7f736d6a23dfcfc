"""A manifest cannot be read.

The document is not YAML or JSON as Kubernetes reads it, or it goes beyond a bound (file size,
nesting, number of documents, values after alias expansion). Nothing in it was checked, and `kubectl
apply` would refuse it. The other documents of the file, and the other files, are still checked.
It is told with any selection of rules, unless it is itself turned off.

A file that only looks like YAML (a template of Helm or Jinja, another tool's data) is no finding:
the summary lists it under what was not checked, with the reason.

```yaml bad
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
 labels: {app: web}  # <-- cannot be read
```

```yaml good
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels: {app: web}
```
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

unreadable_manifest = reported_by_the_run(
    "unreadable-manifest", Severity.ERROR, doc=__doc__, module=__name__
)
