"""Check the known questions: topics that exist, enough for each, no question twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from knowledge.articles import topics
from knowledge.check import Problem
from knowledge.questions import OUTSIDE

FEWEST = 20
"""Questions of a topic. From a dozen on it is found about as well as the others; twenty leave room
for the many ways in which it is asked."""


def check_questions(folder: Path) -> list[Problem]:
    """Every problem of the files under `folder`, by path and line; empty when all is well."""
    problems: list[Problem] = []
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            asked = list(_asked(path))
        except yaml.YAMLError as error:
            mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
            problems.append(Problem(path, mark.line + 1 if mark else 1, f"is not YAML: {error}"))
            continue
        for line, topic, text in asked:
            counts[topic] += 1
            place = f"{path.name}:{line}"
            before = first.setdefault(" ".join(text.casefold().split()), place)
            if not text.strip():
                problems.append(Problem(path, line, "an empty question"))
            elif before != place:
                problems.append(Problem(path, line, f"is asked at {before} already: {text[:60]}"))
        for topic, line in {t: n for n, t, _ in reversed(asked)}.items():
            if path.name != OUTSIDE and topics().get(topic) != path.stem:
                problems.append(Problem(path, line, f"{topic} is no topic of {path.stem}"))
    for topic, group in topics().items():
        if counts[topic] < FEWEST:
            what = f"{topic} has {counts[topic]} questions, not {FEWEST} or more"
            problems.append(Problem(folder / f"{group}.yml", 1, what))
    return problems


def _asked(path: Path) -> Iterator[tuple[int, str, str]]:
    """(line, topic, question) for each; raises YAMLError when the file has another shape."""
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    outside = path.name == OUTSIDE
    if not isinstance(root, yaml.SequenceNode if outside else yaml.MappingNode):
        shape = "a list of questions" if outside else "topics with lists of questions"
        raise yaml.MarkedYAMLError(
            problem=f"not {shape}", problem_mark=root.start_mark if root else None
        )
    for topic, texts in [(None, root)] if outside else root.value:
        name = topic.value if topic else OUTSIDE
        if not isinstance(texts, yaml.SequenceNode):
            raise yaml.MarkedYAMLError(
                problem=f"{name} has no list of questions", problem_mark=texts.start_mark
            )
        for text in texts.value:
            if text.tag != "tag:yaml.org,2002:str":
                raise yaml.MarkedYAMLError(
                    problem="a question that YAML does not read as a text: quote it",
                    problem_mark=text.start_mark,
                )
            yield text.start_mark.line + 1, name, text.value
