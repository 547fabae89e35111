"""Fine-tune a copy of the encoder, with a linear head, to tell the labels of short messages apart.

Needs PyTorch and about half an hour on two cores, so it is run by who changes the examples, not
when Backstay is installed; the few megabytes that come out are kept with the examples (adapter.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.adapter import Packed, pack

Progress = Callable[[int, int, float], None]
"""Called with (batches done, of all, mean loss of the round so far)."""


@dataclass(frozen=True)
class Recipe:
    """How the copy is trained. Tokens beyond `tokens` are cut; unit vectors are put on `scale`."""

    rounds: int = 5
    rate: float = 2e-4
    head_rate: float = 2e-3
    warm_up: float = 0.06
    batch: int = 32
    tokens: int = 128
    smoothing: float = 0.05
    dropout: float = 0.1
    scale: float = 16.0
    seed: int = 0


@dataclass(frozen=True)
class Tuned:
    """The copy's difference from the original; its head on unit vectors, (labels, d), (labels,)."""

    packed: Packed
    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


def fine_tune(
    source: Path,
    texts: Callable[[int], Sequence[str]],
    labels: Sequence[str],
    recipe: Recipe,
    progress: Progress,
) -> Tuned:
    """Train a copy of the model in `source` (a transformers folder).

    `texts(round)` gives each round's texts, in the order of `labels`. The same inputs and recipe
    give the same result on one machine with as many threads.
    """
    import torch
    from transformers import AutoModel, AutoTokenizer

    torch.manual_seed(recipe.seed)
    tokenizer: Any = AutoTokenizer.from_pretrained(source)
    model: Any = AutoModel.from_pretrained(source)
    original = _arrays(model)
    names = sorted(set(labels))
    truth = torch.tensor([names.index(label) for label in labels])
    head = torch.nn.Linear(model.config.hidden_size, len(names))
    dropout = torch.nn.Dropout(recipe.dropout)
    optimiser = torch.optim.AdamW(
        [
            {"params": model.parameters(), "lr": recipe.rate},
            {"params": head.parameters(), "lr": recipe.head_rate},
        ],
        weight_decay=0.01,
    )
    batches = -(-len(labels) // recipe.batch)
    steps = recipe.rounds * batches
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min(1.0, (step + 1) / (recipe.warm_up * steps)) * max(0.0, 1 - step / steps),
    )
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=recipe.smoothing)
    chance = np.random.default_rng(recipe.seed)
    model.train()
    for turn in range(recipe.rounds):
        tokens = [
            tokenizer(text.lower(), truncation=True, max_length=recipe.tokens)["input_ids"]
            for text in texts(turn)
        ]
        total = 0.0
        for done, rows in enumerate(_batches(tokens, recipe.batch, chance), 1):
            vectors = _vectors(torch, model, [tokens[i] for i in rows])
            loss = loss_of(head(dropout(vectors)) * recipe.scale, truth[rows])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
            progress(turn * batches + done, steps, total / done)
    weights, bias = head.weight.detach().numpy(), head.bias.detach().numpy()
    return Tuned(
        pack(original, _arrays(model)),
        tuple(names),
        np.asarray(weights * recipe.scale, dtype=np.float32),
        np.asarray(bias * recipe.scale, dtype=np.float32),
    )


def _arrays(model: Any) -> dict[str, NDArray[np.float32]]:
    """The weights, copied: training changes them in place. The pooler is never used."""
    return {
        name: value.detach().numpy().copy()
        for name, value in model.state_dict().items()
        if value.is_floating_point() and not name.startswith("pooler")
    }


def _batches(
    tokens: Sequence[Sequence[int]], size: int, chance: np.random.Generator
) -> Iterator[list[int]]:
    """Every row once, those of like length together (little padding), in random order."""
    noisy = chance.random(len(tokens)) * 12 + np.array([len(row) for row in tokens])
    order = np.argsort(noisy)
    starts = chance.permutation(np.arange(0, len(order), size))
    for start in starts:
        yield order[start : start + size].tolist()


def _vectors(torch: Any, model: Any, rows: Sequence[Sequence[int]]) -> Any:
    """Unit vectors of some token rows: the mean over their tokens, as the encoder pools."""
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
    states = model(input_ids=ids, attention_mask=mask).last_hidden_state
    weight = mask.unsqueeze(-1).float()
    return torch.nn.functional.normalize((states * weight).sum(1) / weight.sum(1), dim=-1)
