"""What the API server says to one manifest: plain data."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.api.errors import FieldError

    Path = tuple[str | int, ...]


class Complaint:
    """What the decoder says of a place: a wrong type, or an unknown or duplicate field."""

    __slots__ = ("field", "message", "path", "reason", "value")

    def __init__(
        self, reason: str, path: Path, field: str, message: str, value: object = None
    ) -> None:
        self.reason = reason
        self.path = path
        self.field = field
        self.message = message
        self.value = value

    def __repr__(self) -> str:
        return f"{self.reason}: {self.message}"


class Verdict:
    """The answer to a create request, admission plugins excepted (kube-apiserver 1.37)."""

    __slots__ = ("decode", "errors", "known", "served", "strict")

    def __init__(
        self,
        *,
        served: bool | None = None,
        decode: Complaint | None = None,
        strict: list[Complaint] | None = None,
        errors: list[FieldError] | None = None,
    ) -> None:
        self.known = True  # does this release know the kind (True even if it no longer serves it)
        self.served = served
        self.decode = decode
        self.strict = strict or []
        self.errors = errors or []

    @property
    def accepted(self) -> bool:
        """Whether the request would be served, with no error and no unknown field."""
        return self.decode is None and not self.strict and not self.errors and self.served is True

    def __repr__(self) -> str:
        return f"Verdict({self.served=}, {self.decode=}, {self.strict=}, {self.errors=})"


ACCEPTED = Verdict(served=True)
"""The answer to most requests."""
