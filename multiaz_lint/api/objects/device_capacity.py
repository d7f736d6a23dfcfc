"""How much of a device claims may take (pkg/apis/resource/validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api.errors import Key
from multiaz_lint.api.objects.device_parts import shortened
from multiaz_lint.api.pods.resources import NEGATIVE
from multiaz_lint.api.quantity import NANO, Quantity, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_MOST_VALUES = 10
_GREATEST = (1 << 63) - 1
_BOTH = (
    "exactly one policy can be specified, cannot specify "
    '"validValues" and "validRange" at the same time'
)


def device_capacity(errors: Errors, place: Link, capacity: Tree, device: Tree) -> None:
    """Check what a device offers, and what requests may take of it (validateRequestPolicy)."""
    for key, written in capacity.items():
        policy = (written or {}).get("requestPolicy")
        if policy is None:
            continue
        before = len(errors)
        whole_key: Link = (place, Key(key))
        here: Link = (whole_key, "requestPolicy")
        if not device.get("allowMultipleAllocations"):
            errors.forbidden(here, "allowMultipleAllocations must be true")
        elif policy.get("validValues") and policy.get("validRange") is not None:
            errors.forbidden(here, _BOTH)
        else:
            whole = _read((written or {}).get("value"))
            assert whole is not None
            _policy(errors, here, policy, whole)
        if shortened(key) != key:
            shown: Link = (place, Key(shortened(key)))
            for error in errors[before:]:
                error.at = error.at or error.link
                error.link = _moved(error.link, whole_key, shown)


def _moved(link: Link, old: Link, new: Link) -> Link:
    """Return a path with another beginning."""
    if link == old or link is None:
        return new
    return (_moved(link[0], old, new), link[1])


def _read(written: Any) -> Quantity | None:
    quantity = parse("0" if written is None else written)
    return quantity if isinstance(quantity, Quantity) else None


def _optional(written: Any) -> Quantity | None:
    return None if written is None else _read(written)


def _policy(errors: Errors, place: Link, policy: Tree, whole: Quantity) -> None:
    usual = _optional(policy.get("default"))
    for key in ("validValues", "validRange"):
        written = policy.get(key)
        if not written and (key == "validValues" or written is None):
            continue
        if usual is None:
            errors.required((place, "default"), f"required when {key} is defined")
        elif key == "validValues":
            _values(errors, (place, key), [_read(each) for each in written], usual, whole)
        else:
            _range(errors, (place, key), written, usual, whole)


def _values(
    errors: Errors, place: Link, written: list[Quantity | None], usual: Quantity, whole: Quantity
) -> None:
    values = [each for each in written if each is not None]
    for index in range(1, len(values)):
        if values[index - 1].nano > values[index].nano:
            detail = "values must be sorted in ascending order"
            errors.invalid((place, index), str(values[index]), detail)
    found = False
    if len(values) > _MOST_VALUES:
        errors.too_many(place, len(values), _MOST_VALUES)
        values = []
    seen: set[int] = set()
    for index, value in enumerate(values):
        if value.nano > whole.nano:
            detail = f"option is larger than capacity value: {whole}"
            errors.invalid((place, index), str(value), detail)
        found = found or value.nano == usual.nano
        if value.value in seen:
            errors.duplicate((place, index), str(value.value))
        seen.add(value.value)
    if not found:
        detail = "default value is not valid according to the requestPolicy"
        errors.invalid(place, str(usual), detail)


def _range(errors: Errors, place: Link, written: Tree, usual: Quantity, whole: Quantity) -> None:
    least, most, step = (_optional(written.get(key)) for key in ("min", "max", "step"))
    if least is None:
        errors.required((place, "min"), "required when validRange is defined")
        return
    for key, value, other, words in (
        ("min", least, whole, "min is larger than capacity value"),
        ("max", most and least, most, "min is larger than max"),
        ("max", most, whole, "max is larger than capacity value"),
        ("default", most and usual, most, "default is more than max"),
    ):
        if value is not None and other is not None and value.nano > other.nano:
            errors.invalid((place, key), str(value), f"{words}: {other}", _at(place, key))
    if usual.nano < least.nano:
        detail = f"default is less than min: {least}"
        errors.invalid((place, "default"), str(usual), detail, _at(place, "default"))
    if step is None:
        return
    here: Link = (place, "step")
    if step.nano <= 0:
        errors.invalid(here, str(step), "must be greater than zero")
        return
    added = least + step
    if added.nano > whole.nano:
        detail = f"one step {added} is larger than capacity value: {whole}"
        errors.invalid(here, str(step), detail)
    bounds = (("default", usual), ("min", least), ("max", most), ("step", step))
    if _in_64_bits(errors, place, bounds):
        for value in (usual, most):
            if value is not None and (value.value - least.value) % step.value:
                detail = f"value is not a multiple of a given step ({step}) from ({least})"
                errors.invalid(here, str(value), detail)


def _in_64_bits(errors: Errors, place: Link, bounds: Any) -> bool:
    """Check that what is reckoned with is not negative, and fits."""
    good = True
    for key, value in bounds:
        if value is None:
            continue
        if value.nano < 0:
            errors.invalid((place, key), str(value), NEGATIVE, _at(place, key))
            good = False
        elif value.nano > _GREATEST * NANO:
            detail = f"must not be larger than {_GREATEST}"
            errors.invalid((place, key), str(value), detail, _at(place, key))
            good = False
    return good


def _at(place: Link, key: str) -> Link:
    """Return where a bound is written: the server looks for the default in the range."""
    assert place is not None
    return (place[0], key) if key == "default" else (place, key)
