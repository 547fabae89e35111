"""The plain types of the record: what can happen to a participant, one dataclass a kind.

An event is a fact with a time and a cause. It is never changed: a correction is a new event that
names the one it supersedes. Everything the pages show is derived from these.

Each body is a flat frozen dataclass of JSON types (str, int, float, bool, None, tuples of them), so
that its canonical JSON is the same on every machine and in every store.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Literal

Tier = Literal["none", "review", "urgent", "emergency"]
Measure = Literal["pain_now", "pain_worst", "mood", "sleep_hours", "night_wakings", "exercise_done"]
CHECKIN_MEASURES: tuple[Measure, ...] = (
    "pain_now", "sleep_hours", "night_wakings", "mood", "exercise_done",
)  # fmt: skip
BirthKind = Literal["vaginal", "caesarean"]
CheckinState = Literal["due", "claimed", "sent", "silent", "refused", "missed"]
CheckinStage = Literal["decide", "render", "deliver"]


@dataclass(frozen=True)
class Body:
    """Base of all event bodies; `kind` is the name stored in the log."""

    kind: ClassVar[str]


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
class MessageReceived(Body):
    """A message from her. The event's id is the message id that provenance refers to."""

    kind: ClassVar[str] = "message_received"
    channel: str
    text: str


@dataclass(frozen=True)
class MessageSent(Body):
    """A message to her. `reply_to`: the message answered; `checkin`: the check-in that sent it.

    `message` is its id among the reviewed messages when it was one of those; `picture` an SVG
    drawing that channels which can show one put below the text.
    """

    kind: ClassVar[str] = "message_sent"
    channel: str
    text: str
    buttons: tuple[str, ...] = ()
    reply_to: str | None = None
    checkin: str | None = None
    picture: str | None = None
    message: str | None = None


@dataclass(frozen=True)
class MessageDelivered(Body):
    """What a channel's provider said of a message to her; `message` is the id of its event.

    `accepted`: the provider has taken it on. `failed` is final, for the reason that is given (a
    word such as `blocked`).
    """

    kind: ClassVar[str] = "message_delivered"
    message: str
    channel: str
    state: Literal["accepted", "sent", "delivered", "read", "failed"]
    reason: str | None = None


@dataclass(frozen=True)
class PushSubscribed(Body):
    """This browser of hers (`address` in the web chat) asked to be told when there is a message.

    The other three are the subscription of the Push API; a browser has one at a time.
    """

    kind: ClassVar[str] = "push_subscribed"
    address: str
    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class PushEnded(Body):
    """That browser isn't told any more: `off` as she wished, or `gone`, says its push service."""

    kind: ClassVar[str] = "push_ended"
    address: str
    reason: Literal["off", "gone"]


@dataclass(frozen=True)
class Screened(Body):
    """What the safety screen found in a message; `evidence` holds (flag, start, end, rule)."""

    kind: ClassVar[str] = "screened"
    message_id: str
    tier: str
    flags: tuple[str, ...]
    evidence: tuple[tuple[str, int, int, str], ...]


@dataclass(frozen=True)
class ValueRecorded(Body):
    """One measured value in her own words, with its provenance.

    `day` is her local date the value is about; `start:end` is the span in the message's text;
    `asked` the question the coach had asked, if any; `supersedes` the value this one corrects.
    """

    kind: ClassVar[str] = "value_recorded"
    measure: str
    value: float | str
    day: str
    message_id: str
    start: int
    end: int
    extractor: str
    asked: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True)
class ValueCorrected(Body):
    """A clinician's correction of a value; what she said and where stays that of the old value.

    `supersedes` is the value it takes the place of, if that was still current. `value` None: it
    should never have been a value.
    """

    kind: ClassVar[str] = "value_corrected"
    supersedes: str
    value: float | str | None
    clinician: str
    reason: str


@dataclass(frozen=True)
class NoteWritten(Body):
    """A clinician's note on her page; never said in chat, but a copy of her record holds it."""

    kind: ClassVar[str] = "note_written"
    clinician: str
    text: str


@dataclass(frozen=True)
class OwnerChanged(Body):
    """Which clinician looks after her from now on; None: nobody in particular."""

    kind: ClassVar[str] = "owner_changed"
    owner: str | None
    clinician: str


@dataclass(frozen=True)
class ValueSkipped(Body):
    """She preferred not to answer this question today."""

    kind: ClassVar[str] = "value_skipped"
    measure: str
    day: str
    message_id: str


@dataclass(frozen=True)
class CheckinStarted(Body):
    """A check-in conversation began; `checkin` is the scheduled one, None when she began it."""

    kind: ClassVar[str] = "checkin_started"
    day: str
    checkin: str | None = None


@dataclass(frozen=True)
class CheckinEnded(Body):
    """The check-in conversation ended: every question answered or skipped, or left by her."""

    kind: ClassVar[str] = "checkin_ended"
    day: str
    outcome: Literal["complete", "left", "stopped_for_safety"]


@dataclass(frozen=True)
class WeeklyOffered(Body):
    """The coach asked whether the weekly questions suit her now."""

    kind: ClassVar[str] = "weekly_offered"
    day: str


@dataclass(frozen=True)
class WeeklyStarted(Body):
    """A new round of the weekly questions began; answers belong to the latest round."""

    kind: ClassVar[str] = "weekly_started"
    day: str


@dataclass(frozen=True)
class WeeklyEnded(Body):
    """The round ended. One that she left may be taken up again on the same day."""

    kind: ClassVar[str] = "weekly_ended"
    day: str
    outcome: Literal["complete", "left", "stopped_for_safety"]


@dataclass(frozen=True)
class ActivitiesNamed(Body):
    """The activities that are hard for her, for the PSFS: item `psfs_1` is the first, and so on.

    `spans` are the places of each in the message's text.
    """

    kind: ClassVar[str] = "activities_named"
    activities: tuple[str, ...]
    message_id: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class ItemAnswered(Body):
    """Her answer to one item of a questionnaire, with its provenance.

    `version` is that of the questionnaire, and so of the wording she saw; `asked` the item that was
    open when she said it (another one when she corrects); `supersedes` the answer it corrects.
    """

    kind: ClassVar[str] = "item_answered"
    questionnaire: str
    version: int
    item: str
    value: float
    day: str
    message_id: str
    start: int
    end: int
    asked: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True)
class ItemSkipped(Body):
    """She preferred not to answer this item."""

    kind: ClassVar[str] = "item_skipped"
    item: str
    day: str
    message_id: str


@dataclass(frozen=True)
class QuestionnaireScored(Body):
    """A score by the published rule; `items` are the ids of the answers it was made of."""

    kind: ClassVar[str] = "questionnaire_scored"
    questionnaire: str
    version: int
    value: float
    band: str | None
    items: tuple[str, ...]
    day: str
    supersedes: str | None = None


@dataclass(frozen=True)
class GuidanceShown(Body):
    """What she asked and what was shown; `article` is None when the base had no answer.

    `like` is the known question that hers came closest to, "" when it was like none.
    """

    kind: ClassVar[str] = "guidance_shown"
    message_id: str
    question: str
    article: str | None
    heading: str | None
    score: float
    like: str = ""


@dataclass(frozen=True)
class AlertRaised(Body):
    """A clinician should look: a red flag, or she asked for a person (flag `asked_for_person`).

    The event's id is the alert's id.
    """

    kind: ClassVar[str] = "alert_raised"
    tier: str
    flags: tuple[str, ...]
    message_id: str


@dataclass(frozen=True)
class AlertAcknowledged(Body):
    """A named clinician has seen the alert and takes it on."""

    kind: ClassVar[str] = "alert_acknowledged"
    alert: str
    clinician: str


@dataclass(frozen=True)
class AlertActed(Body):
    """A named clinician has done something about the alert, and says what."""

    kind: ClassVar[str] = "alert_acted"
    alert: str
    clinician: str
    note: str


@dataclass(frozen=True)
class AlertEscalated(Body):
    """Nobody had taken the alert on in time, so people were told; `step` counts from 1."""

    kind: ClassVar[str] = "alert_escalated"
    alert: str
    step: int
    how: Literal["email", "webhook"]


@dataclass(frozen=True)
class AlertClosed(Body):
    """A named clinician has dealt with the alert; coaching may go on."""

    kind: ClassVar[str] = "alert_closed"
    alert: str
    clinician: str
    note: str


@dataclass(frozen=True)
class SafetyAnswered(Body):
    """Her answer, after an alert, to whether she is safe and somebody is with her.

    `safe` is False when she is not, is alone, or can't say.
    """

    kind: ClassVar[str] = "safety_answered"
    alert: str
    safe: bool
    message_id: str


@dataclass(frozen=True)
class CheckinDecided(Body):
    """The decision at a decision point: whether a check-in is written, and why. Made once.

    `checkin` is `participant:local date:slot`. `refuse` and `missed` are moments at which nothing
    could be chosen. Otherwise the number `draw` from [0, 1) was compared with `probability`, that
    of writing: she is written to when it is smaller. `features` and `dose` are what the policy
    went by, `eligible` the messages it could choose among, each with its probability.
    """

    kind: ClassVar[str] = "checkin_decided"
    checkin: str
    due_at: str
    action: Literal["send", "silent", "refuse", "missed"]
    reason: str
    arm: Literal["learned", "fixed", "holdout"] | None = None
    policy: str | None = None  # its version
    probability: float | None = None
    draw: float | None = None
    features: tuple[tuple[str, float], ...] = ()
    dose: tuple[float, ...] = ()
    family: str | None = None
    message: str | None = None
    eligible: tuple[tuple[str, float], ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckinDelivered(Body):
    """What became of a decision to send: it reached her channel, or it came too late to."""

    kind: ClassVar[str] = "checkin_delivered"
    checkin: str
    outcome: Literal["sent", "expired"]
    reason: str


@dataclass(frozen=True)
class CheckinOutcome(Body):
    """What followed a decision point, written to or not; closed at the next one or after a day.

    `took_part`: she logged a value, finished a check-in or reported exercise. `replied_minutes`:
    until her first message, within four hours. `stopped`: she paused or stopped the messages.
    """

    kind: ClassVar[str] = "checkin_outcome"
    checkin: str
    took_part: bool
    replied_minutes: float | None
    stopped: bool
    reward: float


@dataclass(frozen=True)
class PolicyLearned(Body):
    """The policy has learnt from `rows` decision points, of the log up to the number `through`."""

    kind: ClassVar[str] = "policy_learned"
    version: str
    rows: int
    through: int


@dataclass(frozen=True)
class ChoreDone(Body):
    """The clinic's housekeeping of this name has been done for that date (UTC)."""

    kind: ClassVar[str] = "chore_done"
    name: str
    day: str


@dataclass(frozen=True)
class GoalSet(Body):
    """A goal in her words, the span of her message; it takes the place of an earlier one."""

    kind: ClassVar[str] = "goal_set"
    goal: str
    message_id: str
    start: int
    end: int


@dataclass(frozen=True)
class GoalDropped(Body):
    """She let her goal go."""

    kind: ClassVar[str] = "goal_dropped"
    message_id: str


@dataclass(frozen=True)
class GoalPlanned(Body):
    """When she means to try a first step towards her goal, in a span of her message."""

    kind: ClassVar[str] = "goal_planned"
    plan: str
    message_id: str
    start: int
    end: int


@dataclass(frozen=True)
class GoalStepDone(Body):
    """She did something towards her goal on that local date of hers."""

    kind: ClassVar[str] = "goal_step_done"
    day: str
    message_id: str


@dataclass(frozen=True)
class BarrierReported(Body):
    """What kept her from exercising, in a span of her message."""

    kind: ClassVar[str] = "barrier_reported"
    barrier: Literal["time", "tired", "pain", "forgot", "mood", "baby", "other"]
    day: str
    message_id: str
    start: int
    end: int


@dataclass(frozen=True)
class RemindersChanged(Body):
    """She paused, stopped or resumed the check-ins the coach starts.

    `until` is the ISO instant at which a pause ends; None: until she resumes. `reason` says why
    when it wasn't in words of hers, as `blocked` when she blocked the address that writes to her.
    """

    kind: ClassVar[str] = "reminders_changed"
    state: Literal["active", "paused", "stopped"]
    until: str | None = None
    message_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Fault(Body):
    """An internal error while answering; `error` is a class name and an id, never her words."""

    kind: ClassVar[str] = "fault"
    error: str
    message_id: str | None = None


BODIES: dict[str, type[Body]] = {cls.kind: cls for cls in Body.__subclasses__()}


@dataclass(frozen=True)
class Draft:
    """An event that is not in the log yet.

    `cause` makes replays harmless: a second draft with the same cause in the same clinic is not
    appended. Give the provider's message id, or message id + measure. None: always appended.
    """

    body: Body
    at: datetime
    cause: str | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"the time of an event needs a time zone: {self.at}")


@dataclass(frozen=True)
class Event:
    """An event in the log. `seq` counts from 1 within the clinic; `at` is UTC."""

    id: str
    seq: int
    participant: str | None
    at: datetime
    body: Body
    cause: str
    hash: str

    @property
    def kind(self) -> str:
        return self.body.kind


def to_json(body: Body) -> dict[str, Any]:
    """The body as JSON types (tuples become lists)."""
    return {name: _thaw(value) for name, value in vars(body).items()}


def from_json(kind: str, data: dict[str, Any]) -> Body:
    """The body of that kind; unknown fields are dropped so that an older program reads a newer log.

    Raises KeyError for an unknown kind.
    """
    cls = BODIES[kind]
    known = {f.name for f in fields(cls)}
    return cls(**{name: _freeze(value) for name, value in data.items() if name in known})


def _thaw(value: Any) -> Any:
    return [_thaw(item) for item in value] if isinstance(value, tuple) else value


def _freeze(value: Any) -> Any:
    return tuple(_freeze(item) for item in value) if isinstance(value, list) else value
