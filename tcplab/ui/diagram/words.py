"""The words of the state diagram, in the language of the window."""

from collections import Counter

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from tcplab.lab.diagram_layout import EDGES, Edge, Node
from tcplab.lab.state_picture import Abnormal, StatePicture, Token
from tcplab.ui.host_names import shown_name

WORDS = (
    QT_TRANSLATE_NOOP("StateDiagram", "passive OPEN"),
    QT_TRANSLATE_NOOP("StateDiagram", "active OPEN"),
    QT_TRANSLATE_NOOP("StateDiagram", "CLOSE"),
    QT_TRANSLATE_NOOP("StateDiagram", "SEND"),
    QT_TRANSLATE_NOOP("StateDiagram", "rcv SYN"),
    QT_TRANSLATE_NOOP("StateDiagram", "rcv RST"),
    QT_TRANSLATE_NOOP("StateDiagram", "rcv ACK of SYN"),
    QT_TRANSLATE_NOOP("StateDiagram", "rcv SYN,ACK"),
    QT_TRANSLATE_NOOP("StateDiagram", "rcv FIN"),
    QT_TRANSLATE_NOOP("StateDiagram", "rcv ACK of FIN"),
    QT_TRANSLATE_NOOP("StateDiagram", "rcv FIN + ACK of FIN"),
    QT_TRANSLATE_NOOP("StateDiagram", "timeout 2MSL"),
    QT_TRANSLATE_NOOP("StateDiagram", "create TCB"),
    QT_TRANSLATE_NOOP("StateDiagram", "create TCB, snd SYN"),
    QT_TRANSLATE_NOOP("StateDiagram", "delete TCB"),
    QT_TRANSLATE_NOOP("StateDiagram", "snd SYN"),
    QT_TRANSLATE_NOOP("StateDiagram", "snd SYN,ACK"),
    QT_TRANSLATE_NOOP("StateDiagram", "snd ACK"),
    QT_TRANSLATE_NOOP("StateDiagram", "snd FIN"),
    QT_TRANSLATE_NOOP("StateDiagram", "snd ACK, restart 2MSL"),
    QT_TRANSLATE_NOOP("StateDiagram", "passive open"),
)
FAMILIES = {
    "refused": QT_TRANSLATE_NOOP("StateDiagram", "refused"),
    "reset": QT_TRANSLATE_NOOP("StateDiagram", "reset"),
    "aborted": QT_TRANSLATE_NOOP("StateDiagram", "aborted"),
    "timed-out": QT_TRANSLATE_NOOP("StateDiagram", "timed out"),
    "other-syn": QT_TRANSLATE_NOOP("StateDiagram", "another SYN"),
    "reopened": QT_TRANSLATE_NOOP("StateDiagram", "reopened"),
    "broken": QT_TRANSLATE_NOOP("StateDiagram", "broken stack"),
}


translate = QCoreApplication.translate


def word(text: str) -> str:
    """One of the texts above, translated."""
    return translate("StateDiagram", text)


def family_word(family: str) -> str:
    """The name of a kind of abnormal end."""
    return word(FAMILIES.get(family, family))


def event_lines(edge: Edge) -> list[str]:
    """What causes an edge, each part of it on a line."""
    *parts, end = word(edge.event).split(" + ")
    return [*(f"{part} +" for part in parts), end]


def action_line(edge: Edge) -> str:
    """What is done on an edge, or when it holds; empty if neither need be said."""
    if edge.note:
        return translate("StateDiagram", "({0})").format(word(edge.note))
    return word(edge.action) if edge.action else ""


def label_line(edge: Edge) -> str:
    """Event and action in one line."""
    if edge.note:
        return translate("StateDiagram", "{0} ({1})").format(word(edge.event), word(edge.note))
    return " / ".join(part for part in (word(edge.event), action_line(edge)) if part)


def abnormal_line(change: Abnormal) -> str:
    """For example "reset: LAST-ACK → CLOSED"."""
    way = f"{change.state_from} → {change.state_to}"
    return translate("StateDiagram", "{0}: {1}").format(family_word(change.family), way)


def last_line(picture: StatePicture) -> str:
    """The line under the diagram: the caption, or the words of what happened last."""
    if picture.caption:
        return picture.caption
    edges = [label_line(EDGES[use.edge]) for use in picture.edges if use.last]
    changes = [abnormal_line(change) for change in picture.abnormal if change.last]
    return " · ".join(dict.fromkeys(edges + changes))


def whereabouts(picture: StatePicture) -> str:
    """Who is in which state, for those who cannot see it."""
    places = Counter(f"{shown_name(token.host)}: {token.state}" for token in picture.tokens)
    return ", ".join(place if n == 1 else f"{place} ×{n}" for place, n in places.items())


def node_tip(node: Node, here: list[Token]) -> str:
    """The state's full name, and who is in it."""
    hosts = ", ".join(dict.fromkeys(shown_name(token.host) for token in here))
    if not hosts:
        return node.state
    return translate("StateDiagram", "{state}: {hosts}").format(state=node.state, hosts=hosts)


def edge_tip(edge: Edge, picture: StatePicture) -> str:
    """From where to where, by what, and whether it has been seen."""
    uses = [use for use in picture.edges if use.edge == edge.id]
    if any(use.role is not None for use in uses):
        seen = translate("StateDiagram", "used in this run")
    elif any(use.seen_earlier for use in uses):
        seen = translate("StateDiagram", "seen in an earlier run")
    else:
        seen = translate("StateDiagram", "not yet seen")
    target = edge.id.partition(">")[2]
    return f"{edge.source} → {target}\n{label_line(edge)}\n{seen}"
