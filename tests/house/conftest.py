"""A fresh workspace for each test; its evidence pictures are small, for they take most of the time."""

from __future__ import annotations

import pytest

from pipeline.reading.render import render_page

from .workspace import Workspace


@pytest.fixture
def space(tmp_path, monkeypatch) -> Workspace:
    def coarse(data, kind, page, dpi, passwords):
        return render_page(data, kind, page, 30.0, passwords)

    monkeypatch.setattr("pipeline.run.render_page", coarse)
    return Workspace(tmp_path / "workspace")
