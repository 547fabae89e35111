"""Which consent text she agreed to, and what follows from a yes. The text is `utter_consent_text`.

Change the version with the text, so that the record shows what each participant was told; a test
holds the two together by the text's hash.
"""

from __future__ import annotations

VERSION = "2026-12"
WITHDRAWN = "consent_withdrawn"  # reason of messages that stopped with it, and begin with it again
