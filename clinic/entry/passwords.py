"""Which names and passwords a clinician may have. Hashing is argon2's business.

After OWASP ASVS 5.0, 6.2: length and a list of common passwords, no rules about kinds of character.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

MIN_LENGTH, MAX_LENGTH = 12, 256
COMMON = Path(__file__).with_name("common_passwords.txt")
CONTEXT_WORDS = ("backstay", "password", "clinician", "clinic")  # easy to guess here (6.2.11)
MIN_OWN = 6  # characters that must be left when these and the sign-in name are taken out
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class AccountError(ValueError):
    """The account can't be made or changed; the message tells the person what to do."""


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())


def checked_name(name: str) -> str:
    """The sign-in name in lower case. Raises AccountError."""
    name = name.strip().lower()
    if not NAME.fullmatch(name):
        raise AccountError("Choose a sign-in name of 2 to 40 letters, digits, dots or dashes.")
    return name


def checked_display_name(display_name: str) -> str:
    """The name colleagues see. Raises AccountError."""
    display_name = " ".join(display_name.split())
    if not 1 <= len(display_name) <= 80 or not display_name.isprintable():
        raise AccountError("Give the name colleagues should see, of 1 to 80 characters.")
    return display_name


def check_password(password: str, name: str) -> None:
    """Raises AccountError for a password that is short, well known, or says who it belongs to."""
    if len(password) < MIN_LENGTH:
        raise AccountError(f"Choose a password of at least {MIN_LENGTH} characters.")
    if len(password) > MAX_LENGTH:
        raise AccountError(f"Choose a password of at most {MAX_LENGTH} characters.")
    plain = password.casefold()
    own = plain
    for word in (*CONTEXT_WORDS, name):
        own = own.replace(word, "")
    if plain in _common() or len(set(plain)) < 5 or len(own) < MIN_OWN:
        raise AccountError(
            "That password is easy to guess. A few unrelated words in a row make a good one."
        )
