"""Who may have brought a new finding: those whose edits touch its resource, or its file."""

from __future__ import annotations

from multiaz_lint.fix.batch import resource_of, touched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.diagnostic import Diagnostic


class Suspects:
    """Findings of a round by the resources and files that their edits change."""

    __slots__ = ("_accepted", "_of_file", "_of_resource")

    def __init__(self, accepted: list[Diagnostic]) -> None:
        self._accepted = accepted
        self._of_resource: dict[object, list[Diagnostic]] = {}
        self._of_file: dict[object, list[Diagnostic]] = {}
        for each in accepted:
            resources = touched(each)
            for key in resources:
                self._of_resource.setdefault(key, []).append(each)
            for origin in {key[0] for key in resources}:
                self._of_file.setdefault(origin, []).append(each)

    def of(self, new: Diagnostic) -> list[Diagnostic]:
        """Return the findings whose edits may have brought a new one."""
        return (
            self._of_resource.get(resource_of(new))
            or self._of_file.get(new.place.origin)
            or self._accepted
        )
