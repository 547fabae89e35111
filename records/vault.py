"""Her payloads are encrypted with a key of her own, so that erasing the key erases her words.

Fernet (AES-128-CBC with HMAC-SHA256) from `cryptography`. Keys live in the table `participant_key`;
deleting a row there makes every event of hers unreadable while the chain still verifies. Events of
no participant are stored as plain JSON.
"""

from __future__ import annotations

from cryptography.fernet import Fernet
from sqlite_utils import Database

from records.connection import telling_damage


class Vault:
    """Encrypts and decrypts bodies; keys are read once per connection and kept in memory."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._ciphers: dict[str, Fernet] = {}

    def create_key(self, participant: str) -> None:
        """Make a key for a new participant, inside the caller's transaction."""
        self._db.table("participant_key").insert(
            {"participant": participant, "key": Fernet.generate_key().decode()}
        )

    def seal(self, participant: str | None, text: str) -> str:
        """The stored form of a body. Raises KeyError when the participant has been forgotten."""
        if participant is None:
            return text
        cipher = self._cipher(participant)
        if cipher is None:
            raise KeyError(f"participant {participant} has no key: unknown or forgotten")
        return cipher.encrypt(text.encode()).decode()

    def open(self, participant: str | None, stored: str) -> str | None:
        """The body's JSON, or None when her key has been destroyed."""
        if participant is None:
            return stored
        cipher = self._cipher(participant)
        return None if cipher is None else cipher.decrypt(stored.encode()).decode()

    def _cipher(self, participant: str) -> Fernet | None:
        # A key deleted by another process must stop working here too, so presence is asked each
        # time (an indexed read); only the costly key set-up is kept.
        with telling_damage():
            rows = list(
                self._db.query(
                    "select key from participant_key where participant = ?", [participant]
                )
            )
        if not rows:
            self._ciphers.pop(participant, None)
            return None
        if participant not in self._ciphers:
            self._ciphers[participant] = Fernet(rows[0]["key"].encode())
        return self._ciphers[participant]
