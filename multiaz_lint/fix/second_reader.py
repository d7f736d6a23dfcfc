"""A second opinion on edited text, from a reader that shares no code with libyaml.

Plain text is read by the project's own reader of lines, JSON by that of JSON, all other by
ruamel.yaml.
"""

from __future__ import annotations

from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.yaml import fast, json_reader
from multiaz_lint.load.yaml.flow import UnsureError
from multiaz_lint.load.yaml.scalars import plain_key, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CORE = "tag:yaml.org,2002:"


def read(text: str, otherwise: Any) -> Any:
    """Read one document into plain data.

    Where neither decides, because ruamel.yaml does not accept what libyaml does (tabs, for
    instance), or a tag, a merge key or a repeated key decides, ``otherwise`` is returned.
    """
    try:
        return quickly(text)
    except UnsureError:
        pass
    if json_reader.is_json(text):
        try:
            return json_reader.read(text, 0, Limits())
        except UnreadableError:
            return otherwise
    return _by_ruamel(text, otherwise)


def quickly(text: str) -> Any:
    """Read one document by the reader of lines; raise UnsureError where that cannot decide."""
    return fast.read(text, Limits())


def _by_ruamel(text: str, otherwise: Any) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        node = YAML(typ="safe", pure=True).compose(text)
        return _value(node, _tagged(text))
    except (YAMLError, _UndecidedError, RecursionError, ValueError):
        return otherwise


class _UndecidedError(Exception):
    """A node on which the two readers need not agree."""


def _tagged(text: str) -> dict[int, str]:
    """Return the tags that are written, by where their scalars start; nodes keep resolved ones."""
    if "!" not in text:
        return {}
    from ruamel.yaml import YAML
    from ruamel.yaml.events import ScalarEvent

    events = YAML(typ="safe", pure=True).parse(text)
    return {
        each.start_mark.index: str(each.tag)
        for each in events
        if isinstance(each, ScalarEvent) and each.tag is not None
    }


def _value(node: Any, tagged: dict[int, str]) -> Any:
    from ruamel.yaml.nodes import MappingNode, ScalarNode

    if isinstance(node, ScalarNode):
        return _scalar(node, tagged.get(node.start_mark.index))
    if not isinstance(node, MappingNode):
        return [_value(each, tagged) for each in node.value]
    result: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode) or key.value == "<<":
            raise _UndecidedError
        if key.start_mark.index in tagged:
            raise _UndecidedError
        name = key.value if key.style else plain_key(key.value)
        if name in result:
            raise _UndecidedError
        result[name] = _value(value, tagged)
    return result


def _scalar(node: Any, tag: str | None) -> Any:
    """Return a scalar; a tag that makes more of it than text is not decided here."""
    if tag is None:
        return node.value if node.style else resolve(node.value)
    if tag.startswith(_CORE) and tag != f"{_CORE}str":
        raise _UndecidedError
    return node.value
