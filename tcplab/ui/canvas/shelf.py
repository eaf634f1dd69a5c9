"""The heights that are taken beside or in the bands of one lifeline."""


class Shelf:
    """Stretches from top to bottom; what is blocked may overlap, what is taken may not."""

    def __init__(self) -> None:
        self._taken: list[tuple[float, float]] = []

    def block(self, top: float, bottom: float) -> None:
        """Takes a stretch, whatever is there."""
        self._taken.append((top, bottom))

    def take(self, top: float, bottom: float) -> bool:
        """Takes a stretch if all of it is free."""
        if self._first_in(top, bottom) is not None:
            return False
        self.block(top, bottom)
        return True

    def first_free(self, top: float, height: float) -> float:
        """The first place from `top` on with so much room below it."""
        while (end := self._first_in(top, top + height)) is not None:
            top = end
        return top

    def _first_in(self, top: float, bottom: float) -> float | None:
        """Where something ends that stands between two places."""
        ends = (end for start, end in self._taken if top < end and bottom > start)
        return next(ends, None)
