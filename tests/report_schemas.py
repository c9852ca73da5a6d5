"""What reports for CI are held to: the schemas in `tests/schemas`, loaded once."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import jsonschema
from lxml import etree

_SCHEMAS = Path(__file__).parent / "schemas"


def hold_to_schema(form: str, report: str) -> None:
    """Raise where a report of `gitlab`, `junit` or `sarif` is not what its schema wants."""
    if form == "junit":
        _junit_schema().assertValid(etree.fromstring(report.encode()))
    elif form == "sarif":
        _json_validator("sarif-2.1.0-rtm.5.json").validate(json.loads(report))
    else:
        issues = json.loads(report)
        _json_validator("gitlab-code-quality.json").validate(issues)
        # GitLab shows one of several issues with the same fingerprint.
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)


@lru_cache(maxsize=1)
def _junit_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(_SCHEMAS / "junit-10.xsd")))


@lru_cache(maxsize=2)
def _json_validator(name: str) -> jsonschema.protocols.Validator:
    schema = json.loads((_SCHEMAS / name).read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)
