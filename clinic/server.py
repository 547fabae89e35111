"""Serving the clinic with uvicorn."""

from __future__ import annotations

import uvicorn
from starlette.applications import Starlette


def serve(app: Starlette, host: str, port: int) -> None:
    """Run until stopped. No access log: addresses name participants."""
    uvicorn.run(
        app,
        host=host,
        port=port,
        ws="none",  # uvicorn's websocket support doesn't load beside Rasa's websockets 10.4
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_level="warning",
    )
