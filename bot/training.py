"""Train the dialogue model, only when something it is made of has changed.

The model's file name carries a hash of its inputs: the domain, the rules, the examples, the
configuration, the code of the components and the encoder's weights. If the file is there, it is
the right one.
"""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

BOT = Path(__file__).parent
INPUTS = ("config.yml", "domain", "data", "nlu")


class TrainingError(Exception):
    """Rasa could not train the model; the message says what it complained of."""


def model_path(models: Path, encoder_sha256: str) -> Path:
    """Where the model made of today's inputs is, or will be."""
    digest = hashlib.sha256(encoder_sha256.encode())
    files = sorted(
        path
        for name in INPUTS
        for path in [BOT / name, *(BOT / name).rglob("*")]
        if path.is_file() and path.suffix in (".yml", ".py")
    )
    for path in [*files, BOT.parent / "policies" / "dialogue.py"]:
        digest.update(path.name.encode() + path.read_bytes())
    return models / f"backstay-{digest.hexdigest()[:16]}.tar.gz"


def train(models: Path, encoder_sha256: str) -> Path:
    """Train and return the model's path. The encoder must be installed (`bot.encoding`).

    Raises TrainingError.
    """
    path = model_path(models, encoder_sha256)
    if path.exists():
        return path
    os.environ["RASA_CACHE_DIRECTORY"] = str(models / "cache")
    from rasa.model_training import train as rasa_train
    from rasa.shared.exceptions import RasaException
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    unfinished = f".{path.name.removesuffix('.tar.gz')}"
    try:
        result = rasa_train(
            domain=str(BOT / "domain"),
            config=str(BOT / "config.yml"),
            training_files=[str(BOT / "data")],
            output=str(models),
            fixed_model_name=unfinished,
        )
    except RasaException as error:
        raise TrainingError(f"the dialogue model could not be trained: {error}") from error
    if result.code != 0 or result.model is None:
        raise TrainingError("the dialogue model could not be trained; see the lines above")
    Path(result.model).replace(path)
    for older in models.glob("backstay-*.tar.gz"):
        if older != path:
            older.unlink()
    return path
