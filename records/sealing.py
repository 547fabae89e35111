"""The seal of an exported record: what it is, which version, and a digest that notices damage.

The digest is no signature: it shows that a file was cut or changed, not who made it.
"""

from __future__ import annotations

import hashlib
from typing import Any

from records.chain import canonical

FORMAT = "backstay-record"
VERSION = 1


def sealed(record: dict[str, Any]) -> dict[str, Any]:
    """The record with its digest."""
    return {**record, "digest": digest(record)}


def digest(record: dict[str, Any]) -> str:
    """Of everything but the digest itself. Raises ValueError for what isn't valid JSON or text."""
    told = {name: value for name, value in record.items() if name != "digest"}
    return "sha256:" + hashlib.sha256(canonical(told).encode()).hexdigest()
