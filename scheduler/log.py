"""The scheduler's log: one JSON line for each thing that happened, ids and reasons only."""

from __future__ import annotations

import json
import logging
from datetime import datetime

logger = logging.getLogger("scheduler")


def note(at: datetime, event: str, **facts: str | int | None) -> None:
    """Never pass words of hers."""
    logger.info(json.dumps({"at": at.isoformat(timespec="seconds"), "event": event, **facts}))
