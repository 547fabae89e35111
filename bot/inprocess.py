"""Custom actions in Rasa's own process: no second server, no open port, no HTTP hop.

Rasa calls its action server through an `EndpointConfig`; this one hands the call to rasa_sdk's
executor.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection


class ActionFailed(Exception):
    """An action raised; the original is kept for the front door, not for Rasa's log."""


class InProcessActions(EndpointConfig):
    """Runs the actions of a package.

    Rasa logs an action's exception, text and all, and carries on as if nothing had happened. So the
    exception is kept here for the front door, which asks after the turn, and Rasa sees a bare one.
    """

    def __init__(self, package: str) -> None:
        super().__init__(url="inprocess://actions")
        self._executor = ActionExecutor()
        self._executor.register_package(package)
        self._failures: dict[str, Exception] = {}

    def take_failure(self, participant: str) -> Exception | None:
        """The first exception of her last turn, if any; asking forgets it."""
        return self._failures.pop(participant, None)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = None,
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        call = kwargs["json"]
        try:
            return await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            body = {"action_name": rejection.action_name, "error": rejection.message}
            raise ClientResponseError(400, "rejected", json.dumps(body)) from rejection
        except Exception as error:
            self._failures.setdefault(call["sender_id"], error)
            raise ActionFailed(call["next_action"]) from None
