"""Work, counted in steps instead of seconds, so that a budget means the same on every machine."""

from __future__ import annotations


class OutOfWork(Exception):
    """The budget of a meter is used up."""


class Meter:
    """Counts steps and raises OutOfWork beyond ``limit``.

    ``memo`` holds what was worked out under this meter (so that the count of a claim never depends on other claims).
    """

    __slots__ = ("limit", "memo", "spent")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.spent = 0
        self.memo: dict[object, object] = {}

    def spend(self, steps: int) -> None:
        """Count ``steps`` (>= 0); raises OutOfWork when the limit is passed."""
        self.spent += steps
        if self.spent > self.limit:
            raise OutOfWork(f"more than {self.limit} steps")
