"""The real agent, once for all conversations: trained model, real store, real screen and search."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.conversations.script import Clock, Player


@dataclass(frozen=True)
class Stage:
    """Where conversations are played."""

    context: object
    door: object
    agent: object
    clock: Clock
    tracker: Path

    def player(self) -> Player:
        return Player(self.context, self.door, self.clock, self.tracker)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def stage(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The front door with everything behind it, and a clock that can be moved."""
    from rasa.utils.log_utils import configure_structlog

    from backstay.forgetting import forgetting
    from backstay.safety_net import open_second_net
    from backstay.settings import Settings
    from bot import encoding
    from bot.context import BotContext, install
    from bot.inprocess import InProcessActions
    from bot.intake import FrontDoor
    from bot.server import load_agent
    from bot.training import model_path
    from bot.wire import Wire
    from knowledge.encoder import load_encoder
    from knowledge.index import open_index
    from knowledge.library import Library
    from policies.safety.screen import load_screen
    from records.sqlite_store import SqliteStore

    configure_structlog(logging.ERROR)
    folder = tmp_path_factory.mktemp("stage")
    encoder = load_encoder(prepared / "encoder")
    index = open_index(prepared / "knowledge", encoder)
    clock = Clock()
    store, tracker = SqliteStore(folder / "record.db"), folder / "rasa.db"
    settings = Settings.load({"BACKSTAY_DATA": str(folder)})
    context = BotContext(
        store=store,
        screen=load_screen(second_net=open_second_net(prepared / "safety")),
        library=Library(index, encoder),
        clock=clock,
        wire=Wire(),
        internal_token="test",
        forget=partial(forgetting(settings, store), wanted_by="herself"),
    )
    install(context)
    encoding.install(encoder)
    actions = InProcessActions("bot.actions")
    model = model_path(prepared / "models", encoder.weights_sha256)
    agent = load_agent(model, tracker, actions)
    yield Stage(context, FrontDoor(context, agent, actions), agent, clock, tracker)
