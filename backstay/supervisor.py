"""Chat, scheduler and clinic under honcho, and a word when all three are well."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from honcho.environ import parse_procfile
from honcho.manager import Manager

from backstay import parts
from backstay.settings import Settings

PROCFILE = Path(__file__).parent.parent / "Procfile"
PATIENCE_SECONDS = 240  # the bot imports TensorFlow; a slow machine takes minutes


def supervise(chosen: Settings) -> int:
    """Run the Procfile until Ctrl-C or until one process ends; returns the exit code."""
    commands = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{commands}{os.pathsep}{os.environ.get('PATH', '')}"}
    environment |= {"PYTHONUNBUFFERED": "1", "BACKSTAY_DATA": str(chosen.data)}
    environment["PYTHONWARNINGS"] = "ignore"  # deprecations in the libraries that Rasa pins
    manager = Manager()
    for name, command in parse_procfile(PROCFILE.read_text()).processes.items():
        manager.add_process(name, command, env=environment)
    started = chosen.clock()
    threading.Thread(target=_announce, args=(chosen, manager, started), daemon=True).start()
    manager.loop()
    return manager.returncode or 0


def _announce(chosen: Settings, manager: Manager, started: datetime) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not healthy(chosen, started):
        if time.monotonic() > deadline:
            parts.say("Backstay is not well after several minutes; see the lines above.")
            manager.terminate()
            return
        time.sleep(0.5)
    parts.say(
        "\nBackstay is ready.\n"
        f"  Chat:   {chosen.bot_url}/chat\n"
        f"  Review: {chosen.clinic_url}\n"
        "Ctrl-C stops it.\n"
    )


def healthy(chosen: Settings, since: datetime) -> bool:
    """Whether bot and clinic answer and the scheduler has ticked since then."""
    return (
        answers(f"{chosen.bot_url}/internal/health")
        and answers(f"{chosen.clinic_url}/health")
        and _ticked(chosen.heartbeat, since)
    )


def answers(url: str) -> bool:
    """Whether there is a healthy process at this address."""
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _ticked(heartbeat: Path, since: datetime) -> bool:
    try:
        ticked = datetime.fromisoformat(json.loads(heartbeat.read_text())["at"])
    except (OSError, ValueError, KeyError):
        return False
    return ticked >= since - timedelta(seconds=1)
