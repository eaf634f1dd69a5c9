"""A number on its way: quick at first, slower towards the end."""

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation


class Glide:
    """Tells `moved` every value on the way from one number to another, the last one too."""

    def __init__(self, owner: QObject, ms: int, moved: Callable[[float], None]) -> None:
        self._animation = QVariantAnimation(owner)
        self._animation.setDuration(ms)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(moved)

    @property
    def running(self) -> bool:
        """Whether it is still on its way."""
        return self._animation.state() == QVariantAnimation.State.Running

    @property
    def value(self) -> float:
        """Where it is now."""
        return float(self._animation.currentValue())

    def start(self, before: float, after: float) -> None:
        """Sets out anew."""
        self._animation.stop()
        self._animation.setStartValue(float(before))
        self._animation.setEndValue(float(after))
        self._animation.start()

    def finish(self) -> None:
        """Is there at once."""
        if self.running:
            self._animation.setCurrentTime(self._animation.duration())

    def stop(self) -> None:
        """Stays where it is and says nothing more."""
        self._animation.stop()
