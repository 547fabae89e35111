"""What must hold of a FHIR bundle: two independent validators, and rules that neither knows.

The JSON schema accepts two `value[x]`, fhir.resources a status that doesn't exist: ask both.
"""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from fhir.resources.R4B import construct_fhir_element
from jsonschema import Draft6Validator, RefResolver

SCHEMA = Path(__file__).with_name("data") / "fhir-r4.schema.json.gz"
UCUM = "http://unitsofmeasure.org"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@cache
def _schema() -> dict[str, Any]:
    return dict(json.loads(gzip.decompress(SCHEMA.read_bytes())))


@cache
def _validator(kind: str) -> Draft6Validator:
    resolver = RefResolver.from_schema(_schema())
    return Draft6Validator({"$ref": f"#/definitions/{kind}"}, resolver=resolver)


def check(bundle: dict[str, Any]) -> None:
    """Raises AssertionError or the validators' own errors."""
    told = json.loads(json.dumps(bundle))  # JSON types only
    json.dumps(told, ensure_ascii=False).encode()  # and text that is text
    resources = [entry["resource"] for entry in told["entry"]]
    for resource in resources:
        by_schema(resource)
        construct_fhir_element(resource["resourceType"], resource)
    by_schema({**told, "entry": [{"fullUrl": each["fullUrl"]} for each in told["entry"]]})
    construct_fhir_element("Bundle", {**told, "entry": told["entry"][:1]})
    by_our_rules(told, resources)


def by_schema(resource: dict[str, Any]) -> None:
    _validator(resource["resourceType"]).validate(resource)


def by_our_rules(bundle: dict[str, Any], resources: list[dict[str, Any]]) -> None:
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls), "ids are unique"
    assert urls == [f"urn:uuid:{each['id']}" for each in resources]
    for found in _objects(bundle):
        if "reference" in found:
            assert found["reference"] in urls, "every reference resolves"
        for name, value in found.items():
            assert value not in (None, [], {}, ""), f"{name} holds nothing"
            if name in ("issued", "recorded", "authored", "authoredOn", "time", "lastModified"):
                assert INSTANT.fullmatch(value), f"{name} is an instant in UTC"
    for each in resources:
        if each["resourceType"] == "Observation":
            _observation(each)
        elif each["resourceType"] == "Consent":
            assert each.get("policy") or each.get("policyRule"), "ppc-1"


def _observation(found: dict[str, Any]) -> None:
    values = [name for name in found if name.startswith("value")]
    assert len(values) <= 1, "one value[x]"
    assert values or "dataAbsentReason" in found or "component" in found, "us-core-2"
    assert not (values and "dataAbsentReason" in found), "obs-6"
    for part in (found, *found.get("component", ())):
        if "valueQuantity" in part:
            assert part["valueQuantity"]["system"] == UCUM, "us-core-3"
            assert part["valueQuantity"]["code"], "us-core-3"
    assert found["derivedFrom"], "each value leads back to what was said"


def _objects(told: Any) -> list[dict[str, Any]]:
    if isinstance(told, dict):
        return [told, *(each for value in told.values() for each in _objects(value))]
    if isinstance(told, list):
        return [each for value in told for each in _objects(value)]
    return []
