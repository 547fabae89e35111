"""A clinician's browser that talks to the real application, and a clock that tests set."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyotp
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.clinic.simulated_people import NOW

PASSWORD = "four unrelated words here"
SAME_SITE = {"sec-fetch-site": "same-origin"}


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class Phone:
    """A clinician's authenticator: each code it shows is used once, also at a standing clock."""

    secret: str
    used: int = 0

    def code(self, now: datetime) -> str:
        step = max(int(now.timestamp()) // 30 - 1, self.used + 1)
        self.used = step
        return str(pyotp.TOTP(self.secret).at(step * 30))


PHONES: dict[str, Phone] = {}  # by sign-in name; the latest enrolment counts


@dataclass
class Browser:
    """A clinician's browser: keeps cookies, sends the headers and the form token that one sends."""

    app: Starlette
    clock: Clock = field(default_factory=Clock)
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = TestClient(self.app, base_url="http://127.0.0.1:8008", follow_redirects=True)

    def get(self, path: str, status: int = 200) -> str:
        response = self.client.get(path)
        assert response.status_code == status, response.text
        return response.text

    def token(self) -> str:
        found = re.search(r'name="token" value="([0-9a-f]{64})"', self.get("/account"))
        assert found, "signed in pages carry a form token"
        return found.group(1)

    def post(self, path: str, status: int = 200, **fields: str) -> str:
        response = self.client.post(path, data=fields, headers=SAME_SITE)
        assert response.status_code == status, response.text
        return response.text

    def act(self, path: str, status: int = 200, **fields: str) -> str:
        """A form of a signed-in page."""
        return self.post(path, status, token=self.token(), **fields)

    def sign_in(self, name: str, password: str = PASSWORD, status: int = 200, to: str = "") -> str:
        """Name and password, then the code; the first time her phone is enrolled.

        `to`: the hidden field of the form, where she was going.
        """
        page = self.post("/login", status, name=name, password=password, to=to)
        if status != 200:
            return page
        key = re.search(r'class="key">([A-Z2-7 ]+)<', page)
        if key:
            PHONES[name.lower()] = Phone(key[1].replace(" ", ""))
        hidden = re.search(r'name="to" value="([^"]*)"', page)
        return self.post(
            "/login/code",
            code=PHONES[name.lower()].code(self.clock()),
            to=hidden[1] if hidden else "",
        )
