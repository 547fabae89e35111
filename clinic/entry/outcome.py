"""What a page tells the audit log of its own request, beyond that it was allowed."""

from __future__ import annotations

from dataclasses import dataclass

from clinic.entry.audit import Outcome


@dataclass
class Report:
    """Set by a page: `who` when there is no session yet; `detail` is a short word of ours."""

    who: str = ""
    outcome: Outcome | None = None
    detail: str = ""

    def set(self, outcome: Outcome, detail: str) -> None:
        self.outcome, self.detail = outcome, detail
