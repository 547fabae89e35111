"""The Rasa policies that come before the rules: safety, which has the last word, and detours.

Within an active form no other policy can speak, whatever its priority, unless its prediction is
marked `is_no_user_prediction`: Rasa's ensemble puts those first. So when the screen has fired for
this message, or an emergency is waiting for a clinician, this policy predicts the safety action and
then listens. The form keeps its place, or the action ends it, as the tier says.

What the screen found arrives as metadata of the message; nothing is screened here.

A detour is decided by capture, which hears each message first: "go back", or a question beside an
answer, goes to its own action whatever the form and the intent are. Rasa lets capture return
slots only, so the name of that action is a slot.
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
DETOUR_SLOT = "detour"


class BeforeTheRules(Policy):
    """Predicts one action for sure, whatever form is active, or abstains. Learns nothing."""

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
    ) -> BeforeTheRules:
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        probabilities = self._default_predictions(domain)
        action = self._next_action(tracker)
        if action is not None:
            probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities, is_no_user_prediction=action is not None)

    def _next_action(self, tracker: DialogueStateTracker) -> str | None:
        raise NotImplementedError


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class DetourPolicy(BeforeTheRules):
    """The action that capture has named for this message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 9}

    def _next_action(self, tracker: DialogueStateTracker) -> str | None:
        waiting = tracker.latest_action_name == ACTION_LISTEN_NAME
        return tracker.get_slot(DETOUR_SLOT) if waiting else None


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class SafetyPolicy(BeforeTheRules):
    """The safety action, then listening."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 10}

    def _next_action(self, tracker: DialogueStateTracker) -> str | None:
        if tracker.latest_message is None or not safety_speaks(tracker.latest_message.metadata):
            return None
        following = {ACTION_LISTEN_NAME: SAFETY_ACTION, SAFETY_ACTION: ACTION_LISTEN_NAME}
        return following.get(tracker.latest_action_name or "")
