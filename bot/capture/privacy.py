"""Her own data: who reads it, where it is kept, and no longer agreeing to that."""

from __future__ import annotations

import re

_HER_DATA = re.compile(
    r"\b(?:who(?: else)?|anyone|anybody|someone|doctor|midwife|team|gp|boss|partner|husband|people)"
    r"\b.{0,20}\b(?:see|sees|seeing|read|reads|reading|look at|looks at|have access)\b.{0,25}"
    r"\b(?:this|these|messages?|chat|data|write|say|told|answers)\b"
    r"|\bwho (?:can|will|gets to) (?:see|read)\b"
    r"|\bwhat (?:does|will|can) my (?:doctor|midwife|team|gp|physio) see\b"
    r"|\b(?:is|are|will) (?:this|it|these|my (?:data|answers|messages|chat|words)|what i \w+)"
    r"(?: \w+){0,3} (?:private|confidential|safe with you|secure|shared|sold|stored)\b"
    r"|\b(?:gdpr|data protection|privacy)\b"
    r"|\bwhat (?:do|will|does|happens|are).{0,20}\b(?:with|to) (?:all )?my (?:data|info\w*|answers|"
    r"messages)\b"
    r"|\bwhere (?:is|are|do|does).{0,25}\b(?:stored?|kept|keep)\b",
    re.IGNORECASE,
)

_WITHDRAWS = re.compile(
    r"\b(?:withdraw|revoke|take back|cancel|remove)\w* (?:my )?(?:consent|permission|agreement)\b"
    r"|\b(?:do ?n[o']?t|dont|no longer) (?:consent|agree)\b"
    r"|\b(?:stop|do ?n[o']?t|dont) (?:record|not|keep|stor|sav|writ|us)\w* (?:down )?"
    r"(?:anything|what i)"
    r"|^\W*(?:actually |sorry |no )*i(?:'ve| have)? changed my mind\W*(?:no\b.*)?$",
    re.IGNORECASE,
)

_KEEPS = re.compile(
    r"\b(?:do ?n[o']?t|dont|never|cancel|undo|not|stop|no longer want)\b"
    r"(?:(?!keep|have)[^.,;!?]){0,25}\b(?:delet|eras|remov|wip)\w*\b|"
    r"(?<!do not )(?<!don't )(?<!dont )(?<!to )\bkeep (?:all )?(?:my data|everything|it)\b",
    re.IGNORECASE,
)


_HELD = re.compile(
    r"\bwhat (?:(?:else|all|data|info\w*|details|exactly) )*(?:do|have|has|does) "
    r"(?:you|backstay|the (?:app|bot|coach)) (?:already |all )?"
    r"(?:know|have|got|hold|keep|kept|store|stored|save|saved|note|noted|remember)"
    r"(?: down)? (?:about|on|of) me\b(?!.{0,40}\b(?:copy|send|file|download|export)\b)"
    r"|\bwhat(?: is|'?s| has been) (?:held|kept|stored|known|saved|noted|recorded)"
    r" (?:about|on|of) me\b"
    r"|^\W*(?:show me )?(?:all )?(?:my data|what you (?:know|have|hold|keep) (?:about|on) me)\W*$",
    re.IGNORECASE,
)
_DOWNLOADS = re.compile(r"download everything", re.IGNORECASE)
_CORRECTS = re.compile(r"correct something", re.IGNORECASE)
_THEM = (
    r"(?:my |the |any )*(?:care ?team|team|clinicians?|clinic|doctors?|gp|midwi(?:fe|ves)|physio|"
    r"they|them)"
)
_NUMBERS_ONLY = re.compile(
    r"(?:just |only )?(?:my |the )?numbers only"
    r"|(?:only|just) (?:show (?:them )?)?(?:my|the) numbers"
    r"|(?:please )?(?:hide|do ?n[o']?t show|dont show|keep) my (?:words|messages)"
    rf"(?: (?:private|from {_THEM}|to {_THEM}))*"
    rf"|(?:i do ?n[o']?t want |please do ?n[o']?t let )?{_THEM}"
    r" (?:should ?n[o']?t|must ?n[o']?t|ca ?n[o']?t|may not|to)? ?(?:see|read)"
    r" my (?:words|messages)",
    re.IGNORECASE,
)
_WITH_WORDS = re.compile(
    r"(?:my |the )?numbers and (?:my )?words|(?:please )?(?:show|share) my (?:words|messages)"
    rf"(?: (?:to|with) {_THEM})?|{_THEM} (?:can|may|should) (?:see|read) my (?:words|messages)"
    r"(?: again| too)?",
    re.IGNORECASE,
)
_ERASES = re.compile(r"yes,? (?:please )?(?:erase|delete) (?:it|everything|it all)", re.IGNORECASE)


def asks_what_is_held(text: str) -> bool:
    """Whether she asks what is known of her; wanting it as a file is another wish."""
    return bool(_HELD.search(_plain(text)))


def wants_download(text: str) -> bool:
    """Whether she pressed the button, or typed what it says."""
    return bool(_DOWNLOADS.fullmatch(_plain(text)))


def wants_to_correct(text: str) -> bool:
    """Whether she pressed the button, or typed what it says."""
    return bool(_CORRECTS.fullmatch(_plain(text)))


def chooses_view(text: str) -> bool | None:
    """Whether clinicians may see her words; None for a message that doesn't say."""
    plain = _plain(text)
    if _NUMBERS_ONLY.fullmatch(plain):
        return False
    return True if _WITH_WORDS.fullmatch(plain) else None


def declines_erasure(text: str) -> bool:
    """Whether she pressed the button that keeps her data, or typed what it says."""
    return bool(re.fullmatch(r"no,? keep it", _plain(text), re.IGNORECASE))


def confirms_erasure(text: str) -> bool:
    """Whether she says that it is to be erased, in so many words."""
    return bool(_ERASES.fullmatch(_plain(text)))


def _plain(text: str) -> str:
    """On one line, without stops at its ends and a please."""
    plain = " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    return re.sub(r",? please$", "", plain.strip(" .!?\"'"), flags=re.IGNORECASE)


def keeps_her_data(text: str) -> bool:
    """Whether she wants nothing erased after all. "Don't keep my data" is no such wish."""
    return bool(_KEEPS.search(text))


def withdraws_consent(text: str) -> bool:
    """Whether she no longer agrees that what she writes about her health is kept."""
    return bool(_WITHDRAWS.search(text))


def only_withdraws(text: str) -> bool:
    """Whether she takes back her consent and says nothing of erasing what is kept so far."""
    return withdraws_consent(text) and not re.search(r"\b(?:delet|eras|wip|forget)", text, re.I)


def asks_about_her_data(text: str) -> bool:
    """Whether she asks who reads what she writes or how it is kept: no article is about that."""
    return bool(_HER_DATA.search(text))
