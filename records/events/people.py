"""Who she is to us: joining, her chats, consent, what she told at the start, leaving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from records.events.body import Body


@dataclass(frozen=True)
class Joined(Body):
    """A new participant wrote for the first time."""

    kind: ClassVar[str] = "joined"
    alias: str


@dataclass(frozen=True)
class ChannelLinked(Body):
    """An address of a channel now belongs to the participant (web: the hash of a session token)."""

    kind: ClassVar[str] = "channel_linked"
    channel: str
    address: str


@dataclass(frozen=True)
class ChannelUnlinked(Body):
    """The address doesn't belong to her any more; whoever writes from it is a new participant."""

    kind: ClassVar[str] = "channel_unlinked"
    channel: str
    address: str


@dataclass(frozen=True)
class ConsentGiven(Body):
    """She agreed to the consent text of this version, in this message."""

    kind: ClassVar[str] = "consent_given"
    version: str
    message_id: str


@dataclass(frozen=True)
class ConsentRefused(Body):
    """She said no to the consent text; nothing of her health is recorded."""

    kind: ClassVar[str] = "consent_refused"
    version: str
    message_id: str


@dataclass(frozen=True)
class ClinicianView(Body):
    """What the clinic's pages show of her: her numbers with her words, or without.

    A message that raised an alert is shown either way. Without such an event: with her words.
    """

    kind: ClassVar[str] = "clinician_view"
    words: bool
    message_id: str


@dataclass(frozen=True)
class Admitted(Body):
    """She said what the service asks for before it takes somebody on, and it may.

    Her age itself isn't kept; `country` is ISO 3166-1 alpha-2, None where it isn't asked for.
    """

    kind: ClassVar[str] = "admitted"
    message_id: str
    old_enough: bool | None = None
    country: str | None = None


@dataclass(frozen=True)
class ErasureAsked(Body):
    """How far she has got with having everything erased.

    `asked`: she has been told what that means; `confirmed`: she said yes, and the typed words are
    still wanted; `taken_back`: she keeps her data.
    """

    kind: ClassVar[str] = "erasure_asked"
    state: Literal["asked", "confirmed", "taken_back"]
    message_id: str


@dataclass(frozen=True)
class ParticipantErased(Body):
    """Somebody's record was erased; says nothing of who it was.

    `open_alerts`: the tiers of her alerts that nobody had closed, most urgent first.
    """

    kind: ClassVar[str] = "participant_erased"
    wanted_by: Literal["herself", "operator", "retention"]
    open_alerts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProfileChanged(Body):
    """Facts about her that onboarding asked for; a field that is None is left as it was."""

    kind: ClassVar[str] = "profile_changed"
    message_id: str
    birth_date: str | None = None  # ISO date
    birth_kind: str | None = None
    zone: str | None = None  # IANA name
    checkin_time: str | None = None  # HH:MM, her wall clock: the start of her first window
    windows: tuple[str, ...] | None = None  # "HH:MM" or "HH:MM-HH:MM", her wall clock, at most 3


@dataclass(frozen=True)
class Onboarded(Body):
    """She has been through the onboarding questions; a skipped one leaves its fact unknown."""

    kind: ClassVar[str] = "onboarded"
    message_id: str


@dataclass(frozen=True)
class OwnerChanged(Body):
    """Which clinician looks after her from now on; None: nobody in particular."""

    kind: ClassVar[str] = "owner_changed"
    owner: str | None
    clinician: str
