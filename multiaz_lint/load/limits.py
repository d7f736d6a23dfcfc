"""The bounds within which manifests are read and judged, and findings shown."""

from __future__ import annotations

from multiaz_lint.model.effort import RELATIONS

DEEPEST_NESTING = 300
"""What the setting may be raised to: work on deeper trees would exhaust Python's own stack."""


class Limits:
    """Bounds on what one file may hold; beyond them it is not read, and a finding says so.

    The defaults are far above real manifests: the largest in common use, bundles of
    CustomResourceDefinitions, have 5 MB, 150 documents and 40 levels. ``findings`` bounds what
    reports show of one file: all findings count, and one tells how many are not shown.
    ``relations`` bounds how often rules look from one resource at another; what they have not
    judged then is told too. ``built_objects`` bounds how many objects kustomizations build.
    """

    __slots__ = (
        "built_objects",
        "documents",
        "file_bytes",
        "findings",
        "line_length",
        "nesting",
        "nodes",
        "relations",
    )

    def __init__(
        self,
        *,
        file_bytes: int = 32 * 1024 * 1024,
        line_length: int = 16 * 1024 * 1024,
        nesting: int = 200,
        nodes: int = 1_000_000,
        documents: int = 20_000,
        findings: int = 50_000,
        relations: int = RELATIONS,
        built_objects: int = 20_000,
    ) -> None:
        self.built_objects = built_objects
        self.file_bytes = file_bytes
        self.line_length = line_length
        self.nesting = nesting
        self.nodes = nodes
        self.documents = documents
        self.findings = findings
        self.relations = relations


class UnreadableError(Exception):
    """A text that is not YAML as Kubernetes reads it, or goes beyond a bound.

    ``offset`` is the character of the text at which reading stopped.
    """

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
