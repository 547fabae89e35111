"""What goes wrong when a clinician's edit of the rules cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# libyaml's safe loader, ten times faster where it is there.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class SafetyRulesError(ValueError):
    """A rules file that cannot be used; the message names the file and the entry."""

    def __init__(self, file: Path, entry: str, problem: str) -> None:
        where = f"{file.name}, {entry}" if entry else file.name
        super().__init__(f"{where}: {problem}")


def read_yaml(file: Path) -> dict[str, Any]:
    """A YAML file whose top level is a mapping, or a SafetyRulesError that says why not."""
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except (OSError, UnicodeDecodeError) as error:
        raise SafetyRulesError(file, "", f"cannot be read ({error})") from error
    except yaml.YAMLError as error:
        raise SafetyRulesError(file, "", f"is not valid YAML ({error})") from error
    if not isinstance(content, dict):
        raise SafetyRulesError(file, "", "must be a mapping of names to entries")
    return content
