"""One person, several chats: what she may ask for, the codes that join them, and what is said.

Pure. The whole message must match, as with other short commands, and a code has its own alphabet:
no two signs that look or sound alike, and no H, so that "7hrs45mn" is none.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from records.store import Redeemed

LETTERS, DIGITS = "BCDFGJKMNPQRSTVWXZ", "23456789"
LENGTH = 8  # 26^8 codes; few of them live, for minutes, and wrong ones are counted
CHATS = {
    "web": "the web page",
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "twilio_whatsapp": "WhatsApp",
    "sms": "text messages",
}

_NAMES = {
    ("web",): r"(?:the |your )?web(?:site| ?page| ?chat)?|(?:the |my )?(?:browser|computer|laptop)",
    ("telegram",): r"telegram",
    ("whatsapp", "twilio_whatsapp"): r"what'?s ?app",
    ("sms",): r"sms|text(?:s| messages?)|texting",
}
_CHAT = "|".join(f"(?:{words})" for words in _NAMES.values())
_BEFORE = (
    r"(?:(?:ok|okay|hi|hello|hey|please|can we|can you|can i|could we|could i|i want to|i'd like to"
    r"|i would like to|let's|lets|how do i|how can i) )*"
)
_AFTER = r"(?: (?:please|instead|now|from now on|too|as well|any ?more))*"
_ASK = re.compile(
    rf"{_BEFORE}(?:"
    r"(?:link|connect)(?: (?:up|my|another|a|the|this|chats?|phone|code|account|device|other))*"
    rf"|(?:link|connect|use|add)(?: (?:to|with|my))* (?:{_CHAT})"
    rf"|(?:go on|carry on|continue|talk|chat|write|keep going|switch|move|change)(?: over)?"
    rf" (?:in|on|to|over|via|by|with) (?:{_CHAT})"
    rf"){_AFTER}"
)
_LEAVE = re.compile(
    rf"{_BEFORE}(?:stop using|unlink|disconnect|remove|don't use|do not use)"
    rf"(?: my)? (?P<chat>{_CHAT}){_AFTER}"
)
_CODE = re.compile(
    rf"(?:/?start |link |(?:my |the )?code(?: is)?:? )?([{LETTERS}{DIGITS}]{{4}})-?"
    rf"([{LETTERS}{DIGITS}]{{4}})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AskCode:
    """She wants to go on in another chat."""


@dataclass(frozen=True)
class Code:
    """She typed a code; `code` is as we made it."""

    code: str


@dataclass(frozen=True)
class Leave:
    """She doesn't want to use these channels any more (one thing to her, perhaps two to us)."""

    channels: tuple[str, ...]


def read(text: str) -> AskCode | Code | Leave | None:
    """What a whole message asks of us in this matter, if anything."""
    words = " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    typed = _CODE.fullmatch(words)
    if typed:
        code = (typed[1] + typed[2]).upper()
        return Code(code) if any(sign in DIGITS for sign in code) and not code.isdigit() else None
    plain = words.lower().strip(" .!?,")
    leave = _LEAVE.fullmatch(plain)
    if leave:
        for channels, name in _NAMES.items():
            if re.fullmatch(name, leave["chat"]):
                return Leave(channels)
    return AskCode() if _ASK.fullmatch(plain) else None


def new_code() -> str:
    """A fresh code, with a letter and a digit in it, so that no word and no number is one."""
    while True:
        code = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(LENGTH))
        if any(sign in DIGITS for sign in code) and not code.isdigit():
            return code


def spelled(code: str) -> str:
    """As she reads it and types it."""
    return f"{code[:4]}-{code[4:]}"


def offer(code: str, links: dict[str, str]) -> str:
    """The code, and what to do with it; `links` lead there by channel."""
    lines = [
        f"Your code is {spelled(code)}. Type it in the other chat within 10 minutes, and we'll go "
        "on there where we are. It opens what you've told me, so please don't give it to anybody."
    ]
    lines += [f"{CHATS[channel]}: {link}" for channel, link in links.items()]
    return "\n".join(lines)


NOT_YET = (
    "There's nothing to take along yet. Once you've said yes to my keeping notes, ask me again and "
    "I'll give you a code for the other chat."
)
_OUTCOMES = {
    "linked": "This chat is yours now, with everything you've told me in the other one. We can go "
    "on here or there, as you like.",
    "hers": "This chat is already yours. The code is for the other one: please type it there.",
    "taken": "This chat has a record of its own, and I never mix two records. If both are yours "
    "and should be one, tell me \"I want to talk to a person\" and somebody will join them.",
    "wrong": "That code doesn't work, or not any more. A code serves once, within 10 minutes. "
    "Please write \"link\" in the chat you want to take along, and type the new one here.",
    "locked": "That were several codes that didn't work. Please wait an hour, then ask for a new "
    "one in the chat you want to take along.",
}  # fmt: skip


def outcome(redeemed: Redeemed) -> str:
    """What is said in the chat where a code was typed."""
    return _OUTCOMES[redeemed.outcome]


def left(channels: tuple[str, ...], here: str, known: set[str]) -> tuple[tuple[str, ...], str]:
    """Which of her channels to let go of, and what is said about it."""
    name = CHATS[channels[0]]
    if here in channels:
        others = sorted({CHATS.get(channel, channel) for channel in known if channel != here})
        if others:
            return (), (
                f"You're writing from {name} right now. To let go of it, please tell me so in "
                f"your other chat ({' or '.join(others)})."
            )
        return (), (
            "This is the only chat we have. If you'd rather not hear from me, write \"stop "
            "messages\"; if I should delete what you've told me, write \"delete my data\"."
        )  # fmt: skip
    hers = tuple(channel for channel in channels if channel in known)
    if not hers:
        return (), f"We don't use {name}, so there's nothing to stop."
    return hers, (
        f"Done: I won't use {name} any more, and nobody can read our chat from there. What you "
        "told me stays with you here."
    )
