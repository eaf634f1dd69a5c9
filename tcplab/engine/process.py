"""The only door to the engine: process(tcb, event, env) -> Transition."""

from typing import assert_never

from tcplab.engine import calls
from tcplab.engine.events import (
    Abort,
    Close,
    Env,
    Event,
    Open,
    Receive,
    SegmentArrives,
    Send,
    SetOption,
    Settle,
    Shutdown,
    Timeout,
    Transition,
)
from tcplab.engine.other_states import arrives_in_other_states
from tcplab.engine.processing import Processing
from tcplab.engine.rules import Rule
from tcplab.engine.segment import Segment
from tcplab.engine.segment_arrives import (
    arrives_in_closed,
    arrives_in_listen,
    arrives_in_syn_sent,
    ends_without_listener,
)
from tcplab.engine.tcb import CLOSED, LISTEN, SYN_SENT, Tcb
from tcplab.engine.timeouts import timeout


def process(tcb: Tcb, event: Event, env: Env) -> Transition:
    """What `event` does to the connection `tcb` by RFC 9293 §3.10, and why, line by line.

    Raises ValueError for a Timeout of a timer that is not running; nothing else fails.
    """
    p = Processing(tcb, env)
    match event:
        case SegmentArrives():
            _segment_arrives(p, event.segment)
        case Settle():
            if tcb.ack_owed:
                p.rule(Rule.ACK_SENT)
                p.send_ack()
        case Close():
            calls.close_call(p, orphan=True)
        case Timeout():
            timer = event.timer
            if timer not in [running for _, running in tcb.timers.due()]:
                raise ValueError(f"the timer {timer.value} is not running")
            timeout(p, timer)
        case Open():
            calls.open_call(p, event.active)
        case Send():
            calls.send_call(p, event.data)
        case Receive():
            calls.receive_call(p, event.octets)
        case Shutdown():
            calls.close_call(p, orphan=False)
        case Abort():
            calls.abort_call(p)
        case SetOption():
            calls.set_option(p, event)
        case _:
            assert_never(event)
    return p.finish()


def _segment_arrives(p: Processing, segment: Segment) -> None:
    p.segment = segment
    ends_without_listener(p)
    state = p.tcb.state
    if state is CLOSED:
        arrives_in_closed(p, segment)
    elif state is LISTEN:
        arrives_in_listen(p, segment)
    elif state is SYN_SENT:
        arrives_in_syn_sent(p, segment)
    else:
        arrives_in_other_states(p, segment)
