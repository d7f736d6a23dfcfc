"""The documents that are made from the rules say what the rules say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from multiaz_lint import catalog, config, examples
from multiaz_lint.adapters.made import ANTIAFFINITY_KEYS, CLAIM_KEYS, CONTAINER_KEYS
from multiaz_lint.adapters.read import BUDGET_KEYS, OWNER_KEYS, SETTLES_KEYS, UNSEEN_KEYS
from multiaz_lint.adapters.read import KEYS as ADAPTER_KEYS
from multiaz_lint.declarative import parse
from multiaz_lint.declarative.expectation import EXPECTATIONS
from multiaz_lint.declarative.written_rule import KEYS, REQUIRED
from multiaz_lint.load.source import Source
from multiaz_lint.load.yaml import reference
from tests import documents

RULES = catalog.rules(plugins=False)
SCHEMAS = Path(catalog.__file__).parent / "schemas"
SCHEMA: dict[str, Any] = json.loads((SCHEMAS / "rule.schema.json").read_text(encoding="utf-8"))


def test_the_pages_of_rules_are_those_of_the_rules() -> None:
    different = list(documents.differences(documents.pages(RULES)))
    assert different == [], "`make documents` writes them anew"


def test_links_between_documents_lead_somewhere() -> None:
    assert list(documents.broken_links()) == []


def test_a_page_tells_severities_parameters_and_source() -> None:
    text = documents.page(RULES["storage-node-local"])
    assert "- severity: warning in multi-az, off in survive, warning in strict" in text
    assert "- parameter `images` (tuple[str, ...]), by default `[]`" in text
    assert "(../../multiaz_lint/rules/storage/storage_node_local.py)" in text
    assert "```yaml bad" not in text


def test_the_schema_of_rule_files_is_valid_and_names_the_keys_of_the_reader() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(KEYS)
    assert SCHEMA["required"] == list(REQUIRED)
    assert tuple(SCHEMA["properties"]["expect"]["properties"]) == EXPECTATIONS


@pytest.mark.parametrize(
    "path", sorted(Path(catalog.shipped()).glob("*.yaml")), ids=lambda p: p.stem
)
def test_shipped_rules_keep_the_schema(path: Path) -> None:
    tree = reference.read(path.read_text(encoding="utf-8"))
    jsonschema.validate(tree, SCHEMA)
    changes: list[dict[str, Any]] = [
        {"severity": "high"}, {"expect": {}}, {"kinds": []}, {"kinds": ["*"]},
        {"kinds": ["Deployment "]}, {"kinds": ["apps/v1/Deployment"]}, {"each": []}, {"fix": True},
    ]  # fmt: skip
    for wrong in changes:
        assert not jsonschema.Draft202012Validator(SCHEMA).is_valid({**tree, **wrong})


def test_the_rule_in_the_document_on_own_rules_holds() -> None:
    text = (documents.ROOT / "docs" / "own-rules.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (rule,) = parse(Source("own.yaml", blocks[0]))
    assert list(examples.failures(rule)) == []
    jsonschema.validate(reference.read(blocks[0]), SCHEMA)
    assert config.parse(".multiaz-lint.yaml", blocks[1]).settings.rule_files
    for key in KEYS:
        assert re.search(rf"\| .*`{key}`.* \|", text), key
    for expectation in EXPECTATIONS:
        assert f"| `{expectation}: " in text


def test_the_adapter_in_the_document_on_operators_is_read() -> None:
    text = (documents.ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (adapter,) = config.parse(".multiaz-lint.yaml", block).settings.adapters
    assert adapter.settles[0].rules == {"pdb-missing"}


def test_every_key_of_an_adapter_is_described() -> None:
    text = (documents.ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    below = {
        "adapters": ADAPTER_KEYS,
        "adapters.containers": CONTAINER_KEYS,
        "adapters.claims": CLAIM_KEYS,
        "adapters.antiaffinity": ANTIAFFINITY_KEYS,
        "adapters.owner": OWNER_KEYS,
        "adapters.budget": BUDGET_KEYS,
        "adapters.settles": SETTLES_KEYS,
        "adapters.unseen": UNSEEN_KEYS,
    }
    for section, keys in below.items():
        _, _, rest = text.partition(f"# {section}\n")
        table = rest.partition("\n#")[0]
        for key in keys:
            assert re.search(rf"^\| `{key}` \| .+ \| .*\| \S.* \|$", table, re.MULTILINE), key
