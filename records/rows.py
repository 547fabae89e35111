"""From table rows to the shapes of the store protocol."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime, timezone
from typing import Any

from records.store import Alert, Channel, Checkin, Participant, Value

Row = dict[str, Any]


def utc(at: datetime) -> str:
    """A time as the tables hold it; such texts sort as the times do."""
    return at.astimezone(timezone.utc).isoformat()


def when(text: str | None) -> datetime | None:
    """The time in a column; one without a zone is taken as UTC."""
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=timezone.utc)


def iso(at: datetime | None) -> str | None:
    """A time as exports hold it."""
    return None if at is None else at.isoformat()


def _columns_of(shape: type[Value] | type[Alert], row: Row) -> Row:
    """What the row holds of the shape; tables may have columns besides."""
    return {each.name: row[each.name] for each in fields(shape)}


def to_participant(row: Row, channels: list[Row]) -> Participant:
    return Participant(
        id=row["id"],
        alias=row["alias"],
        joined_at=datetime.fromisoformat(row["joined_at"]),
        consent=row["consent"],
        consent_version=row["consent_version"],
        onboarded_at=when(row["onboarded_at"]),
        birth_date=None if row["birth_date"] is None else date.fromisoformat(row["birth_date"]),
        birth_kind=row["birth_kind"],
        zone=row["zone"],
        checkin_time=row["checkin_time"],
        windows=tuple(json.loads(row["windows"])),
        reminders=row["reminders"],
        reminders_until=when(row["reminders_until"]),
        last_in_at=when(row["last_in_at"]),
        last_out_at=when(row["last_out_at"]),
        owner=row["owner"],
        channels=tuple(Channel(c["channel"], c["address"]) for c in channels),
    )


def to_value(row: Row) -> Value:
    return Value(
        **{
            **_columns_of(Value, row),
            "day": date.fromisoformat(row["day"]),
            "at": datetime.fromisoformat(row["at"]),
        }
    )


def to_alert(row: Row) -> Alert:
    return Alert(
        **{
            **_columns_of(Alert, row),
            "flags": tuple(json.loads(row["flags"])),
            "raised_at": datetime.fromisoformat(row["raised_at"]),
            "acknowledged_at": when(row["acknowledged_at"]),
            "closed_at": when(row["closed_at"]),
        }
    )


def to_checkin(row: Row) -> Checkin:
    return Checkin(
        id=row["id"],
        participant=row["participant"],
        due_at=datetime.fromisoformat(row["due_at"]),
        not_before=when(row["not_before"]),
        state=row["state"],
        stage=row["stage"],
        attempts=row["attempts"],
        failures=row["failures"],
        nudge=row["nudge"],
        reason=row["reason"],
        settled_at=when(row["settled_at"]),
    )
