"""Her payloads are encrypted with a key of her own, so that erasing the key erases her words.

Fernet (AES-128-CBC with HMAC-SHA256) from `cryptography`. Keys live in the table `participant_key`;
deleting a row there makes every event of hers unreadable while the chain still verifies. Events of
no participant are stored as plain JSON.
"""

from __future__ import annotations

from collections.abc import Iterable

from cryptography.fernet import Fernet

from records.tables import Tables, among, portions


class Keys:
    """The keys of some participants, as they are in the record now."""

    def __init__(self, ciphers: dict[str, Fernet]) -> None:
        self._ciphers = ciphers

    def seal(self, participant: str | None, text: str) -> str:
        """The stored form of a body. Raises KeyError when the participant has been forgotten."""
        if participant is None:
            return text
        cipher = self._ciphers.get(participant)
        if cipher is None:
            raise KeyError(f"participant {participant} has no key: unknown or forgotten")
        return cipher.encrypt(text.encode()).decode()

    def open(self, participant: str | None, stored: str) -> str | None:
        """The body's JSON, or None when her key has been destroyed."""
        if participant is None:
            return stored
        cipher = self._ciphers.get(participant)
        return None if cipher is None else cipher.decrypt(stored.encode()).decode()


class Vault:
    """Makes keys, hands them out and destroys them."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def create_key(self, participant: str) -> None:
        """Make a key for a new participant, inside the caller's transaction."""
        key = {"participant": participant, "key": Fernet.generate_key().decode()}
        self._tables.insert("participant_key", key)

    def destroy_key(self, participant: str) -> None:
        """Inside the caller's transaction; there is no way back."""
        self._tables.run("delete from participant_key where participant = :id", id=participant)

    def keys(self, participants: Iterable[str | None]) -> Keys:
        """The keys of these participants. Use them for the work at hand and let them go.

        They are read each time: a key deleted by another process must stop working here too.
        """
        ciphers: dict[str, Fernet] = {}
        for some in portions({each for each in participants if each is not None}):
            condition, values = among("participant", some)
            rows = self._tables.query(f"select * from participant_key where {condition}", **values)
            ciphers.update((row["participant"], Fernet(row["key"].encode())) for row in rows)
        return Keys(ciphers)
