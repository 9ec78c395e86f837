"""What a peer offers to the benchmark."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Contender:
    """One way of doing one work."""

    work: str  # as in the benchmark's table: 'product 16-32-32-1'
    name: str
    precision: str
    run: Callable[[], object]  # one call, timed from start to result
    check: Callable[[], dict]  # what it computes, for comparison; its keys as in agreement.ts
    calls: int = 1  # works done by one run: a loop's time is shared out
