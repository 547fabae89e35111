"""Understanding as a Rasa graph component: the shared encoder and our intent head.

The trained model keeps the head's few numbers and the encoder's hash, never the encoder's weights,
so that understanding and knowledge search share one copy of them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import encoding
from knowledge import classifier
from knowledge.classifier import Classifier


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Names the intent of a message and how sure it is."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, head: Classifier | None = None
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._head = head

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Classifier.load(folder))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Another encoder or another head makes another model: a cached one must not be taken.

        Rasa itself compares the source of this class only.
        """
        head = hashlib.sha256(Path(classifier.__file__).read_bytes()).hexdigest()
        return f"{encoding.current().weights_sha256} {head}"

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the head on the examples."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        labels = [example.get(INTENT) for example in examples]
        self._head = Classifier.fit(encoding.current().encode(texts), texts, labels)
        with self._model_storage.write_to(self._resource) as folder:
            self._head.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add to the examples: no later component learns from this one."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message that has a text."""
        assert self._head is not None
        for message in messages:
            text = message.get(TEXT)
            if not text or text.startswith("EXTERNAL: "):
                continue
            ranking = self._head.rank(encoding.current().encode([text]), [text])[0]
            ranked = [{"name": name, "confidence": confidence} for name, confidence in ranking]
            message.set(INTENT, ranked[0], add_to_output=True)
            message.set("intent_ranking", ranked[:10], add_to_output=True)
        return messages
