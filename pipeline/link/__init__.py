"""Link: papers to a case.  `build_case` is the room's one public function."""

from pipeline.link.join import build_case

__all__ = ["build_case"]
