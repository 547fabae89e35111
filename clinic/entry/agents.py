"""A browser in a word or two, so that a person tells her sessions apart; the rest isn't kept."""

from __future__ import annotations

# the more particular name first: most browsers call themselves Chrome or Safari as well
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def short_agent(header: str) -> str:
    """ "Firefox on Windows", from the User-Agent header."""
    browser = next((name for sign, name in BROWSERS if sign in header), "Another browser")
    system = next((name for sign, name in SYSTEMS if sign in header), "")
    return f"{browser} on {system}" if system else browser
