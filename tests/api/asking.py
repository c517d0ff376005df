"""How the tests of this floor ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from httpx2 import Response

Post: TypeAlias = Callable[..., Response]
"""Posts a body, as a value or as the very bytes, with headers by name."""
CANARY = "0012345678901234"
"""An identity number with a prefix that was never given."""
