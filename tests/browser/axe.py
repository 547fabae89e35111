"""axe-core in the page itself, in light and in dark. https://github.com/dequelabs/axe-core"""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def assert_accessible(page: Page, where: str) -> None:
    """No violation of WCAG 2.2 AA, nor of good practice, in either colour scheme."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{where}, {scheme}:\n{found.generate_report()}"
        assert found.response["passes"], where
    page.emulate_media(color_scheme=None)
