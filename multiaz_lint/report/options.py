"""How a report shall look: where it goes, and what its reader wants to see."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

DOCUMENTATION = "https://multiaz-lint.readthedocs.io/en/stable"
"""Where the pages of the rules are published."""


class Options:
    """What a report may depend on besides the result.

    ``color`` and ``links`` say what the terminal can do, ``width`` how wide it is; ``columns`` is
    what tables and running text must fit into, None where nothing wraps them. ``cwd`` and
    ``root`` are the absolute folders that origins and repository-relative locations start from;
    empty leaves origins as they are. ``silenced`` shows silenced findings to people too;
    programs always get them.
    """

    __slots__ = (
        "color", "columns", "cwd", "documentation", "environ", "links", "root", "silenced",
        "width",
    )  # fmt: skip

    def __init__(
        self,
        *,
        color: bool = False,
        links: bool = False,
        width: int = 100,
        columns: int | None = None,
        cwd: str = "",
        root: str = "",
        silenced: bool = False,
        documentation: str = DOCUMENTATION,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.color = color
        self.links = links
        self.width = width
        self.columns = columns
        self.cwd = cwd
        self.root = root
        self.silenced = silenced
        self.documentation = documentation
        self.environ = environ or {}

    def page(self, rule: str) -> str:
        """Return the address of a rule's page."""
        return f"{self.documentation}/rules/{rule}/"
