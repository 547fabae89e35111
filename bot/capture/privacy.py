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
    r"|\bwhat (?:do|have) you (?:know|have|got|hold|keep|kept|store|stored) (?:about|on) me\b"
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


def keeps_her_data(text: str) -> bool:
    """Whether she wants nothing erased after all. "Don't keep my data" is no such wish."""
    return bool(_KEEPS.search(text))


def withdraws_consent(text: str) -> bool:
    """Whether she no longer agrees that what she writes about her health is kept."""
    return bool(_WITHDRAWS.search(text))


def asks_about_her_data(text: str) -> bool:
    """Whether she asks who reads what she writes or how it is kept: no article is about that."""
    return bool(_HER_DATA.search(text))
