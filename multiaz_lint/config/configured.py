"""What a configuration says, once it is read; without one, what holds where nobody says it."""

from __future__ import annotations

from multiaz_lint.settings import Settings


class ConfigError(Exception):
    """Mistakes in the configuration, one a line: each names file, line and what is wrong.

    ``config`` is what could be read in spite of them, if anything.
    """

    config: Config | None = None


class Config:
    """A configuration file as read: its settings, and what only the command line needs.

    ``inside`` is the folder that the files it names must lie in; empty where it is trusted.
    """

    __slots__ = ("baseline", "fail_on", "inside", "origin", "settings", "text")

    def __init__(self, origin: str = "", inside: str = "") -> None:
        self.origin = origin
        self.inside = inside
        self.text = ""
        self.settings = Settings()
        self.fail_on: str | None = None
        self.baseline: str | None = None
