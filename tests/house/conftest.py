"""A fresh workspace for each test."""

from __future__ import annotations

import pytest

from .workspace import Workspace


@pytest.fixture
def space(tmp_path) -> Workspace:
    return Workspace(tmp_path / "workspace")
