"""Writes docs/configuration.md from the schema of the configuration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parent.parent
PAGE = PROJECT / "docs/configuration.md"
SCHEMA = PROJECT / "multiaz_lint/schemas/config.schema.json"

HEAD = """\
# Configuration

The nearest `.multiaz-lint.yaml` from the first path up to the root of the repository applies;
`--config FILE` names another, `--isolated` reads none. Options of the command line win over the
file. Unknown keys are errors with a suggestion. `multiaz-lint config show` prints what applies,
`multiaz-lint config check` checks a file.

Editors complete and check the file with
[its JSON Schema](../multiaz_lint/schemas/config.schema.json), from which this page is made, and
which `multiaz-lint config schema` prints:

```yaml
# yaml-language-server: $schema=./config.schema.json
zones: [eu-1a, eu-1b, eu-1c]
kubernetes: "1.34"
rules:
  image-latest: off
  replicas-too-few: {minimum: 2}
```

| key | value | default | what it does |
|---|---|---|---|
"""


def page() -> str:
    """Return the text of the page."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    rows = [_row(name, part, schema["$defs"]) for name, part in schema["properties"].items()]
    details = "".join(_details(schema, schema["$defs"]))
    return HEAD + "".join(rows) + details


def _row(name: str, part: dict[str, Any], defs: dict[str, Any]) -> str:
    default = json.dumps(part["default"]) if "default" in part else ""
    shown = f"`{default}`" if default else ""
    return f"| `{name}` | {_type(part, defs)} | {shown} | {part.get('description', '')} |\n"


def _type(part: dict[str, Any], defs: dict[str, Any]) -> str:
    """Say in words what a value has to be."""
    if "$ref" in part:
        return _type(defs[part["$ref"].rpartition("/")[2]], defs)
    if "enum" in part:
        return ", ".join(f"`{json.dumps(value).strip(chr(34))}`" for value in part["enum"])
    for key in ("oneOf", "anyOf"):
        if key in part:
            return " or ".join(dict.fromkeys(_type(each, defs) for each in part[key]))
    kinds = part.get("type", "anything")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds == ["array"] and "items" in part:
        return f"list of {_type(part['items'], defs)}"
    words = {"object": "mapping", "boolean": "`true`, `false`", "array": "list"}
    return " or ".join(words.get(kind, kind) for kind in kinds)


def _inner(part: dict[str, Any]) -> dict[str, Any]:
    """Return what describes an element of a list, or what stands under any name, else itself."""
    inner: Any = part.get("items") or part.get("additionalProperties")
    return inner if isinstance(inner, dict) else part


def _details(schema: dict[str, Any], defs: dict[str, Any], above: str = "") -> Iterator[str]:
    """Yield a table for each key whose value has keys of its own, as far as they are described."""
    for key, part in schema["properties"].items():
        inner = _inner(part)
        if not any("description" in each for each in inner.get("properties", {}).values()):
            continue
        name = f"{above}{key}"
        yield f"\n##{'#' * name.count('.')} {name}\n\n{part.get('description', '')}\n\n"
        required = inner.get("required", ())
        defaults = any("default" in value for value in inner["properties"].values())
        third = "default" if defaults else "required"
        yield f"| key | value | {third} | |\n|---|---|---|---|\n"
        for below, value in inner["properties"].items():
            must = f"`{value['default']:,}`" if defaults else "yes" if below in required else ""
            what = value.get("description", "")
            yield f"| `{below}` | {_type(value, defs)} | {must} | {what} |\n"
        yield from _details(inner, defs, f"{name}.")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
