"""ResourceQuotas: how much the pods of a namespace may use together."""

from __future__ import annotations

from multiaz_lint.model.resource import Resource


class ResourceQuota(Resource):
    """v1 ResourceQuota; what it counts of pods is in ``api/admission/pod_quota.py``."""

    __slots__ = ()
