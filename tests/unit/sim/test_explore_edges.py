"""What the explorer meets is the state diagram: every edge of figure 5, the exceptions, no more."""

from tcplab.engine.diagram import EDGES, EXCEPTIONS, edge_of, family_of
from tcplab.engine.events import Env, Event, Line, Open, Send
from tcplab.engine.process import process
from tcplab.engine.rules import Rule
from tcplab.engine.stack import TEXTBOOK
from tcplab.engine.tcb import CLOSED_TCB, State, Tcb
from tcplab.sim.experiment import Experiment, HostSetup, StackName
from tcplab.sim.explore import Limits, explore
from tests.support.experiments import client, experiment, server

LISTEN = server("listen", 0, port=80)
CONNECT = client("connect", 100, to="server:80", port=40_000)
AGAIN = client("connect", 9_000, to="server:80", port=40_000)
BY_CLIENT = (client("close", 1_000), server("close", "end-of-stream"))
BOTH_CONNECT = (
    client("connect", 100, to="server:6000", port=5000),
    server("connect", 100, to="client:5000", port=6000),
)
KEEPALIVE = client("setsockopt", 200, option="SO_KEEPALIVE", value=True)
IMPATIENT = client("setsockopt", 200, option="TCP_USER_TIMEOUT", value=5_000)
UNREAD = client("recv", 9_000)
OCTET = client("send", 300, octets=1)


def with_stack(stack: StackName, *calls: object) -> Experiment:
    hosts = (HostSetup("client", stack), HostSetup("server", stack))
    return experiment(LISTEN, CONNECT, *calls, hosts=hosts)  # type: ignore[arg-type]


FIGURE_5 = (
    with_stack("textbook", *BY_CLIENT),
    with_stack("textbook", client("close", 1_000), server("close", 1_000)),
    with_stack("textbook", server("close", 500)),
    experiment(*BOTH_CONNECT),
    experiment(*BOTH_CONNECT, client("close", "state:SYN-RECEIVED")),
)
ABNORMAL = (
    with_stack("textbook", client("abort", 2_000), AGAIN),
    with_stack("textbook", client("crash", 200)),
    with_stack("textbook", server("crash", 500), OCTET),
    with_stack("textbook", IMPATIENT, OCTET, server("crash", 500)),
    with_stack("textbook", KEEPALIVE, server("crash", 500)),
    with_stack("textbook", server("close", 900), client("close", 900), client("abort", 1_000)),
    with_stack("textbook", server("abort", 500)),
    experiment(*BOTH_CONNECT, server("abort", 300)),
    with_stack("linux", server("close", 500), client("close", "end-of-stream"), AGAIN),
    with_stack("linux", client("close", 1_000), server("send", 1_000, octets=5)),
    with_stack(
        "linux", server("send", 500, octets=5), client("close", 1_000), client("recv", 9_000)
    ),
    with_stack("two-way-handshake"),
    with_stack("no-time-wait", *BY_CLIENT),
)
# the second SYN finds TIME-WAIT, and its SYN,ACK nobody
WITHDRAWN = with_stack(
    "rfc9293",
    *(server("close", 500), client("close", "end-of-stream"), AGAIN, client("close", 9_050)),
)
OPEN = Tcb(State.ESTABLISHED)
LATER = {Rule.TIME_WAIT_REOPENED_LATER}
"""Only a clock tells a later timestamp, and the explorer has none."""


def met(*what: Experiment, mishaps: int = 1) -> tuple[set[tuple[State, State]], set[Rule]]:
    """The edges and the rules that are met in all orders of some experiments."""
    edges: set[tuple[State, State]] = set()
    rules: set[Rule] = set()
    for one in what:
        *_, done = explore(one, Limits(mishaps, mishaps))
        edges |= done.edges
        rules |= done.rules
    return edges, rules


def only_line(tcb: Tcb, event: Event) -> Line:
    (line,) = process(tcb, event, Env(0, 100, TEXTBOOK)).lines
    return line


def test_every_edge_of_the_figure_is_met_and_no_other() -> None:
    edges, _ = met(*FIGURE_5)
    # sockets cannot turn a listener into a caller; the RFC's own calls can
    listening = only_line(CLOSED_TCB, Open(active=False)).after
    for event in (Open(active=True), Send(b"x")):
        edges.add(edge_of(only_line(listening, event)) or (State.CLOSED, State.CLOSED))
    assert edges == EDGES


def test_every_other_change_of_state_is_a_named_exception_and_each_is_met() -> None:
    edges, rules = met(*ABNORMAL)
    more_edges, more_rules = met(WITHDRAWN, mishaps=0)
    assert edges | more_edges <= EDGES
    leaving = {rule for rule in Rule if family_of(Line(rule, OPEN, CLOSED_TCB, ())) is not None}
    assert rules | more_rules >= (leaving | EXCEPTIONS) - LATER
