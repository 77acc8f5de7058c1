"""The example case's files, built once."""

from __future__ import annotations

import pytest

from .example import build


@pytest.fixture(scope="session")
def files():
    return build()
