"""What devices are called and marked with (pkg/apis/resource/validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.pods.volume_disks import csi_driver
from multiaz_lint.api.selectors import label_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_LONGEST_POOL = 253
_LONGEST_KEY = 96
_LONGEST_IDENTIFIER = 32
_LONGEST_VALUE = 64
_MOST_CONDITIONS = 4
EFFECTS = ("NoExecute", "NoSchedule", "None")
_SCALARS = ("int", "bool", "string", "version")
_ATTRIBUTES = (*_SCALARS, "ints", "bools", "strings", "versions")
_ONE_OF = ", ".join(f"`{name}`" for name in _ATTRIBUTES)


def pool_name(errors: Errors, place: Link, name: str) -> None:
    """Check the name of a pool of devices (validatePoolName)."""
    if not name:
        errors.required(place)
        return
    if len(name.encode()) > _LONGEST_POOL:
        errors.too_long(place, _LONGEST_POOL)
    for part in name.split("/"):
        errors.each_invalid(place, part, names.dns_subdomain(part))


def shortened(key: str) -> str:
    """Return a key as messages show it: one that is too long without its middle."""
    data = key.encode()
    if len(data) <= _LONGEST_KEY:
        return key
    left = _LONGEST_KEY - 3
    kept = data[: (left + 1) // 2] + b"..." + data[len(data) - left // 2 :]
    return kept.decode("utf-8", "surrogateescape")


def qualified_name(errors: Errors, place: Link, name: str, at: Link) -> None:
    """Check a key of a map of a device; one of more than two parts passes."""
    parts = name.split("/")
    if len(parts) > 2:
        return
    if len(parts) == 2:
        if not parts[0]:
            errors.invalid(place, "", "the domain must not be empty", at)
        else:
            _at(errors, csi_driver, place, parts[0], at)
        if not parts[1]:
            errors.invalid(place, "", "the name must not be empty", at)
            return
    _at(errors, _identifier, place, parts[-1], at)


def _at(errors: Errors, check: Any, place: Link, text: str, at: Link) -> None:
    """Let a check complain of a place, whose complaints are about another one."""
    before = len(errors)
    check(errors, place, text)
    for error in errors[before:]:
        error.at = at


def _identifier(errors: Errors, place: Link, name: str) -> None:
    if len(name.encode()) > _LONGEST_IDENTIFIER:
        errors.too_long(place, _LONGEST_IDENTIFIER)
    errors.each_invalid(place, name, forms.c_identifier(name))


def attribute(errors: Errors, place: Link, key: str, written: Tree, *, generated: bool) -> None:
    """Check the value of an attribute; lists of values are dropped before.

    Generated validation shows all of a key, so that what both say of a long one is told twice.
    """
    at: Link = (place, Key(key))
    given = [key for key in _SCALARS if written.get(key) is not None]
    if not given:
        errors.invalid(at, "", f"must specify one of: {_ONE_OF}")
    elif len(given) > 1:
        value, detail = f"{{{', '.join(given)}}}", f"must specify exactly one of: {_ONE_OF}"
        errors.invalid(at, value, detail)
    if generated:
        return
    here: Link = (place, Key(shortened(key)))
    if len(given) != 1 and here != at:
        shown = Json(_dumped(written), "raw") if given else ""
        errors.invalid(here, shown, "exactly one value must be specified", at)
    for kind in ("string", "version"):
        text = written.get(kind)
        if text is None:
            continue
        before = len(errors)
        if kind == "version" and not is_semantic(text):
            detail = "must be a string compatible with semver.org spec 2.0.0"
            errors.invalid((here, kind), text, detail)
        if len(text.encode()) > _LONGEST_VALUE:
            errors.too_long((here, kind), _LONGEST_VALUE)
        for error in errors[before:]:
            error.at = (at, kind)


def _dumped(written: Tree) -> Tree:
    """Return an attribute as Go's type for all versions has it."""
    shown: Tree = {f"{key.capitalize()}Value": written.get(key) for key in _SCALARS}
    return shown | {f"{key.capitalize()}Values": None for key in _SCALARS}


def is_semantic(text: str) -> bool:
    """Tell whether a text is a version as semver.org 2.0.0 has it."""
    version, plus, build = text.partition("+")
    core, dash, release = version.partition("-")
    numbers = core.split(".")
    return (
        len(numbers) == 3
        and all(map(_is_number, numbers))
        and (not dash or all(_is_release(part) for part in release.split(".")))
        and (not plus or all(map(_is_word, build.split("."))))
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")


def _is_word(text: str) -> bool:
    return bool(text) and text.isascii() and text.replace("-", "0").isalnum()


def _is_release(text: str) -> bool:
    return _is_number(text) if text.isdigit() else _is_word(text)


def device_taint(errors: Errors, place: Link, taint: Tree, *, generated: bool = False) -> None:
    """Check a taint of a device (validateDeviceTaint)."""
    effect = taint.get("effect") or ""
    if not effect:
        errors.required((place, "effect"))
    elif effect not in EFFECTS:
        errors.unsupported((place, "effect"), Json(effect), EFFECTS)
    if generated:
        return
    label_name(errors, (place, "key"), taint.get("key") or "")
    value = taint.get("value") or ""
    errors.each_invalid((place, "value"), value, names.label_value(value))


def binding_conditions(errors: Errors, place: Link, device: Tree, *, generated: bool) -> None:
    """Check what has to hold, and what must not, until a device is bound."""
    keys = ("bindingConditions", "bindingFailureConditions")
    wanted, failed = ([each or "" for each in device.get(key) or ()] for key in keys)
    for key, written in zip(keys, (wanted, failed), strict=True):
        here: Link = (place, key)
        if len(written) > _MOST_CONDITIONS:
            errors.too_many(here, len(written), _MOST_CONDITIONS)
        elif not generated:
            for index, name in enumerate(written):
                label_name(errors, (here, index), name)
    if generated:
        return
    before: set[str] = set()  # what also has to hold, of what must not
    for key, written in zip(keys, (wanted, failed), strict=True):
        seen: set[str] = set()
        for index, name in enumerate(written):
            if name in seen:
                errors.duplicate(((place, key), index), name)
            seen.add(name)
            if name in before:
                detail = "bindingFailureConditions must not overlap with bindingConditions"
                errors.invalid(((place, key), index), name, detail)
        before = seen
    for key, other, written in ((*keys, wanted), (*keys[::-1], failed)):
        if not written and device.get(other):
            detail = f"{key} are required to use {other}"
            errors.invalid((place, key), Json(device.get(key)), detail)
