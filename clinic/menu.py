"""The pages in the menu, in its order; signing in leads to the first that she may open."""

from __future__ import annotations

import re

from clinic.entry.access import Clinician, Verb, may

MENU: tuple[tuple[Verb, str, str], ...] = (
    ("see_panel", "/", "Panel"),
    ("see_questions", "/questions", "Questions"),
    ("see_service", "/service", "Service"),
    ("export_research", "/research", "Research"),
    ("see_audit", "/audit", "Audit log"),
    ("manage_accounts", "/accounts", "Accounts"),
)


def menu(actor: Clinician | None) -> list[tuple[str, str]]:
    """Address and name of each page in her menu."""
    return [(address, name) for verb, address, name in MENU if may(actor, verb)]


def onward(address: str) -> str | None:
    """Where she was going before she had to sign in; None unless it is an address of ours.

    Plain names between single slashes can't lead to another site.
    """
    return address if re.fullmatch(r"(/[a-z0-9-]{1,40})+", address) else None


def home(actor: Clinician | None) -> str:
    return next((address for address, _ in menu(actor)), "/account" if actor else "/")
