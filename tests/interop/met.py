"""How a difference of differences.py is known again in a random script: what each must look like.

Where that can be foretold, the kernel's answer is foretold, from our TCB and the segment.
"""

from msgspec import Struct
from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.segment import ACK, FIN, RST, SYN, Segment
from tcplab.engine.tcb import SYNCHRONIZED, Opened, State, Tcb
from tests.support.dialogue import parsed
from tests.support.kernel_dialogue import ISS
from tests.support.scripts import Step

_NONE = Segment(0, 0)


class Met(Struct, frozen=True):
    """A step that two ends did not take alike; `tcb` is ours before its last cause.

    `together` says that another cause came just before that.
    """

    tcb: Tcb
    cause: str
    segment: Segment
    kernel: tuple[str, ...]
    lab: tuple[str, ...]
    listens: bool
    forgotten: bool
    ended: Tcb | None
    together: bool

    @property
    def state(self) -> State:
        return self.tcb.state

    @property
    def offset(self) -> int:
        """SEG.SEQ as counted from RCV.NXT, negative to its left."""
        return _signed(seq.distance(self.tcb.rcv_nxt, self.segment.seq))

    @property
    def reach(self) -> int:
        """Where the segment ends, counted from RCV.NXT."""
        return self.offset + self.segment.length

    @property
    def old_ack(self) -> int:
        """By how much SEG.ACK lies left of SND.UNA, negative if it does not."""
        una = seq.add(self.tcb.snd_una, seq.distance(self.tcb.iss, ISS))
        return _signed(seq.distance(self.segment.ack, una))

    def has(self, flags: int, among: int) -> bool:
        """Whether of the bits in `among` the segment has just `flags`."""
        return self.cause.startswith("<") and self.segment.flags & among == flags

    def ack(self, beyond: int = 0) -> str:
        """The line of our ACK, of so many octets beyond RCV.NXT."""
        nxt = seq.add(self.tcb.snd_nxt, seq.distance(self.tcb.iss, ISS))
        return f"> ACK seq={nxt} ack={seq.add(self.tcb.rcv_nxt, beyond)}"


def met(step: Step, kernel: tuple[str, ...]) -> Met:
    """A step of ours, and what came of it at the kernel."""
    cause = step.causes[-1]
    segment = parsed(cause[2:]) if cause.startswith("<") else _NONE
    return Met(
        step.tcb or Tcb(),
        cause,
        segment,
        kernel,
        step.outcomes,
        step.listens,
        step.forgotten,
        step.ended,
        len(step.causes) > 1,
    )


def _signed(distance: int) -> int:
    return distance - seq.MODULUS if distance >= seq.MODULUS // 2 else distance


def _stranger(one: Met) -> tuple[str, ...]:
    """What CLOSED or LISTEN answers to such a segment."""
    segment = one.segment
    if segment.flags & RST:
        return ()
    if segment.flags & ACK:
        return (f"> RST seq={segment.ack}",)
    return (f"> RST,ACK seq=0 ack={seq.add(segment.seq, segment.length)}",)


def half_open(one: Met) -> bool:
    """A connection of a listener's that is SYN-RECEIVED."""
    return one.state is State.SYN_RECEIVED and one.tcb.opened is Opened.PASSIVE


def ack_of_half_open(one: Met) -> bool:
    right = seq.add(ISS, 1)
    bad = half_open(one) and one.has(ACK, ACK) and one.segment.ack != right
    return bad and one.kernel == _stranger(one)


def bears_nothing(one: Met) -> bool:
    """Neither ACK nor RST nor SYN, where the first step would answer."""
    silent = one.has(0, ACK | RST | SYN) and not one.kernel and one.lab == (one.ack(),)
    return silent and not half_open(one) and one.state is not State.TIME_WAIT


def reset_reaches_in(one: Met) -> bool:
    """A RST whose text, SYN or FIN reaches up to the window from the left."""
    reaches = one.has(RST, RST) and one.offset < 0 <= one.reach
    return reaches and one.kernel == (one.ack(),) and not one.lab


def ack_before_history(one: Met) -> bool:
    """Too old for Linux alone: it answers and takes nothing, not even what is to be kept."""
    tcb = one.tcb
    acknowledged = seq.distance(tcb.iss, tcb.snd_una) - (tcb.opened is Opened.PASSIVE)
    too_old = one.has(ACK, ACK | SYN | RST) and one.old_ack > acknowledged >= 0
    return too_old and one.kernel == (one.ack(),)


def held_under_old_ack(one: Met) -> bool:
    """The answers are alike, but only we have kept what came ahead of RCV.NXT."""
    return ack_before_history(one) and one.offset > 0 and one.segment.length > 0


def predicted_header(one: Met) -> bool:
    """Text in order under a far too old ACK: Linux's fast path takes it, and answers that ACK."""
    taken = one.ack(len(one.segment.data))
    in_order = one.state is State.ESTABLISHED and one.offset == 0 and one.old_ack > 0
    return in_order and one.kernel == (taken,) and one.lab == (one.ack(),)


def beyond_fin(one: Met) -> bool:
    """A FIN after the peer's FIN, which only we acknowledge."""
    fin = one.has(FIN, FIN | SYN | RST) and one.tcb.peer_fin and one.reach > 0
    acknowledged = [line for line in one.lab if not line.startswith("> ACK")]
    return fin and list(one.kernel) == acknowledged


def overlaps_fin(one: Met) -> bool:
    """Another FIN behind text in the place of the first one: Linux takes it."""
    text = one.offset < 0 and one.reach == 1 and one.has(FIN, FIN | SYN | RST)
    return text and one.tcb.peer_fin and one.kernel == (one.ack(1),)


def ends_at_the_window(one: Met) -> bool:
    """A bad ACK in what ends at RCV.NXT, after two SYNs."""
    active = one.state is State.SYN_RECEIVED and one.tcb.opened is Opened.ACTIVE
    ends = active and one.has(ACK, ACK | RST | SYN) and one.offset < 0 == one.reach
    return ends and one.kernel == _stranger(one) and one.lab == (one.ack(),)


def in_place_of_fin(one: Met) -> bool:
    """Text that goes over the number of the peer's FIN: Linux resets."""
    text_end = one.offset + len(one.segment.data)
    over = one.tcb.peer_fin and one.has(0, SYN | RST) and one.offset < 0 < text_end
    return over and len(one.kernel) >= 2 and one.kernel[0].startswith("> RST")


def shutdown_while_half_open(one: Met) -> bool:
    active = one.state is State.SYN_RECEIVED and one.tcb.opened is Opened.ACTIVE
    return active and one.cause == "shutdown" and not one.kernel


def fin_waits_for_window(one: Met) -> bool:
    """No room beside our SYN: the window is closed, or that of congestion is 1."""
    queue = one.tcb.retransmission_queue
    repeated = bool(queue) and bool(queue[0].flags & SYN) and queue[0].timeouts > 0
    unsent = tuple(line for line in one.lab if not line.startswith("> FIN"))
    closes = one.state is State.SYN_RECEIVED and one.cause == "close"
    return closes and (repeated or one.tcb.snd_wnd == 0) and one.kernel == unsent != one.lab


def renumbered(one: Met) -> Met:
    """The same with SND.NXT where Linux has the right edge of a window that was taken back."""
    tcb = one.tcb
    shift = seq.distance(tcb.iss, ISS)
    una, nxt = seq.add(tcb.snd_una, shift), seq.add(tcb.snd_nxt, shift)
    edges = {seq.add(una, tcb.snd_wnd)}
    if one.has(ACK, ACK | RST | SYN):
        edges |= {seq.add(start, one.segment.window) for start in (una, one.segment.ack)}
    kernel = one.kernel
    for edge in edges:
        if seq.lt(edge, nxt):
            kernel = tuple(line.replace(f" seq={edge} ", f" seq={nxt} ") for line in kernel)
    return replace(one, kernel=kernel)


def window_taken_back(one: Met) -> bool:
    """Numbered with the right edge of a window that was taken back, not with SND.NXT."""
    return one.kernel != one.lab == renumbered(one).kernel


def window_of_new_ack(one: Met) -> bool:
    """An ACK of something new, with a number before SND.WL1 and another window."""
    tcb, window = one.tcb, one.segment.window
    new = one.state in SYNCHRONIZED and one.has(ACK, ACK | RST | SYN) and one.old_ack < 0
    acknowledges = -one.old_ack <= seq.distance(tcb.snd_una, tcb.snd_nxt)
    return new and acknowledges and seq.lt(one.segment.seq, tcb.snd_wl1) and window != tcb.snd_wnd


def fin_with_octets(one: Met) -> bool:
    """Octets that waited leave with the FIN, all at once."""
    fins = [line for line in one.kernel if line.startswith("> FIN,ACK") and _octets(line)]
    return (
        bool(one.tcb.send_queue)
        and bool(fins)
        and (one.cause in ("shutdown", "close") or one.tcb.close_queued)
    )


def _octets(line: str) -> int:
    return len(parsed(line[2:]).data)


def ack_of_crossing_fin(one: Met) -> bool:
    """In a simultaneous close the ACK has a segment of its own, before our FIN that had waited."""
    waited = one.tcb.close_queued and one.lab[-1:] == ("= CLOSING",)
    return waited and one.kernel[1:] == one.lab and one.kernel[0].startswith("> ACK")


def ack_of_nothing(one: Met) -> bool:
    """After two SYNs an ACK of ISS opens the connection, and what comes with it is taken."""
    active = one.state is State.SYN_RECEIVED and one.tcb.opened is Opened.ACTIVE
    iss = active and one.has(ACK, ACK | RST | SYN) and one.segment.ack == ISS
    opened = [line for line in one.kernel if line in ("= ESTABLISHED", "= CLOSE-WAIT")]
    return iss and len(opened) == 1 and one.lab in ((f"> RST seq={ISS}",), (one.ack(),))


def syn_not_trimmed(one: Met) -> bool:
    """The peer's SYN once more, with an ACK."""
    again = one.state is State.SYN_RECEIVED and one.has(SYN | ACK, SYN | ACK | RST)
    return again and one.offset == -1 and one.kernel == (one.ack(),)


def signal_of_reset(one: Met) -> bool:
    """A call after a RST: ECONNRESET where we say ECONNREFUSED, or nothing."""
    ended = one.ended
    if ended is None or one.cause.startswith("<") or one.kernel != ("! ECONNRESET",):
        return False
    if ended.state is State.SYN_RECEIVED:
        return one.lab == ("! ECONNREFUSED",)
    return ended.state in (State.CLOSING, State.LAST_ACK) and one.lab != one.kernel


def unread_when_reset(one: Met) -> bool:
    """recv() after a RST, or where the 4-tuple has a new connection: we have nothing left."""
    octets = len(one.kernel) == 1 and one.kernel[0].startswith('! "')
    nothing = one.ended is not None and one.lab[0].startswith(("! E", "! end"))
    return one.cause == "receive" and octets and nothing


def end_of_an_earlier(one: Met) -> bool:
    """recv() at the end of a stream, once the 4-tuple has a new connection."""
    renewed = one.state is not State.CLOSED and one.ended is not None
    return one.cause == "receive" and renewed and one.kernel == ("! end",)


def last_ack_before_fin(one: Met) -> bool:
    """The FIN of CLOSE-WAIT is still waiting for window."""
    closes = one.state is State.CLOSE_WAIT and one.cause in ("shutdown", "close")
    return closes and one.kernel == (*one.lab, "= LAST-ACK")


def ack_of_our_fin(one: Met) -> bool:
    """What comes with the ACK of an orphan's FIN, and is nothing new, has no answer."""
    ends = one.state is State.FIN_WAIT_1 and one.tcb.orphan
    return ends and one.kernel == ("= FIN-WAIT-2",) == one.lab[1:] and one.lab[0] == one.ack()


def stub(one: Met) -> bool:
    """TIME-WAIT, and FIN-WAIT-2 after close(), as tcp_timewait_state_process has them."""
    if not one.cause.startswith("<"):
        return False
    if one.state is State.TIME_WAIT:
        return one.kernel == _in_time_wait(one)
    return one.state is State.FIN_WAIT_2 and one.tcb.orphan and one.kernel == _in_fin_wait_2(one)


def _in_time_wait(one: Met) -> tuple[str, ...]:
    reset = one.has(RST, RST)
    if one.offset == 0 and (reset or not one.segment.length):
        return (_gone(one),) if reset else ()
    return () if reset else (one.ack(),)


def _in_fin_wait_2(one: Met) -> tuple[str, ...]:
    segment, window = one.segment, one.tcb.rcv_wnd
    if one.offset and not (one.reach > 0 and one.offset < window):
        return (one.ack(),)
    if one.has(RST, RST):
        return (_gone(one),)
    if one.has(SYN, SYN) and one.offset >= 0:
        return (*_stranger(one), _gone(one))
    if not one.has(ACK, ACK) or one.reach <= 0 or not segment.length:
        return ()
    if not one.has(FIN, FIN) or one.reach != 1:
        return (*_stranger(one), _gone(one))
    return (one.ack(1), "= TIME-WAIT")


def _gone(one: Met) -> str:
    return "= LISTEN" if one.listens else "= CLOSED"


def syn_fin_in_time_wait(one: Met) -> bool:
    """It would be new but for its FIN: the stub makes way for a listener that drops it."""
    new = one.state is State.TIME_WAIT and one.has(SYN | FIN, SYN | FIN | RST | ACK)
    return new and one.listens and one.offset > 0 and one.kernel == ("= LISTEN",)


def ack_of_gap_carried(one: Met) -> bool:
    """The ACK of what came ahead or again is carried by octets that this very segment lets go."""
    known = (one.offset > 0 or one.reach <= 0) and one.lab[:1] == (one.ack(),)
    return known and one.segment.length > 0 and len(one.lab) > 1 and one.kernel == one.lab[1:]


def ack_had_waited(one: Met) -> bool:
    """A bare ACK more or less, where something else could have carried it."""
    kernel, lab = (
        [line for line in lines if not _is_bare_ack(line)] for lines in (one.kernel, one.lab)
    )
    return one.together and one.kernel != one.lab and kernel == lab and bool(kernel)


def _is_bare_ack(line: str) -> bool:
    return line.startswith("> ACK") and not _octets(line)


def dead_in_queue(one: Met) -> bool:
    """A call where one ended that had waited for accept(): Linux still hands it out."""
    return one.forgotten and not one.cause.startswith("<")


def abort_with_unread(one: Met) -> bool:
    ended = one.state in (State.LAST_ACK, State.CLOSING) and bool(one.tcb.unread)
    reset = one.ack().replace("> ACK", "> RST,ACK")
    return ended and one.cause == "abort" and one.kernel == (reset, *one.lab)


def abort_in_time_wait(one: Met) -> bool:
    return one.state is State.TIME_WAIT and one.cause == "abort" and not one.kernel
