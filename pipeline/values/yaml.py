"""One strict YAML reader: duplicate keys are errors that name the file."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import YAMLError


class DataError(ValueError):
    """A data file of ours is wrong; the message names file and key."""


def load_yaml(text: str, name: str) -> Any:
    """Parse YAML text.

    Args:
        text: The file's content.
        name: Its name, for messages.

    Raises:
        DataError: Not YAML, or a key stands twice.
    """
    try:
        return YAML(typ="safe").load(text)
    except DuplicateKeyError as error:
        raise DataError(f"{name}: a key stands twice: {error.problem}") from error
    except (YAMLError, ValueError) as error:
        raise DataError(f"{name}: not valid YAML: {error}") from error
