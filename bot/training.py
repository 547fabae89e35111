"""Train the dialogue model, only when something it is made of has changed.

The model's file name carries a hash of its inputs: the domain, the rules, the examples, the
configuration, the code of the components and the encoder's weights. If the file is there, it is
the right one.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
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
    others = (BOT.parent / place for place in ("policies/dialogue.py", "knowledge/classifier.py"))
    for path in [*files, *others]:
        digest.update(path.name.encode() + path.read_bytes())
    return models / f"backstay-{digest.hexdigest()[:16]}.tar.gz"


def train(models: Path, encoder_folder: Path, encoder_sha256: str) -> Path:
    """Train, if the model is not there yet, and return its path.

    In a process of its own, so that the caller need not hold TensorFlow, and what Rasa prints goes
    to `training.log`. Raises TrainingError.
    """
    path = model_path(models, encoder_sha256)
    if path.exists():
        return path
    models.mkdir(parents=True, exist_ok=True)
    log = models / "training.log"
    environment = os.environ | {"RASA_CACHE_DIRECTORY": str(models / "cache")}
    with log.open("w") as output:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-W", "ignore", "-m", "bot.training", str(encoder_folder), str(path)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            check=False,
        )
    if done.returncode != 0 or not path.exists():
        last = "\n".join(log.read_text(errors="replace").strip().splitlines()[-3:])
        raise TrainingError(f"The dialogue model could not be trained; {log} says why:\n{last}")
    for older in models.glob("backstay-*.tar.gz"):
        if older != path:
            older.unlink()
    return path


def _train_here(encoder_folder: Path, path: Path) -> None:
    from rasa.model_training import train as rasa_train

    from bot import encoding
    from knowledge.encoder import load_encoder

    encoding.install(load_encoder(encoder_folder))
    result = rasa_train(
        domain=str(BOT / "domain"),
        config=str(BOT / "config.yml"),
        training_files=[str(BOT / "data")],
        output=str(path.parent),
        fixed_model_name=f".{path.name.removesuffix('.tar.gz')}",
    )
    if result.code != 0 or result.model is None:
        sys.exit(1)
    Path(result.model).replace(path)


if __name__ == "__main__":
    _train_here(Path(sys.argv[1]), Path(sys.argv[2]))
