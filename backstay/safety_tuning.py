"""Fine-tune the second net's copy of the encoder: ``python -m backstay.safety_tuning``.

For who has changed the corpus (policies/safety/corpus). About half an hour on two cores. What comes
out is committed with the corpus, so that what serves is what was measured; then measure again
(``python -m benchmarks.safety``) and, if need be, choose the thresholds anew.
"""

from __future__ import annotations

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from backstay.safety_net import TUNED, identity_of
from knowledge.export import installed_model
from knowledge.tuning import Recipe, fine_tune
from policies.safety.labelled import read_corpus
from policies.safety.variations import vary


def main() -> None:
    messages, learnt_from = read_corpus(), identity_of()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(f"Fine-tuning on {len(messages)} messages")

        def show(done: int, of: int, loss: float) -> None:
            bar.update(task, completed=done, total=of, description=f"Fine-tuning, loss {loss:.3f}")

        tuned = fine_tune(
            installed_model(),
            lambda turn: vary(messages, turn),
            [message.label for message in messages],
            Recipe(),
            show,
        )
    np.savez_compressed(
        TUNED,
        labels=np.array(tuned.labels),
        weights=tuned.weights,
        bias=tuned.bias,
        files=np.array(list(learnt_from)),
        hashes=np.array(list(learnt_from.values())),
        **{f"copy/{name}": part for name, part in tuned.packed.items()},
    )
    print(f"Wrote {TUNED}. Now measure: python -m benchmarks.safety")


if __name__ == "__main__":
    main()
