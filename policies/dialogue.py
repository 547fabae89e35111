"""The Rasa policy that gives safety the last word.

Within an active form no other policy can speak, whatever its priority, unless its prediction is
marked `is_no_user_prediction`: Rasa's ensemble puts those first. So when the screen has fired for
this message, or an emergency is waiting for a clinician, this policy predicts the safety action and
then listens. The form keeps its place, or the action ends it, as the tier says.

What the screen found arrives as metadata of the message; nothing is screened here.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from policies.safety.escalation import safety_speaks

SAFETY_ACTION = "action_safety"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class SafetyPolicy(Policy):
    """Predicts the safety action, then listening; abstains otherwise. Learns nothing."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 10}

    @staticmethod
    def supported_data() -> SupportedData:
        return SupportedData.ML_AND_RULE_DATA

    def train(
        self,
        training_trackers: list[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: Any,
    ) -> Resource:
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SafetyPolicy:
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        probabilities = self._default_predictions(domain)
        speaks = tracker.latest_message is not None and safety_speaks(
            tracker.latest_message.metadata
        )
        following = {ACTION_LISTEN_NAME: SAFETY_ACTION, SAFETY_ACTION: ACTION_LISTEN_NAME}
        action = following.get(tracker.latest_action_name or "") if speaks else None
        if action is not None:
            probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities, is_no_user_prediction=action is not None)
