from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from records.store import RecordStore
from tests.records.kinds_of_store import NOW, OPENERS


@pytest.fixture(params=OPENERS)
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], RecordStore]:
    """Opens the record of this test; more than once for more than one process's view."""
    return lambda: OPENERS[request.param](tmp_path)


@pytest.fixture
def store(open_store: Callable[[], RecordStore]) -> RecordStore:
    return open_store()


@pytest.fixture
def her(store: RecordStore) -> str:
    return store.join("web", "address of hers", NOW)
