"""Running Backstay: all of it, or one process; training; talking in the terminal."""

from __future__ import annotations

import logging
import os
import socket
from functools import partial
from urllib.parse import urlsplit

import typer

from backstay import parts
from backstay.alerting import clinic_address, escalates, escalations, ways
from backstay.failure import Failure, told
from backstay.settings import Settings


def register(app: typer.Typer) -> None:
    for command in (up, bot, scheduler, clinic, train, chat):
        app.command()(command)


def up() -> None:
    """Prepare what is missing, then run chat, scheduler and clinic together."""
    from backstay.supervisor import supervise

    chosen = parts.settings()
    ways(chosen)  # a wrong setting of the alerts is told now, not by a scheduler that ends
    for port in (chosen.bot_port, chosen.clinic_port):
        _need_free_port(chosen.host, port)
    _train(chosen)
    raise typer.Exit(supervise(chosen))


def bot() -> None:
    """Run the chat: Rasa with our channels."""
    chosen = parts.settings()
    _prepare_process(chosen)
    _need_free_port(chosen.host, chosen.bot_port)
    store, screen = parts.open_store(chosen), parts.open_screen(chosen)
    encoder = parts.open_encoder(chosen)
    library = parts.open_library(chosen, encoder)
    model = parts.trained_model(chosen, encoder)
    from backstay.channels import pushing_channels, web_push
    from backstay.forgetting import forgetting
    from bot.admission import Admission
    from bot.context import BotContext
    from bot.server import BotServer, run
    from bot.wire import Wire

    context = BotContext(
        store=store,
        screen=screen,
        library=library,
        clock=chosen.clock,
        wire=Wire(),
        internal_token=chosen.internal_token,
        secure_cookies=chosen.https,
        forget=partial(forgetting(chosen, store), wanted_by="herself"),
        admission=Admission(chosen.min_age, chosen.countries),
        retention_days=chosen.retention_days,
    )
    server = BotServer(chosen.host, chosen.bot_port, model, chosen.tracker, chosen.dev_rest)
    pushing = pushing_channels(chosen, context)
    run(server, context, encoder, pushing, web_push(chosen, context))


def scheduler() -> None:
    """Run the clock that sends due check-ins."""
    chosen = parts.settings()
    _prepare_process(chosen)
    from backstay.forgetting import forgetting
    from scheduler.bot_client import HttpBot
    from scheduler.choice import Chooser, FixedSchedule
    from scheduler.chores import Chore
    from scheduler.learned import LearnedPolicy
    from scheduler.learning import LEARN_AT, Kept, learn
    from scheduler.retention import retention_chores
    from scheduler.run import run

    store = parts.open_store(chosen)
    bot = HttpBot(chosen.bot_url, chosen.internal_token)
    forget = partial(forgetting(chosen, store), wanted_by="retention")
    kept = Kept(store, chosen.motivation)
    chooser: Chooser = FixedSchedule()
    if chosen.nudges == "learned":
        chooser = LearnedPolicy(store, kept, parts.article_titles().get)
    run(
        store,
        bot,
        chooser,
        clock=chosen.clock,
        tick_seconds=chosen.tick_seconds,
        heartbeat=chosen.heartbeat,
        # under the fixed schedule too: what followed is worth knowing either way
        chores=[
            Chore("learn", LEARN_AT, lambda day: learn(store, kept, chosen.clock)),
            *retention_chores(store, bot, forget, chosen.retention_days, chosen.clock),
        ],
        escalations=escalations(chosen, store),
    )


def clinic() -> None:
    """Run the clinician's pages."""
    chosen = parts.settings()
    _prepare_process(chosen)
    _need_free_port(chosen.host, chosen.clinic_port)
    from clinic.app import create_app
    from clinic.entry.accounts import Accounts
    from clinic.server import serve
    from records.store import StoreError

    store = parts.open_store(chosen)
    with told(StoreError):
        accounts = Accounts(chosen.accounts)
    code = accounts.setup_code(chosen.clock())
    if code is not None:
        parts.say(
            f"First start: open {chosen.clinic_url}/setup and enter the one-time code {code} "
            "(valid for 24 hours) to make the first clinician's account."
        )
    app = create_app(
        store,
        accounts,
        clock=chosen.clock,
        secure_cookies=chosen.https,
        hosts=[urlsplit(clinic_address(chosen)).hostname or ""],
        escalates=escalates(chosen),
        research_key=lambda: chosen.secrets.ours("research_key"),
    )
    serve(app, chosen.host, chosen.clinic_port)


def train() -> None:
    """Export the encoder, index the articles, train the dialogue; only what has changed."""
    _train(parts.settings())


def chat() -> None:
    """Talk with the coach in the terminal."""
    from backstay.terminal import talk

    raise typer.Exit(talk(parts.settings()))


def _train(chosen: Settings) -> None:
    from backstay.preparation import prepare

    prepare(chosen)


def _prepare_process(chosen: Settings) -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    # httpx logs every request with its address
    logging.getLogger("httpx").setLevel(logging.WARNING)
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def _need_free_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failure(
                f"Port {port} on {host} can't be used ({error.strerror}). Perhaps Backstay is "
                "running already; otherwise choose another port with BACKSTAY_BOT_PORT or "
                "BACKSTAY_CLINIC_PORT."
            ) from error
