"""Secrets: where they come from, who may read them, and how they are replaced."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backstay.failure import Failure
from backstay.secrets_file import Secrets
from tests.conftest import ROOT, clean_environment


def backstay(data: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "backstay", *words],
        cwd=ROOT,
        env=clean_environment(BACKSTAY_DATA=str(data), **settings),
        capture_output=True,
        text=True,
    )


def test_ours_is_made_once_whoever_asks_first(tmp_path: Path) -> None:
    data = tmp_path / "new"
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda _: Secrets(data, {}).ours("internal_token"), range(16)))
    assert len(set(asked)) == 1 and len(asked[0]) >= 32
    assert (data / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_the_environment_has_the_first_word(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(json.dumps({"telegram_token": "kept"}))
    (tmp_path / "secrets.json").chmod(0o600)
    assert Secrets(tmp_path, {}).get("telegram_token") == "kept"
    assert Secrets(tmp_path, {"BACKSTAY_TELEGRAM_TOKEN": "told"}).get("telegram_token") == "told"
    assert Secrets(tmp_path, {}).get("another") is None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_file_that_others_can_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    token = Secrets(tmp_path, {}).ours("internal_token")
    path = tmp_path / "secrets.json"
    path.chmod(mode)
    with pytest.raises(Failure, match="chmod 600"):
        Secrets(tmp_path, {}).ours("internal_token")
    found = backstay(tmp_path, "doctor")
    assert found.returncode == 1 and f"chmod 600 {path}" in found.stdout
    assert token not in found.stdout + found.stderr
    path.chmod(0o600)
    assert Secrets(tmp_path, {}).ours("internal_token") == token


def test_the_doctor_names_a_database_that_others_can_read(tmp_path: Path) -> None:
    path = tmp_path / "rasa.db"
    path.touch()
    path.chmod(0o640)
    assert f"chmod 600 {path}" in backstay(tmp_path, "doctor").stdout
    path.chmod(0o600)
    assert str(path) not in backstay(tmp_path, "doctor").stdout


@pytest.mark.parametrize("content", ["{", "[]", '{"internal_token": 7}', "\xff"])
def test_a_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_bytes(content.encode("latin-1"))
    path.chmod(0o600)
    with pytest.raises(Failure, match=r"secrets\.json"):
        Secrets(tmp_path, {}).ours("internal_token")


def test_rotating_replaces_one_and_keeps_the_others(tmp_path: Path) -> None:
    before = Secrets(tmp_path, {}).ours("internal_token")
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({"internal_token": before, "telegram_token": "theirs"}))
    done = backstay(tmp_path, "secrets", "rotate", "internal_token")
    assert done.returncode == 0 and "Restart all of them" in done.stdout
    after = json.loads(path.read_text())
    assert after["internal_token"] not in (before, *done.stdout.split())
    assert after["telegram_token"] == "theirs"
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_rotated_is_explained(tmp_path: Path) -> None:
    theirs = backstay(tmp_path, "secrets", "rotate", "telegram_token")
    assert theirs.returncode == 1 and "BACKSTAY_TELEGRAM_TOKEN" in theirs.stderr
    told = backstay(
        tmp_path, "secrets", "rotate", "internal_token", BACKSTAY_INTERNAL_TOKEN="a" * 32
    )
    assert told.returncode == 1 and "BACKSTAY_INTERNAL_TOKEN" in told.stderr
    assert "Traceback" not in theirs.stderr + told.stderr
