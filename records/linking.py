"""Codes by which a participant takes her record to another chat: made, tried, used once.

Only a code's hash is kept. It needs no salt: the code is random, and dead in minutes. A wrong code
is a row as well, so that all processes count together; the address in it is a hash too.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from records.events import Joined, MessageReceived, MessageSent
from records.rows import Row, utc
from records.tables import Tables

LIVES = timedelta(minutes=10)
WINDOW = timedelta(hours=1)
WRONG_ALLOWED = 5  # for an address in that window
WRONG_ALLOWED_IN_ALL = 200  # makes guessing hopeless: there are 10^11 codes
REMEMBERED = timedelta(days=1)  # how long a used code is known, for messages delivered again

ONE_ADDRESS_ONLY = ("telegram", "whatsapp", "twilio_whatsapp", "sms")
# kinds of events that a record may hold and yet have nothing to lose
BARE = frozenset(
    {Joined.kind, MessageReceived.kind, MessageSent.kind}
    | {"channel_linked", "message_delivered", "push_subscribed", "push_ended"}
)


def offer(tables: Tables, participant: str, code: str, at: datetime) -> datetime:
    """Keep a code in place of her earlier one; returns when it ends."""
    ends = at + LIVES
    tables.run("delete from link_code where ends_at < :old", old=utc(at - REMEMBERED))
    tables.run("delete from link_code where participant = :id and used_at is null", id=participant)
    tables.insert(
        "link_code",
        {"code": digest(code), "participant": participant, "ends_at": utc(ends), "used_at": None},
    )
    return ends


def known(tables: Tables, code: str) -> Row | None:
    rows = tables.query("select * from link_code where code = :code", code=digest(code))
    return rows[0] if rows else None


def is_live(code: Row, at: datetime) -> bool:
    return code["used_at"] is None and utc(at) < str(code["ends_at"])


def use(tables: Tables, code: str, at: datetime) -> None:
    tables.run(
        "update link_code set used_at = :at where code = :code", at=utc(at), code=digest(code)
    )


def is_locked(tables: Tables, address: str, at: datetime) -> bool:
    (wrong,) = tables.query(
        "select count(*) as in_all, count(case when address = :address then 1 end) as here"
        " from link_try where at > :since",
        address=address,
        since=utc(at - WINDOW),
    )
    return bool(wrong["here"] >= WRONG_ALLOWED or wrong["in_all"] >= WRONG_ALLOWED_IN_ALL)


def note_wrong(tables: Tables, attempt: str, address: str, at: datetime) -> None:
    """Count a wrong code; the same message, delivered again, counts once."""
    tables.run("delete from link_try where at <= :old", old=utc(at - WINDOW))
    tables.run(
        "insert into link_try (attempt, address, at) values (:attempt, :address, :at)"
        " on conflict (attempt) do nothing",
        attempt=attempt,
        address=address,
        at=utc(at),
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
