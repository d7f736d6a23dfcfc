"""The pods of a lost zone come back late, or never by themselves.

The time is the sum of its parts: until the control plane calls the nodes silent, taints them and
evicts their pods, until replacements are scheduled, start and are ready. It is endless where a
StatefulSet or an attached volume waits for the lost node, or where a toleration keeps pods there.
The bound is the recovery time of the configuration or of `--require recovery<=...`. Where
`drill-zone-loss` reports the loss of pods that never come back, it says why, and this rule is silent.

`multiaz-lint drill` reports it; `check` does not.
"""

from __future__ import annotations

from multiaz_lint.rule import Severity, reported_by_the_run

drill_slow_recovery = reported_by_the_run(
    "drill-slow-recovery", Severity.WARNING, doc=__doc__, module=__name__
)
