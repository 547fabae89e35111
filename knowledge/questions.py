"""Questions as mothers ask them, each with the topic that answers it, or with none.

Under `questions/`, one file for each group of topics: a topic and the questions it answers; and
`outside.yml`, a list of questions that no article should answer. They are examples to learn from,
where the `asks` of an article say what that article is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

QUESTIONS = Path(__file__).parent / "questions"
OUTSIDE = "outside.yml"


@dataclass(frozen=True)
class Question:
    """A question; `topic` is None when no article answers it."""

    text: str
    topic: str | None


def known_questions(folder: Path = QUESTIONS) -> list[Question]:
    """All of them, by file; raises ValueError when one can't be read (check_questions says why)."""
    known = []
    for path in sorted(folder.glob("*.yml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            by_topic = {None: content} if path.name == OUTSIDE else dict(content)
            known += [Question(text, topic) for topic, texts in by_topic.items() for text in texts]
        except (yaml.YAMLError, TypeError, ValueError) as error:
            raise ValueError(f"{path} is not questions by topic") from error
    return known
