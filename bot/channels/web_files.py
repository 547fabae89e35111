"""The files of the chat page, and its service worker.

The worker keeps a copy of the files on the device, so that the page opens without a connection. It
is told their names and a version made of their contents: when one of them changes so does the
worker, and browsers fetch all of them anew.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web_http import NOTHING_HERE, PREFIX
from bot.channels.web_messages import Refused

PAGE = Path(__file__).parent.parent / "web"
SCRIPT = "text/javascript; charset=utf-8"
STATIC = {
    "chat.css": "text/css; charset=utf-8",
    "chat.js": SCRIPT,
    "device.js": SCRIPT,
    "menu.js": SCRIPT,
    "outbox.js": SCRIPT,
    "push.js": SCRIPT,
    "server.js": SCRIPT,
    "view.js": SCRIPT,
    "words.js": SCRIPT,
    "icon.svg": "image/svg+xml",
    "icon-192.png": "image/png",
    "icon-512.png": "image/png",
    "badge.png": "image/png",
    "chat.webmanifest": "application/manifest+json",
}


def serve_files(chat: Blueprint) -> None:
    """Add the routes of the page, its files and its worker."""
    files = {name: (PAGE / name).read_bytes() for name in ("index.html", "worker.js", *STATIC)}
    worker = _worker(files)

    @chat.get("/")
    async def page(request: Request) -> HTTPResponse:
        return _file(files["index.html"], "text/html; charset=utf-8")

    @chat.get("/static/<name:str>")
    async def static(request: Request, name: str) -> HTTPResponse:
        if name not in STATIC:
            raise Refused(404, NOTHING_HERE)
        return _file(files[name], STATIC[name])

    @chat.get("/worker.js")
    async def service_worker(request: Request) -> HTTPResponse:
        answer = _file(worker, SCRIPT)
        # the page is /chat itself, which is outside the worker's own folder
        answer.headers["Service-Worker-Allowed"] = PREFIX
        return answer


def _worker(files: dict[str, bytes]) -> bytes:
    version = hashlib.sha256()
    for name in sorted(files):
        version.update(name.encode() + hashlib.sha256(files[name]).digest())
    paths = [PREFIX, *(f"{PREFIX}/static/{name}" for name in STATIC)]
    known = f"const VERSION = {json.dumps(version.hexdigest()[:16])};\n"
    known += f"const FILES = {json.dumps(paths)};\n"
    return known.encode() + files["worker.js"]


def _file(content: bytes, content_type: str) -> HTTPResponse:
    return response.raw(content, content_type=content_type, headers={"Cache-Control": "no-cache"})
