"""What the webhooks of providers have in common: 403 for a stranger, and never a failure of ours.

A provider brings again what isn't answered with 200. That is right while nothing could be recorded,
and would go on for ever for a message that we can't read.
"""

from __future__ import annotations

import logging

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty

from bot import context
from bot.intake import FrontDoor

logger = logging.getLogger(__name__)


class NotReady(Exception):
    """The server is still starting."""


def door(request: Request) -> FrontDoor:
    """The front door. Raises NotReady, which `guard` turns into 503."""
    found = getattr(request.app.ctx, "front_door", None)
    if found is None:
        raise NotReady
    return found


def refuse(channel: str, why: str) -> HTTPResponse:
    """403, counted; /internal/health tells the numbers."""
    refused = context.current().refused
    refused[channel] += 1
    logger.warning("%s: a webhook call was refused (%s), %d so far", channel, why, refused[channel])
    return empty(403)


def guard(blueprint: Blueprint, channel: str) -> None:
    """Whatever goes wrong in these routes is told by its class, which quotes nobody, and is 503."""

    @blueprint.exception(Exception)
    async def later(request: Request, error: Exception) -> HTTPResponse:
        logger.error("%s: a webhook call failed: %s", channel, type(error).__name__)
        return empty(503, headers={"Retry-After": "2"})
