"""Figure 5 of RFC 9293 as a table of edges, and the changes of state that it leaves out."""

from tcplab.engine.events import Line
from tcplab.engine.rules import Rule
from tcplab.engine.tcb import State

_S = State
Edge = tuple[State, State]

EDGES: frozenset[Edge] = frozenset(
    {
        (_S.CLOSED, _S.LISTEN),
        (_S.CLOSED, _S.SYN_SENT),
        (_S.LISTEN, _S.CLOSED),
        (_S.LISTEN, _S.SYN_RECEIVED),
        (_S.LISTEN, _S.SYN_SENT),
        (_S.SYN_RECEIVED, _S.LISTEN),  # note 1: RST after a passive open
        (_S.SYN_SENT, _S.SYN_RECEIVED),
        (_S.SYN_SENT, _S.CLOSED),
        (_S.SYN_RECEIVED, _S.ESTABLISHED),
        (_S.SYN_SENT, _S.ESTABLISHED),
        (_S.SYN_RECEIVED, _S.FIN_WAIT_1),
        (_S.ESTABLISHED, _S.FIN_WAIT_1),
        (_S.ESTABLISHED, _S.CLOSE_WAIT),
        (_S.FIN_WAIT_1, _S.FIN_WAIT_2),
        (_S.FIN_WAIT_1, _S.CLOSING),
        (_S.FIN_WAIT_2, _S.TIME_WAIT),
        (_S.CLOSING, _S.TIME_WAIT),
        (_S.CLOSE_WAIT, _S.LAST_ACK),
        (_S.LAST_ACK, _S.CLOSED),
        (_S.TIME_WAIT, _S.CLOSED),
        (_S.FIN_WAIT_1, _S.TIME_WAIT),  # note 2: FIN and the ACK of our FIN in one segment
        (_S.TIME_WAIT, _S.TIME_WAIT),  # the lab's: 2 MSL begins again
    }
)
RESTARTS = frozenset({Rule.REPEATED_FIN_IN_TIME_WAIT, Rule.TIME_WAIT_FIN})

REFUSED = "refused"
RESET = "reset"
ABORTED = "aborted"
TIMED_OUT = "timed-out"
FAMILIES = (REFUSED, RESET, ABORTED, TIMED_OUT)

_FAMILY_OF_RULE = {
    Rule.SYN_SENT_RST: REFUSED,
    Rule.RST_REFUSED: REFUSED,
    Rule.TIME_WAIT_RETURNED: REFUSED,
    Rule.RST_RESET: RESET,
    Rule.RST_CLOSED: RESET,
    Rule.RST_BEFORE_FIN: RESET,
    Rule.TEXT_AFTER_CLOSE: RESET,
    Rule.CLOSE_UNREAD: ABORTED,
    Rule.LISTENER_GONE: ABORTED,
    Rule.ABORT_LISTEN: ABORTED,
    Rule.ABORT_SYN_SENT: ABORTED,
    Rule.ABORT_SYNCHRONIZED: ABORTED,
    Rule.ABORT_CLOSING: ABORTED,
    Rule.GIVES_UP_SYN: TIMED_OUT,
    Rule.GIVES_UP_HALF_OPEN: TIMED_OUT,
    Rule.GIVES_UP_DATA: TIMED_OUT,
    Rule.USER_TIMEOUT: TIMED_OUT,
    Rule.KEEPALIVE_DEAD: TIMED_OUT,
    Rule.FIN_WAIT_2_OVER: TIMED_OUT,
}
EXCEPTIONS = frozenset(
    {
        Rule.SYN_BACK_TO_LISTEN,  # step 4, where figure 5 knows only the RST
        Rule.OTHER_SYN_RESET,
        Rule.TIME_WAIT_REOPENED,  # MAY-2: TIME-WAIT to SYN-RECEIVED by a new SYN
        Rule.TIME_WAIT_REOPENED_LATER,
        Rule.TWO_WAY_ESTABLISHED,
        Rule.NO_TIME_WAIT,
    }
)


def edge_of(line: Line) -> Edge | None:
    """The edge of the figure that a line followed; None if it followed none."""
    edge = (line.before.state, line.after.state)
    if family_of(line) is not None or line.rule in EXCEPTIONS:
        return None
    if edge[0] is edge[1] and line.rule not in RESTARTS:
        return None
    return edge


def family_of(line: Line) -> str | None:
    """The family of a change that is no edge of the figure: refused, reset, aborted, timed-out."""
    if line.before.state is line.after.state:
        return None
    return _FAMILY_OF_RULE.get(line.rule)
