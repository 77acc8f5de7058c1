"""Intake: folders to sources.  `scan` is the room's one public function."""

from pipeline.intake.scan import Intake, cases, scan

__all__ = ["Intake", "cases", "scan"]
