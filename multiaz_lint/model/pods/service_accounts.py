"""ServiceAccounts that pods name, and that are not there."""

from __future__ import annotations

from multiaz_lint.model.custom.operators import may_be_made
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.resource import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.workload import Workload

ACCOUNT_FIELDS = ("serviceAccountName", "serviceAccount")
"""Where pods name theirs: the second, which is deprecated, counts where the first is empty."""
_DEFAULT = "default"
"""The one that a controller makes in each namespace."""


def account_field(workload: Workload) -> Field:
    """Return where a workload names the ServiceAccount of its pods."""
    first, second = map(workload.pod, ACCOUNT_FIELDS)
    return first if string(first.value) else second


def missing_account(workload: Workload, cluster: Cluster) -> str:
    """Say that there is no ServiceAccount of the name that pods have; empty where there may be.

    As the admission plugin ServiceAccount says it (1.37). Only an input that is all there is tells,
    and an operator may make those of a namespace that has its custom resources.
    """
    if not cluster.platform.closed:
        return ""
    name, namespace = string(account_field(workload).value), workload.namespace
    if not name or name == _DEFAULT or is_placeholder(name):
        return ""
    if workload.adapted or may_be_made(name, workload, cluster):
        return ""
    if cluster.find(("", "ServiceAccount", namespace, name), workload):
        return ""
    looked_up = f"error looking up service account {namespace}/{name}"
    return f'{looked_up}: serviceaccount "{name}" not found'
