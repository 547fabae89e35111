"""Phone numbers as addresses: E.164, `+` and at most fifteen digits, without spaces.

Only the form is checked. Providers hand over numbers that exist and take them back as they gave
them, while a table of numbering plans would one day refuse a mother whose plan is newer than it.

https://www.itu.int/rec/T-REC-E.164
"""

from __future__ import annotations

import re

WHATSAPP = "whatsapp:"  # how Twilio marks a WhatsApp address

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_WRITTEN_BETWEEN = re.compile(r"[\s().\-/\u2010-\u2015\u00a0]+")


def e164(written: str) -> str:
    """The number as people and providers write it (+44 7700 900123, 447700900123, 0044...).

    Raises ValueError for what isn't one: a short code, a name, a number without its country.
    """
    digits = _WRITTEN_BETWEEN.sub("", written)
    if digits.startswith("00"):
        digits = digits[2:]
    number = digits if digits.startswith("+") else f"+{digits}"
    if not _E164.fullmatch(number):
        raise ValueError("not an international phone number")
    return number
