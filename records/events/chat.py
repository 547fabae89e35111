"""What is said, how it reached her, and what went wrong on our side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from records.events.body import Body


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
class Fault(Body):
    """An internal error while answering; `error` is a class name and an id, never her words."""

    kind: ClassVar[str] = "fault"
    error: str
    message_id: str | None = None
