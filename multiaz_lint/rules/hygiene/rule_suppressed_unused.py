"""A suppression silences nothing.

What it was written for is mended, moved or spelt otherwise. Left in place it would hide the next
finding of its kind, so take it out. `multiaz-lint fix` does; where a name may be misspelt, or not
all of the tree was read, only with `--unsafe`. An unknown annotation, such as a misspelt `ignore`,
is reported; mend it by hand.

```yaml bad
apiVersion: v1
kind: ConfigMap
metadata:
  name: web  # multiaz-lint: ignore[pdb-missing] not needed  # <-- nothing to silence here
```

```yaml fixed
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
```
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

rule_suppressed_unused = reported_by_the_run(
    "rule-suppressed-unused", Severity.INFO, doc=__doc__, module=__name__
)
