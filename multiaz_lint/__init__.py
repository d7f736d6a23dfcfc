"""multiaz-lint says whether a Kubernetes service survives the loss of an availability zone."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.diagnostic import Diagnostic, Identity, Place
    from multiaz_lint.pipeline import lint, run
    from multiaz_lint.result import Result
    from multiaz_lint.rule import Severity
    from multiaz_lint.settings import Settings

__version__ = "0.1.0"
__all__ = ["Diagnostic", "Identity", "Place", "Result", "Settings", "Severity", "lint", "run"]

_HOMES = {
    "Diagnostic": "diagnostic",
    "Identity": "diagnostic",
    "Place": "diagnostic",
    "Result": "result",
    "Settings": "settings",
    "Severity": "rule",
    "lint": "pipeline",
    "run": "pipeline",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: the program itself needs few of them."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)
