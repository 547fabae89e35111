from __future__ import annotations
from dataclasses import dataclass
from policies.safety.screen import Screening
@dataclass(frozen=True)
class Numbers:
    emergency: str
def numbers_for(country: str | None) -> Numbers:
    return Numbers({"GB": "999", "US": "911"}.get(country or "", "your local emergency number"))
def escalation_text(screening: Screening, country: str | None, *, repeat: bool = False) -> str:
    n = numbers_for(country).emergency
    if screening.tier == "emergency":
        return f"Call {n} now. Is someone with you? Nobody reads this chat live. {repeat}"
    return f"Please call your maternity unit or doctor today ({n} if worse)."
