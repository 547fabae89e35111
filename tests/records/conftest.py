from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from records.store import RecordStore
from tests.records.kinds_of_store import KINDS, NOW, OPENERS, postgres_address


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(kind: str, tmp_path: Path) -> Path:
    """The folder of this test's record, ready for other processes to open it first."""
    if kind == "postgres":
        postgres_address(tmp_path)
    return tmp_path


@pytest.fixture
def open_store(kind: str, folder: Path) -> Callable[[], RecordStore]:
    """Opens the record of this test; more than once for more than one process's view."""
    return partial(OPENERS[kind], folder)


@pytest.fixture
def store(open_store: Callable[[], RecordStore]) -> RecordStore:
    return open_store()


@pytest.fixture
def her(store: RecordStore) -> str:
    return store.join("web", "address of hers", NOW)
