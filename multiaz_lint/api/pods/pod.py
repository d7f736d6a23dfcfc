"""Pods and pod templates (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import METADATA, annotation_map, labels, name_of, object_meta
from multiaz_lint.api.pods.all_containers import each_container
from multiaz_lint.api.pods.checks import PodChecks
from multiaz_lint.api.pods.containers import containers, init_containers
from multiaz_lint.api.pods.placing import affinity, spread_constraints, tolerations
from multiaz_lint.model.workload_kinds import MIRROR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")


_RESTART = ("Always", "OnFailure", "Never")


_DNS = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")


# What few pods have: only when one of these is written does _seldom look.
_SELDOM = frozenset(
    (
        "resourceClaims", "ephemeralContainers", "resources", "shareProcessNamespace", "dnsConfig",
        "readinessGates", "schedulingGates", "hostUsers", "hostnameOverride", "nodeName",
        "activeDeadlineSeconds", "hostname", "subdomain", "hostAliases", "runtimeClassName",
        "preemptionPolicy", "overhead", "os",
    )
)  # fmt: skip


def pod_spec(
    errors: Errors,
    place: Link,
    spec: Tree | None,
    *,
    is_pod: bool = False,
    pod_name: str = "",
    claim_volumes: tuple[str, ...] = (),
    merged: bool = True,
    mirror: bool = False,
) -> PodChecks:
    """Check a pod spec; ``claim_volumes``: volumes that a StatefulSet makes of its claims."""
    spec = spec or {}
    get = spec.get
    checks = PodChecks(spec, is_pod=is_pod, mirror=mirror)
    written = get("volumes")
    if written or claim_volumes:
        if claim_volumes:
            _statefulset_volumes(errors, (place, "volumes"), written or [], claim_volumes, checks)
        else:
            from multiaz_lint.api.pods.volumes import volumes

            checks.volumes = volumes(errors, (place, "volumes"), written or [], pod_name)
    for claim in get("resourceClaims") or ():
        if (claim or {}).get("name"):
            checks.claims.add(claim["name"])
    regular = get("containers") or []
    containers(errors, (place, "containers"), regular, checks)
    written = get("initContainers")
    if written:
        init_containers(errors, (place, "initContainers"), written, regular, checks)
    if checks.host_network:
        _host_network(errors, (place, "containers"), regular)
    policy = get("restartPolicy")
    if policy and policy not in _RESTART:
        errors.unsupported((place, "restartPolicy"), Json(policy), _RESTART)
    policy = get("dnsPolicy")
    if policy and policy not in _DNS:
        errors.unsupported((place, "dnsPolicy"), Json(policy), _DNS)
    written = get("nodeSelector")
    if written:
        labels(errors, (place, "nodeSelector"), written)
    written = get("securityContext")
    if written:
        from multiaz_lint.api.pods.security import pod_security

        pod_security(errors, (place, "securityContext"), written, spec)
        checks.windows = checks.windows or "windowsOptions" in written
    written = get("affinity")
    if written:
        affinity(errors, (place, "affinity"), written)
    written = get("topologySpreadConstraints")
    if written:
        here: Link = (place, "topologySpreadConstraints")
        spread_constraints(errors, here, written, merged=merged)
    written = get("tolerations")
    if written:
        tolerations(errors, (place, "tolerations"), written)
    account = get("serviceAccountName") or get("serviceAccount")
    if account:
        complaints = names.dns_subdomain(account)
        if complaints:
            step = "serviceAccountName" if get("serviceAccountName") else "serviceAccount"
            errors.each_invalid((place, "serviceAccountName"), account, complaints, (place, step))
    written = get("priorityClassName")
    if written:
        complaints = names.dns_subdomain(written)
        if complaints:
            errors.each_invalid((place, "priorityClassName"), written, complaints)
    if not _SELDOM.isdisjoint(spec) or get("dnsPolicy") == "None":
        from multiaz_lint.api.pods.seldom import seldom

        seldom(errors, place, spec, checks)
    if checks.windows:
        from multiaz_lint.api.pods.windows import host_process

        host_process(errors, place, spec)
    if checks.file_keys:
        _file_key_volumes(errors, place, spec, claim_volumes)
    return checks


def _statefulset_volumes(
    errors: Errors,
    place: Link,
    written: list[Any],
    claim_volumes: tuple[str, ...],
    checks: PodChecks,
) -> None:
    """Check volumes as the StatefulSet validation sees them: claims first, in their own order.

    The server numbers them by the random order of a Go map; the field path here is of the
    template's own list, and of nothing written for a claim's volume.
    """
    from multiaz_lint.api.pods.volumes import volumes

    claims = dict.fromkeys(claim_volumes)
    merged = [{"name": n, "persistentVolumeClaim": {"claimName": n}} for n in claims]
    merged += [v for v in written if ((v or {}).get("name") or "") not in claims]
    checks.volumes = volumes(errors, place, merged, "")


def _host_network(errors: Errors, place: Link, regular: list[Any]) -> None:
    for index, container in enumerate(regular):
        for position, port in enumerate((container or {}).get("ports") or ()):
            host, own = (port or {}).get("hostPort") or 0, (port or {}).get("containerPort") or 0
            if host not in {0, own}:
                detail = "must match `containerPort` when `hostNetwork` is true"
                here: Link = ((((place, index), "ports"), position), "hostPort")
                errors.invalid(here, int(host), detail)


def _file_key_volumes(
    errors: Errors, place: Link, spec: Tree, claim_volumes: tuple[str, ...]
) -> None:
    volumes = spec.get("volumes") or ()
    for here, container in each_container(place, spec):
        for index, variable in enumerate(container.get("env") or ()):
            source = (variable or {}).get("valueFrom")
            if not source or source.get("fileKeyRef") is None:
                continue
            name = source["fileKeyRef"].get("volumeName") or ""
            spot: Link = (((here, "env"), index), "valueFrom")
            spot = ((spot, "fileKeyRef"), "volumeName")
            volume = next(
                (v or {} for v in reversed(volumes) if ((v or {}).get("name") or "") == name),
                None,
            )
            if volume is None and name not in claim_volumes:
                errors.not_found(spot, name)
            elif volume is None or name in claim_volumes or not _is_empty_dir(volume):
                errors.invalid(spot, name, "referenced volume must be of type emptyDir")


def _is_empty_dir(volume: Tree) -> bool:
    from multiaz_lint.api.pods.volumes import written_sources

    return volume.get("emptyDir") is not None or not written_sources(volume)


def template(
    errors: Errors,
    place: Link,
    written: Tree | None,
    *,
    claim_volumes: tuple[str, ...] = (),
    twice: bool = False,
    merged: bool = True,
) -> None:
    """Check a pod template; ``twice``: a StatefulSet's metadata is checked two times."""
    written = written or {}
    meta = written.get("metadata") or {}
    spec = written.get("spec") or {}
    for _ in range(2 if twice else 1):
        have = meta.get("labels")
        if have:
            labels(errors, (place, "labels"), have)
        have = meta.get("annotations")
        if have:
            annotation_map(errors, (place, "annotations"), have)
            if _concern_pods(have):
                from multiaz_lint.api.pods.annotations import pod_annotations

                pod_annotations(errors, (place, "annotations"), have, spec)
    pod_spec(errors, (place, "spec"), spec, claim_volumes=claim_volumes, merged=merged)
    if _concern_pods(meta.get("annotations")):
        from multiaz_lint.api.pods.annotations import annotated_profiles

        annotated_profiles(errors, (place, "spec"), meta["annotations"], spec)
    if spec.get("ephemeralContainers"):
        detail = "ephemeral containers not allowed in pod template"
        errors.forbidden(((place, "spec"), "ephemeralContainers"), detail)
    for error in errors:
        _metadata_of_template(error, place)


def _concern_pods(annotations: Tree | None) -> bool:
    """Whether there are annotations of Kubernetes itself, of which some are read for pods."""
    return any("kubernetes.io/" in key for key in annotations or ())


def _metadata_of_template(error: Any, place: Link) -> None:
    """Point complaints about template.labels at template.metadata.labels, where they are."""
    link = error.at if error.at is not None else error.link
    if link is None:
        return
    if link[0] is place and link[1] in {"labels", "annotations"}:
        error.at = ((place, "metadata"), link[1])
    elif link[0] is not None and link[0][0] is place and link[0][1] in {"labels", "annotations"}:
        error.at = (((place, "metadata"), link[0][1]), link[1])


def pod(errors: Errors, tree: Tree, *, merged: bool = True) -> None:
    """Check a Pod as its create request is checked, after the server's own changes to it."""
    meta = tree.get("metadata") or {}
    spec = tree.get("spec") or {}
    if merged:
        from multiaz_lint.api.merged_selectors import with_merged_selectors

        spec = with_merged_selectors(spec, meta.get("labels") or {})
    object_meta(errors, meta, names.dns_subdomain, numbered=True)
    written = meta.get("annotations") or {}
    annotated = _concern_pods(written)
    if annotated:
        from multiaz_lint.api.pods.annotations import annotated_profiles, pod_annotations

        pod_annotations(errors, (METADATA, "annotations"), written, spec)
    name = name_of(meta)
    mirror = MIRROR in written
    checks = pod_spec(errors, SPEC, spec, is_pod=True, pod_name=name, merged=merged, mirror=mirror)
    if not spec.get("serviceAccountName") and not spec.get("serviceAccount"):
        _tokens_without_account(errors, spec)
    if checks.padded:
        _padded_images(errors, spec)
    if spec.get("ephemeralContainers"):
        errors.forbidden((SPEC, "ephemeralContainers"), "cannot be set on create")
    if spec.get("nodeName") and spec.get("schedulingGates"):
        detail = "cannot be set until all schedulingGates have been cleared"
        errors.forbidden((SPEC, "nodeName"), detail)
    if annotated:
        annotated_profiles(errors, SPEC, written, spec, is_pod=True)


def _padded_images(errors: Errors, spec: Tree) -> None:
    for name in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(name) or ()):
            image = (container or {}).get("image") or ""
            if image != image.strip():
                here: Link = (((SPEC, name), index), "image")
                errors.invalid(here, image, "must not have leading or trailing whitespace")


def _tokens_without_account(errors: Errors, spec: Tree) -> None:
    for index, volume in enumerate(spec.get("volumes") or ()):
        sources = ((volume or {}).get("projected") or {}).get("sources") or ()
        for position, source in enumerate(sources):
            if (source or {}).get("serviceAccountToken") is not None:
                here: Link = ((((SPEC, "volumes"), index), "projected"), "sources")
                here = ((here, position), "serviceAccountToken")
                errors.forbidden(here, "must not be specified when serviceAccountName is not set")
