"""Rasa's own Sanic server, with our channels, our actions in process and our front door."""

from __future__ import annotations

import logging
from asyncio import AbstractEventLoop
from dataclasses import dataclass
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.run import configure_app
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

from bot import context, encoding, understanding
from bot.channels.internal import InternalChannel
from bot.channels.rest import RestChannel
from bot.channels.web import WebChannel
from bot.context import BotContext
from bot.inprocess import InProcessActions
from bot.intake import FrontDoor
from knowledge.encoder import Encoder

logger = logging.getLogger(__name__)

LARGEST_REQUEST = 1_000_000  # bytes; the longest message the chat takes is 20,000 characters


@dataclass(frozen=True)
class BotServer:
    """Where the bot listens and what it loads."""

    host: str
    port: int
    model: Path
    tracker: Path
    dev_rest: bool


def load_agent(model: Path, tracker: Path, actions: InProcessActions) -> Agent:
    """The trained agent with its own SQLite tracker store; call once the context is installed."""
    agent = Agent.load(
        model,
        tracker_store=SQLTrackerStore(Domain.empty(), dialect="sqlite", db=str(tracker)),
        lock_store=InMemoryLockStore(),
        action_endpoint=actions,
    )
    understanding.install(agent)
    return agent


def build(server: BotServer, bot_context: BotContext, encoder: Encoder) -> Sanic:
    """The server, ready to run; messages that a crash left unanswered are taken up at start."""
    # unconfigured, structlog prints every debug event, her words included
    configure_structlog(logging.WARNING)
    context.install(bot_context)
    encoding.install(encoder)
    channels = [InternalChannel(), WebChannel()]
    if server.dev_rest:
        channels.append(RestChannel())
    app: Sanic = configure_app(
        channels, cors=None, auth_token=bot_context.internal_token, enable_api=True
    )

    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST

    async def open_the_door(app: Sanic, loop: AbstractEventLoop) -> None:
        actions = InProcessActions("bot.actions")
        app.ctx.agent = load_agent(server.model, server.tracker, actions)
        app.ctx.front_door = FrontDoor(bot_context, app.ctx.agent, actions)
        waiting = app.ctx.front_door.resume()
        logger.info("the bot is listening; %d messages were waiting for an answer", waiting)

    async def let_turns_finish(app: Sanic, loop: AbstractEventLoop) -> None:
        await app.ctx.front_door.settle()

    app.register_listener(open_the_door, "before_server_start")
    app.register_listener(let_turns_finish, "before_server_stop")
    return app


def run(server: BotServer, bot_context: BotContext, encoder: Encoder) -> None:
    """Serve until a signal stops it."""
    app = build(server, bot_context, encoder)
    app.run(host=server.host, port=server.port, access_log=False, workers=1)
