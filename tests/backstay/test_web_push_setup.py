"""Web Push is on when push services may know whom to write to, with a key that stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backstay.channels import web_push
from backstay.failure import Failure
from backstay.settings import Settings, SettingsError

UNUSED: Any = None
CONTACT = "mailto:ops@example.org"


def settings(data: Path, **environment: str) -> Settings:
    return Settings.load({"BACKSTAY_DATA": str(data), **environment})


def test_it_is_off_and_makes_no_key_without_a_contact(tmp_path: Path) -> None:
    assert web_push(settings(tmp_path), UNUSED) is None
    assert list(tmp_path.iterdir()) == []


def test_its_key_is_made_once_and_can_be_replaced(tmp_path: Path) -> None:
    chosen = settings(tmp_path, BACKSTAY_WEB_PUSH_CONTACT=CONTACT)
    first, again = web_push(chosen, UNUSED), web_push(chosen, UNUSED)
    assert first is not None and again is not None and first.public_key == again.public_key
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert "page is opened again" in chosen.secrets.rotate("web_push_key")
    other = web_push(chosen, UNUSED)
    assert other is not None and other.public_key != first.public_key


@pytest.mark.parametrize("key", ["no key", "AAAA", "ä", "f" * 43 + "_"])
def test_a_key_that_is_none_is_named(tmp_path: Path, key: str) -> None:
    chosen = settings(tmp_path, BACKSTAY_WEB_PUSH_CONTACT=CONTACT, BACKSTAY_WEB_PUSH_KEY=key)
    with pytest.raises(Failure, match="BACKSTAY_WEB_PUSH_KEY"):
        web_push(chosen, UNUSED)


def test_a_contact_is_an_address(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="BACKSTAY_WEB_PUSH_CONTACT"):
        settings(tmp_path, BACKSTAY_WEB_PUSH_CONTACT="ops@example.org")
