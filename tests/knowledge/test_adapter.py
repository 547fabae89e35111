"""A fine-tuned copy kept as its difference from the original."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.adapter import pack, unpack

RNG = np.random.default_rng(0)


def weights(rank: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    before = {
        "layer.weight": RNG.normal(size=(40, 30)).astype(np.float32),
        "layer.bias": RNG.normal(size=40).astype(np.float32),
        "still.weight": RNG.normal(size=(5, 5)).astype(np.float32),
    }
    change = RNG.normal(size=(40, rank)) @ RNG.normal(size=(rank, 30)) * 0.05
    after = dict(before)
    after["layer.weight"] = before["layer.weight"] + change.astype(np.float32)
    after["layer.bias"] = before["layer.bias"] + np.float32(0.25)
    return before, after


def test_a_change_of_low_rank_comes_back_nearly_whole() -> None:
    before, after = weights(rank=4)
    back = unpack(before, pack(before, after, rank=4))
    for name, value in after.items():
        assert np.abs(back[name] - value).max() < 0.02, name


def test_what_did_not_change_takes_no_room() -> None:
    before, after = weights(rank=2)
    assert not any(key.startswith("still") for key in pack(before, after))
    assert pack(before, before) == {}


def test_less_rank_is_less_exact_and_the_original_is_left_alone() -> None:
    before, after = weights(rank=8)
    kept = {name: value.copy() for name, value in before.items()}

    def error(rank: int) -> float:
        back = unpack(before, pack(before, after, rank=rank))
        return float(np.abs(back["layer.weight"] - after["layer.weight"]).mean())

    assert error(8) < error(3) < error(1)
    assert all((before[name] == value).all() for name, value in kept.items())


def test_a_weight_the_original_lacks_is_an_error() -> None:
    before, after = weights(rank=2)
    packed = pack(before, after)
    del before["layer.bias"]
    with pytest.raises(KeyError):
        unpack(before, packed)
