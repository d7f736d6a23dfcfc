"""What is fuzzed: every target by its name."""

from fuzz.target import Target
from fuzz.targets import (
    building,
    drilling,
    judging,
    kept,
    labels,
    mending,
    reading,
    rendering,
    settings,
    words,
)

_MODULES = (reading, judging, mending, labels, settings, building, rendering, drilling, kept, words)
TARGETS: dict[str, Target] = {each.name: each for module in _MODULES for each in module.TARGETS}

__all__ = ["TARGETS"]
