"""Rasa's own Sanic server, with our channels, our actions in process and our front door."""

from __future__ import annotations

import logging
from asyncio import AbstractEventLoop
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.run import configure_app
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

from bot import context, encoding, understanding
from bot.channels.internal import InternalChannel
from bot.channels.rest import RestChannel
from bot.channels.web import WebChannel
from bot.channels.web_push import WebPush
from bot.context import BotContext
from bot.delivery import Sender
from bot.inprocess import InProcessActions
from bot.intake import FrontDoor
from bot.pushing import PushingChannel
from bot.trackers import ConsentedTrackers
from knowledge.encoder import Encoder

logger = logging.getLogger(__name__)

LARGEST_REQUEST = 1_000_000  # bytes; the longest message the chat takes is 20,000 characters
SLOWEST_REQUEST = 15  # seconds for all of it to arrive


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
        tracker_store=ConsentedTrackers(context.current().store, str(tracker)),
        lock_store=InMemoryLockStore(),
        action_endpoint=actions,
    )
    understanding.install(agent)
    return agent


def build(
    server: BotServer,
    bot_context: BotContext,
    encoder: Encoder,
    pushing: Sequence[PushingChannel] = (),
    web_push: WebPush | None = None,
) -> Sanic:
    """The server, ready to run; messages that a crash left unanswered are taken up at start.

    `pushing`: the channels that have to be handed what is said. `web_push` tells browsers.
    """
    # unconfigured, structlog prints every debug event, her words included
    configure_structlog(logging.WARNING)
    context.install(bot_context)
    encoding.install(encoder)
    channels = [InternalChannel(), WebChannel(web_push), *pushing]
    if server.dev_rest:
        channels.append(RestChannel())
    app: Sanic = configure_app(
        channels, cors=None, auth_token=bot_context.internal_token, enable_api=True
    )

    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    app.config.REQUEST_TIMEOUT = SLOWEST_REQUEST
    if bot_context.secure_cookies:  # a proxy stands in front, so its word for her address counts
        app.config.PROXIES_COUNT = 1

    async def open_the_door(app: Sanic, loop: AbstractEventLoop) -> None:
        actions = InProcessActions("bot.actions")
        app.ctx.agent = load_agent(server.model, server.tracker, actions)
        senders: dict[str, Sender] = {channel.name(): channel.pusher for channel in pushing}
        if web_push is not None:
            senders[WebChannel.name()] = web_push
        app.ctx.front_door = FrontDoor(bot_context, app.ctx.agent, actions, senders)
        for channel in pushing:
            await channel.open(app.ctx.front_door)
        waiting = app.ctx.front_door.resume()
        logger.info("the bot is listening; %d messages were waiting for an answer", waiting)

    async def let_turns_finish(app: Sanic, loop: AbstractEventLoop) -> None:
        await app.ctx.front_door.settle()
        for channel in pushing:
            await channel.close()
        if web_push is not None:
            await web_push.close()

    app.register_listener(open_the_door, "before_server_start")
    app.register_listener(let_turns_finish, "before_server_stop")
    return app


def run(
    server: BotServer,
    bot_context: BotContext,
    encoder: Encoder,
    pushing: Sequence[PushingChannel] = (),
    web_push: WebPush | None = None,
) -> None:
    """Serve until a signal stops it."""
    app = build(server, bot_context, encoder, pushing, web_push)
    app.run(host=server.host, port=server.port, access_log=False, workers=1)
