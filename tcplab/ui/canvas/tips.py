"""What is said of a thing on the canvas when the pointer rests on it: what it is, what it can."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip, QWidget

from tcplab.lab.lanes import Band
from tcplab.ui.canvas.pointer import Target
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.words import host_name, seconds, translate


def show_tip(
    widget: QWidget, scene: SequenceScene | None, under: Target | None, at: QPoint
) -> None:
    """Says what is not drawn, and what a hand could do here."""
    words = "" if scene is None or under is None else tip(scene, under)
    if words:
        QToolTip.showText(at, words, widget)
    else:
        QToolTip.hideText()


def tip(scene: SequenceScene, under: Target) -> str:
    """A line or two about what is pointed at; empty where all is drawn."""
    if under.grip == "drop":
        if under.tab is not None:
            return translate("Canvas", "take this call away")
        return translate("Canvas", "mend the cable")
    if under.tab is not None:
        words = f"{under.tab.text} {under.tab.errno or ''}".strip()
        return f"{words}, {seconds(under.tab.at_ms)} s\n" + translate(
            "Canvas", "Drag it up or down to make it at another time; its menu has its arguments."
        )
    if under.outage is not None:
        times = f"{seconds(under.outage.from_ms)}–{seconds(under.outage.to_ms)} s"
        return translate("Canvas", "cable out") + f", {times}\n" + translate(
            "Canvas", "Drag an end, or all of it; ✕ mends the cable."
        )  # fmt: skip
    lines = [] if under.band is None else _band_lines(scene, under.band)
    if under.cable is not None:
        name = host_name(scene.picture.lifelines[under.cable].name)
        words = translate("Canvas", "{host}: drag along the line to cut the cable for a while.")
        lines.append(words.format(host=name))
    if under.outer is not None:
        lines.append(translate("Canvas", "Drag from here to a lifeline to forge a segment."))
    return "\n".join(line for line in lines if line)


def _band_lines(scene: SequenceScene, band: Band) -> list[str]:
    """Whose state it is, and from when to when."""
    times = f"{seconds(band.from_ms)}–{seconds(band.to_ms)} s"
    if band.to_moment > scene.picture.last:
        times = f"{seconds(band.from_ms)} s –"
    return [band.connection, f"{band.state}, {times}"]
