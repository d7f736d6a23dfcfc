"""Selectors of labels and annotations, as targets of patches have them."""

from __future__ import annotations

import re

from multiaz_lint.load.kustomize.merge import PatchError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Requirement = Callable[[Mapping[str, Any]], bool]


def requirements(written: str) -> list[Requirement]:
    """Read a selector as labels.Parse does (apimachinery pkg/labels).

    Raises:
        PatchError: It cannot be read.

    """
    found = []
    depth, start = 0, 0
    for at, sign in enumerate(f"{written},"):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            found.append(_requirement(written[start:at].strip()))
            start = at + 1
    return found


def _requirement(text: str) -> Requirement:
    match = re.fullmatch(r"([^\s=!(),]+)\s+(in|notin)\s*\(([^()]*)\)", text)
    if match:
        key, values = match[1], [each.strip() for each in match[3].split(",")]
        if match[2] == "in":
            return lambda labels: labels.get(key) in values
        return lambda labels: labels.get(key) not in values
    match = re.fullmatch(r"([^\s=!(),]+)\s*(==|=|!=)\s*([^\s=!(),]*)", text)
    if match:
        key, value = match[1], match[3]
        if match[2] == "!=":
            return lambda labels: labels.get(key) != value
        return lambda labels: labels.get(key) == value
    match = re.fullmatch(r"(!?)\s*([^\s=!(),]+)", text)
    if match:
        key, absent = match[2], bool(match[1])
        return lambda labels: (key in labels) != absent
    raise PatchError(f"has a selector that cannot be read: {text}")
