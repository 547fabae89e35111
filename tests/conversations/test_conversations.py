"""Every script in this folder, played against the real agent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversations.conftest import Stage
from tests.conversations.script import START, Script, read_scripts

SCRIPTS = [s for path in sorted(Path(__file__).parent.glob("*.md")) for s in read_scripts(path)]


@pytest.mark.models
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: f"{s.path.stem}: {s.title}")
async def test_conversation(script: Script, stage: Stage) -> None:
    stage.clock.now = START
    await stage.player().play(script)
