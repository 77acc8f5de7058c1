from typing import Any


def draw_page(page: Any, dpi: float) -> Any:
    raise NotImplementedError
