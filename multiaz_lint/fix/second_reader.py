"""A second opinion on edited text, from ruamel.yaml, which shares no code with libyaml."""

from __future__ import annotations

from multiaz_lint.load.scalars import key_text, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def read(text: str, otherwise: Any) -> Any:
    """Read one document into plain data.

    Where ruamel.yaml does not accept what libyaml does (tabs, for instance), or where a tag,
    a merge key or a repeated key decides, ``otherwise`` is returned.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        node = YAML(typ="safe", pure=True).compose(text)
        return _value(node)
    except (YAMLError, _UndecidedError, RecursionError, ValueError):
        return otherwise


class _UndecidedError(Exception):
    """A node on which the two readers need not agree."""


def _value(node: Any) -> Any:
    from ruamel.yaml.nodes import MappingNode, ScalarNode

    if isinstance(node, ScalarNode):
        if node.style:
            return node.value
        return resolve(node.value)
    if not isinstance(node, MappingNode):
        return [_value(each) for each in node.value]
    result: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode) or key.value == "<<":
            raise _UndecidedError
        name = key_text(_value(key))
        if name in result:
            raise _UndecidedError
        result[name] = _value(value)
    return result
