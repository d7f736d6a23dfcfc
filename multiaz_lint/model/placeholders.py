"""Values that another tool fills in before a manifest is applied."""

from __future__ import annotations


def is_placeholder(value: object) -> bool:
    """Whether a value holds a variable of a shell or template, or stands in for something."""
    return isinstance(value, str) and (
        "${" in value
        or "{{" in value
        or "$(" in value
        or (value[:1] == "$" and value[1:].replace("_", "").isalnum())
        or (value[:1] == "<" and value[-1:] == ">")
    )
