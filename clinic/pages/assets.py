"""The health check, the style sheet and the icon."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import JSONResponse, Response

from clinic.visit import Clinic, Missing, Visit

STATIC = Path(__file__).parents[1] / "static"
TYPES = {"clinic.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}


def health(clinic: Clinic, visit: Visit) -> Response:
    """200 once the record answers a read; the caller turns an error into 500."""
    clinic.store.find("health", "check")
    return JSONResponse({"status": "ok"})


def asset(clinic: Clinic, visit: Visit) -> Response:
    name = visit.path["name"]
    if name not in TYPES:
        raise Missing
    return Response((STATIC / name).read_bytes(), media_type=TYPES[name])
