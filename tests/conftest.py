"""What several tests share: prepared models, a real agent in this process, real servers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PREPARED = ROOT / ".data"


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without settings of whoever runs the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BACKSTAY_")}
    return kept | more


@pytest.fixture(scope="session")
def prepared() -> Path:
    """The folder with encoder, index and dialogue model, made if need be."""
    subprocess.run(
        [sys.executable, "-m", "backstay", "train"],
        check=True,
        cwd=ROOT,
        env=clean_environment(BACKSTAY_DATA=str(PREPARED)),
    )
    return PREPARED


def link_prepared(data: Path, prepared: Path) -> Path:
    """A data folder of its own that shares the prepared models."""
    data.mkdir(parents=True, exist_ok=True)
    for name in ("encoder", "knowledge", "safety", "models"):
        (data / name).symlink_to(prepared / name)
    return data


@pytest.fixture
def data(tmp_path: Path, prepared: Path) -> Iterator[Path]:
    """A data folder with the models and nothing else."""
    yield link_prepared(tmp_path / "data", prepared)
