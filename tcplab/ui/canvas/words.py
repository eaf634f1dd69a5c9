"""The words on the sequence canvas and the timeline, in the language of the window."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from tcplab.lab.arrows import Arrow
from tcplab.lab.brackets import Bracket
from tcplab.lab.outages import Outage
from tcplab.lab.sequence_picture import Crowd
from tcplab.lab.words import duration

_NAMES = {
    "client": QT_TRANSLATE_NOOP("Canvas", "Client"),
    "server": QT_TRANSLATE_NOOP("Canvas", "Server"),
    "attacker": QT_TRANSLATE_NOOP("Canvas", "Attacker"),
}
_TIMERS = {
    "rto": "RTO",
    "2msl": "2MSL",
    "delayed-ack": QT_TRANSLATE_NOOP("Canvas", "delayed ACK"),
    "persist": QT_TRANSLATE_NOOP("Canvas", "persist"),
    "keepalive": QT_TRANSLATE_NOOP("Canvas", "keep-alive"),
    "fin-wait-2": "FIN-WAIT-2",
    "user": QT_TRANSLATE_NOOP("Canvas", "user timeout"),
}


SHORT = {"SYN-RECEIVED": "SYN-RCVD", "ESTABLISHED": "ESTAB"}
"""What states are called where there is no room, as by ss and netstat."""

translate = QCoreApplication.translate


def _tr(text: str) -> str:
    return translate("Canvas", text)


def host_name(name: str) -> str:
    """A host's name as a heading; names that everybody uses are translated."""
    return _tr(_NAMES[name]) if name in _NAMES else name


def seconds(ms: int) -> str:
    """A time on the axis: "5.100"; without a fraction where it would be too long."""
    return f"{ms / 1000:.3f}" if ms < 100_000_000 else str(ms // 1000)


def now_text(ms: int, short: bool) -> str:
    """What stands in the pill of the now line."""
    now = translate("Canvas", "now")
    return now if short else f"{now} {seconds(ms)}"


def lost_word(arrow: Arrow) -> str:
    """Beside the cross: what became of it."""
    if arrow.lost == "nowhere":
        return translate("Canvas", "nobody there")
    return translate("Canvas", "lost")


def outage_word(outage: Outage) -> str:
    """Beside a lifeline: why the host cannot be reached."""
    if outage.kind == "cable":
        return translate("Canvas", "cable out")
    return translate("Canvas", "host is down")


def left_out(crowd: Crowd) -> str:
    """In a torn stretch: how many segments are not drawn."""
    return translate("Canvas", "{count} more segments").format(count=f"{crowd.segments:,}")


def tags(arrow: Arrow) -> tuple[str, ...]:
    """What a label says besides the segment, the longest way of saying it first; () for nothing."""
    kinds = _kinds(arrow)
    if arrow.dropped is None:
        return kinds
    dropped = translate("Canvas", "dropped")
    reason = dropped
    if arrow.dropped == "host-down":
        reason = translate("Canvas", "dropped: host is down")
    elif arrow.dropped == "backlog-full":
        reason = translate("Canvas", "dropped: backlog is full")
    elif arrow.dropped == "accept-queue-full":
        reason = translate("Canvas", "dropped: accept queue is full")
    if not kinds:
        return (reason, dropped)
    return (f"{kinds[0]} · {reason}", *(f"{kind} · {dropped}" for kind in kinds))


def _kinds(arrow: Arrow) -> tuple[str, ...]:
    """What kind of transmission it is, if it is not an ordinary one."""
    if arrow.copy:
        return (translate("Canvas", "copy"),)
    if arrow.injected and arrow.source is None:
        return (translate("Canvas", "injected"),)
    if arrow.injected:
        return (translate("Canvas", "forged"),)
    if arrow.retransmission:
        return (
            "↻ " + translate("Canvas", "retransmission"),
            "↻ " + translate("Canvas", "resent"),
            "↻",
        )
    return ()


def timer_name(bracket: Bracket) -> str:
    """The first line beside a bracket: "RTO 1.2 s"."""
    return f"{_tr(_TIMERS.get(bracket.timer, bracket.timer))} {duration(bracket.length)}"


def timer_fate(bracket: Bracket, now: int | None, moment: int | None) -> str:
    """The second line: what becomes of it, as known at a moment (None: in the end)."""
    if moment is not None and moment < bracket.to_moment:
        if bracket.begun == "restarted":
            return translate("Canvas", "restarted")
        if bracket.begun == "doubled":
            return translate("Canvas", "doubled")
        return _left(bracket.deadline - (now or 0))
    if bracket.ending == "fired":
        return translate("Canvas", "ran out")
    if bracket.ending == "cancelled":
        return translate("Canvas", "cancelled")
    return _left(bracket.deadline - bracket.to_ms)


def _left(ms: int) -> str:
    return translate("Canvas", "{time} left").format(time=duration(max(0, ms)))
