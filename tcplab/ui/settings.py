"""What is remembered between two starts: in the system's own place, through QSettings."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QByteArray, QLocale, QSettings

from tcplab.ui.look.scaling import STEPS

if TYPE_CHECKING:  # the window is placed before there is anything to be seen in it
    from tcplab.lab.lesson import Language

ThemeChoice = Literal["system", "light", "dark"]
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""How fast a run can be played."""

_RECENT = 10


class Settings:
    """Typed access to the remembered values; whatever is missing or nonsense has its default."""

    def __init__(self) -> None:
        self._store = QSettings(
            QSettings.defaultFormat(), QSettings.Scope.UserScope, "TCP Lab", "TCP Lab"
        )

    @property
    def language(self) -> "Language":
        """The chosen language; at first the system's."""
        chosen = self._store.value("language")
        if chosen in ("en", "zh_CN"):
            return chosen
        chinese = QLocale.system().language() == QLocale.Language.Chinese
        return "zh_CN" if chinese else "en"

    @language.setter
    def language(self, language: "Language") -> None:
        self._store.setValue("language", language)

    @property
    def theme(self) -> ThemeChoice:
        """The chosen theme; at first the system's."""
        chosen = self._store.value("theme")
        return chosen if chosen in ("light", "dark") else "system"

    @theme.setter
    def theme(self, theme: ThemeChoice) -> None:
        self._store.setValue("theme", theme)

    @property
    def geometry(self) -> QByteArray | None:
        """Where the window stood."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files opened or saved last, the newest first."""
        return tuple(Path(text) for text in self._words("recent"))

    def add_recent(self, path: Path) -> None:
        """Puts a file in front of the recent ones."""
        paths = [path.absolute(), *(one for one in self.recent if one != path.absolute())]
        self._store.setValue("recent", [str(one) for one in paths[:_RECENT]])

    def forget(self, path: Path) -> None:
        """Takes one file out of the recent ones."""
        kept = [str(one) for one in self.recent if one != path.absolute()]
        self._store.setValue("recent", kept)

    def clear_recent(self) -> None:
        """Forgets the recent files."""
        self._store.remove("recent")

    @property
    def relative_numbers(self) -> bool:
        """Whether sequence numbers count from each ISS."""
        return self._flag("relative")

    @relative_numbers.setter
    def relative_numbers(self, relative: bool) -> None:
        self._store.setValue("relative", relative)

    @property
    def reduced_motion(self) -> bool:
        """Whether nothing moves by itself."""
        return self._flag("reduced-motion")

    @reduced_motion.setter
    def reduced_motion(self, reduced: bool) -> None:
        self._store.setValue("reduced-motion", reduced)

    @property
    def knows_losing(self) -> bool:
        """Whether somebody has lost a segment once, or does not want to be told how."""
        return self._flag("knows-losing")

    @knows_losing.setter
    def knows_losing(self, knows: bool) -> None:
        self._store.setValue("knows-losing", knows)

    @property
    def text_percent(self) -> int:
        """How large text is, in per cent of its usual size."""
        try:
            percent = int(self._store.value("text-percent"))
        except (TypeError, ValueError):
            return STEPS[0]
        return percent if percent in STEPS else STEPS[0]

    @text_percent.setter
    def text_percent(self, percent: int) -> None:
        self._store.setValue("text-percent", percent)

    @property
    def speed(self) -> float:
        """How fast a run is played; 1 is real time."""
        try:
            speed = float(self._store.value("speed"))
        except (TypeError, ValueError):
            return 1.0
        return speed if speed in SPEEDS else 1.0

    @speed.setter
    def speed(self, speed: float) -> None:
        self._store.setValue("speed", speed)

    @property
    def seen(self) -> frozenset[str]:
        """The transitions of the diagram seen in any run."""
        return frozenset(self._words("seen"))

    @seen.setter
    def seen(self, seen: Iterable[str]) -> None:
        self._store.setValue("seen", sorted(seen))

    @property
    def done(self) -> frozenset[str]:
        """The ids of the lessons gone through to the end."""
        return frozenset(self._words("done"))

    @done.setter
    def done(self, done: Iterable[str]) -> None:
        self._store.setValue("done", sorted(done))

    def answers(self, lesson: str) -> dict[str, bool]:
        """How the questions of a lesson were answered last, by their ids: right or wrong."""
        pairs = (one.rpartition("=") for one in self._words(f"answers/{lesson}"))
        return {question: judged == "right" for question, _, judged in pairs}

    def remember_answer(self, lesson: str, question: str, right: bool) -> None:
        """Keeps how a question was answered, on this computer alone."""
        judged = {**self.answers(lesson), question: right}
        words = [f"{one}={'right' if well else 'wrong'}" for one, well in judged.items()]
        self._store.setValue(f"answers/{lesson}", words)

    def _flag(self, key: str) -> bool:
        return self._store.value(key) in (True, "true")

    def _words(self, key: str) -> list[str]:
        value = self._store.value(key)
        if isinstance(value, str):  # an ini file gives a list of one as a string
            return [value]
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
