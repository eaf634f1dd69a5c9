"""Where our stack `linux` still differs from the kernel, and why; tests see that it is still so.

Whatever is not in here answers alike: the grid (grid.py) is compared cell by cell, and random
scripts step by step.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from tests.interop import met
from tests.interop.met import Met
from tests.support.scripts import Step


class Difference(Struct, frozen=True):
    """`cells` after each beginning, one a line: the segment | the kernel's answer | ours.

    `known_by` tells it in a random script, if it may come up there; `hidden_by` where the answers
    are still alike, and what is kept is not.
    """

    reason: str
    cells: Mapping[str, str] = MappingProxyType({})
    known_by: tuple[Callable[[Met], bool], ...] = ()
    hidden_by: tuple[Callable[[Met], bool], ...] = ()

    def answers(self) -> Iterator[tuple[str, str, str, str]]:
        """(beginning, segment, the kernel's answer, ours), cell by cell."""
        for given, text in self.cells.items():
            for line in text.strip().splitlines():
                segment, kernel, lab = (part.strip() for part in line.split("|"))
                yield given, segment, kernel, lab


class Unlike(Struct, frozen=True):
    """A dialogue, and what comes of its last cause at each end; `sysctls` as in conftest.py."""

    reason: str
    dialogue: str
    kernel: str
    lab: str
    sysctls: str = ""


GRID = (
    Difference(
        "The RFC's signal is kept: RST ends SYN-RECEIVED with 'connection refused' after an active"
        " OPEN, and CLOSING and LAST-ACK in silence. Linux has ECONNRESET for all (tcp_reset).",
        {
            "SYN-RECEIVED by two SYNs": """
            RST seq=301             | = CLOSED; ! ECONNRESET | = CLOSED; ! ECONNREFUSED
            RST,ACK seq=301 ack=101 | = CLOSED; ! ECONNRESET | = CLOSED; ! ECONNREFUSED
            RST,ACK seq=301 ack=106 | = CLOSED; ! ECONNRESET | = CLOSED; ! ECONNREFUSED
            SYN,RST seq=301         | = CLOSED; ! ECONNRESET | = CLOSED; ! ECONNREFUSED
            """,
            "CLOSING": """
            RST seq=301             | = CLOSED; ! ECONNRESET | = CLOSED
            RST seq=302             | = CLOSED; ! ECONNRESET | = CLOSED
            RST,ACK seq=302 ack=102 | = CLOSED; ! ECONNRESET | = CLOSED
            RST,ACK seq=302 ack=107 | = CLOSED; ! ECONNRESET | = CLOSED
            SYN,RST seq=302         | = CLOSED; ! ECONNRESET | = CLOSED
            """,
            "LAST-ACK": """
            RST seq=301             | = CLOSED; ! ECONNRESET | = CLOSED
            RST seq=302             | = CLOSED; ! ECONNRESET | = CLOSED
            RST,ACK seq=302 ack=102 | = CLOSED; ! ECONNRESET | = CLOSED
            RST,ACK seq=302 ack=107 | = CLOSED; ! ECONNRESET | = CLOSED
            SYN,RST seq=302         | = CLOSED; ! ECONNRESET | = CLOSED
            """,
        },
        (met.signal_of_reset,),
    ),
    Difference(
        "The RFC's order is kept: the SYN is looked at before the ACK. Linux looks at the ACK of a"
        " half-open connection first (tcp_check_req).",
        {
            "SYN-RECEIVED": """
            SYN,ACK seq=301 ack=106 | > RST seq=106 | > RST seq=106; = LISTEN
            """,
        },
        (met.ack_of_half_open,),
    ),
    Difference(
        "After two SYNs Linux takes an ACK of ISS, which acknowledges nothing, for the ACK of its"
        " SYN (tcp_rcv_state_process asks tcp_ack only whether the ACK is harmless): a slip.",
        {
            "SYN-RECEIVED by two SYNs": """
            ACK seq=301 ack=100       | = ESTABLISHED                        | > RST seq=100
            FIN,ACK seq=301 ack=100   | > ACK seq=101 ack=302; = CLOSE-WAIT  | > RST seq=100
            ACK seq=301 ack=100 "abc" | > ACK seq=101 ack=304; = ESTABLISHED | > RST seq=100
            """,
        },
        (met.ack_of_nothing,),
    ),
    Difference(
        "RFC 5961 §5.2 allows ACKs as old as MAX.SND.WND; Linux counts back no further than it has"
        " had octets acknowledged (tcp_ack), so that here the number of its SYN is too old.",
        {
            "ESTABLISHED": """
            ACK seq=301 ack=100       | > ACK seq=101 ack=301 | -
            FIN,ACK seq=301 ack=100   | > ACK seq=101 ack=301 | > ACK seq=101 ack=302; = CLOSE-WAIT
            ACK seq=301 ack=100 "abc" | > ACK seq=101 ack=301 | > ACK seq=101 ack=304
            """,
            "CLOSE-WAIT": """
            ACK seq=302 ack=100       | > ACK seq=101 ack=302 | -
            ACK seq=302 ack=100 "abc" | > ACK seq=101 ack=302 | -
            """,
        },
        (met.ack_before_history,),
        (met.held_under_old_ack,),
    ),
    Difference(
        "A FIN after the FIN can only be forged. The RFC's eighth step acknowledges it, Linux drops"
        " all that lies beyond the FIN, in CLOSING with TIME-WAIT still to come, but takes a FIN"
        " behind text that overlaps the first.",
        {
            "CLOSE-WAIT": """
            FIN,ACK seq=302 ack=101       | - | > ACK seq=101 ack=302
            FIN,ACK seq=303 ack=101       | - | > ACK seq=101 ack=302
            FIN,ACK seq=302 ack=101 "abc" | - | > ACK seq=101 ack=302
            """,
            "CLOSING": """
            FIN,ACK seq=302 ack=102       | = TIME-WAIT | > ACK seq=102 ack=302; = TIME-WAIT
            FIN,ACK seq=303 ack=102       | = TIME-WAIT | > ACK seq=102 ack=302; = TIME-WAIT
            FIN,ACK seq=302 ack=102 "abc" | = TIME-WAIT | > ACK seq=102 ack=302; = TIME-WAIT
            """,
            "LAST-ACK": """
            FIN,ACK seq=302 ack=101 | - | > ACK seq=102 ack=302
            """,
        },
        (met.beyond_fin, met.overlaps_fin),
    ),
    Difference(
        "Text in the place of the FIN can only be forged. Linux resets as for data after close()"
        " (tcp_rcv_state_process), the RFC's seventh step ignores it.",
        {
            "CLOSE-WAIT": """
            ACK seq=301 ack=101 "abc" | > RST seq=101; = CLOSED; ! EPIPE | -
            """,
        },
        (met.in_place_of_fin,),
    ),
    Difference(
        "FIN-WAIT-2 after close() is a mere stub in Linux, which looks at little but sequence"
        " numbers (tcp_timewait_state_process); ours remains a connection.",
        {
            "FIN-WAIT-1 after close()": """
            ACK seq=298 ack=102 "abc" | = FIN-WAIT-2 | > ACK seq=102 ack=301; = FIN-WAIT-2
            """,
            "FIN-WAIT-2 after close()": """
        RST seq=300 | > ACK seq=102 ack=301 | -
        RST seq=302 | = CLOSED | > ACK seq=102 ack=301
        RST seq=100301 | > ACK seq=102 ack=301 | -
        SYN seq=301 | > RST,ACK seq=0 ack=302; = CLOSED | > ACK seq=102 ack=301
        SYN seq=302 | > RST,ACK seq=0 ack=303; = CLOSED | > ACK seq=102 ack=301
        SYN,ACK seq=301 ack=102 | > RST seq=102; = CLOSED | > ACK seq=102 ack=301
        SYN,ACK seq=301 ack=107 | > RST seq=107; = CLOSED | > ACK seq=102 ack=301
        SYN,FIN seq=301 | > RST,ACK seq=0 ack=303; = CLOSED | > ACK seq=102 ack=301
        ACK seq=301 ack=107 | - | > ACK seq=102 ack=301
        ACK seq=301 ack=4294867398 | - | > ACK seq=102 ack=301
        ACK seq=301 ack=107 "abc" | > RST seq=107; = CLOSED | > ACK seq=102 ack=301
        ACK seq=301 ack=4294867398 "abc" | > RST seq=4294867398; = CLOSED | > ACK seq=102 ack=301
            """,
        },
        (
            met.ack_of_our_fin,
            met.stub,
        ),
    ),
    Difference(
        "TIME-WAIT is a stub in Linux, too: a RST that is not exact is dropped, a bare segment at"
        " RCV.NXT taken in silence, and all else acknowledged. Ours goes the RFC's eight steps.",
        {
            "TIME-WAIT": """
            RST seq=303                | -                     | > ACK seq=102 ack=302
            ACK seq=302 ack=107        | -                     | > ACK seq=102 ack=302
            ACK seq=302 ack=4294867398 | -                     | > ACK seq=102 ack=302
            ACK seq=303 ack=102        | > ACK seq=102 ack=302 | -
            FIN seq=302                | > ACK seq=102 ack=302 | -
            FIN seq=302 "abc"          | > ACK seq=102 ack=302 | -
            none seq=302 "abc"         | > ACK seq=102 ack=302 | -
            ACK seq=302 ack=102 "abc"  | > ACK seq=102 ack=302 | -
            ACK seq=302 ack=101 "abc"  | > ACK seq=102 ack=302 | -
            ACK seq=301 ack=102 "abc"  | > ACK seq=102 ack=302 | -
            ACK seq=303 ack=102 "abc"  | > ACK seq=102 ack=302 | -
            """,
        },
        (met.stub, met.syn_fin_in_time_wait),
    ),
    Difference(
        "Linux drops what bears neither ACK nor RST nor SYN unseen (tcp_rcv_state_process); the"
        " RFC's first step answers it where it is not acceptable.",
        known_by=(met.bears_nothing,),
    ),
    Difference(
        "RFC 5961 §3.2 drops a RST whose number is left of the window in silence; Linux answers if"
        " its text, SYN or FIN reaches up to RCV.NXT (tcp_sequence, tcp_validate_incoming).",
        known_by=(met.reset_reaches_in,),
    ),
    Difference(
        "Linux takes text in order before it looks how old its ACK is (tcp_rcv_established, header"
        " prediction); the RFC's fifth step drops such a segment.",
        known_by=(met.predicted_header,),
    ),
    Difference(
        "The RFC's CLOSE in SYN-RECEIVED sends FIN; Linux's shutdown() does nothing after two SYNs"
        " have crossed (tcp_shutdown).",
        known_by=(met.shutdown_while_half_open,),
    ),
    Difference(
        "CLOSE in SYN-RECEIVED forms a FIN and sends it; in Linux it waits for room in the windows,"
        " the peer's and that of congestion (RFC 5681), which is 1 after a repeated SYN.",
        known_by=(met.fin_waits_for_window,),
    ),
    Difference(
        "Where a peer takes window back, what Linux sends without octets is numbered with the right"
        " edge (tcp_acceptable_seq); the RFC has SND.NXT.",
        known_by=(met.window_taken_back,),
    ),
    Difference(
        "SND.WND is not for a segment older than SND.WL1 to set (§3.10.7.4, fifth step); in Linux"
        " whatever acknowledges something new sets it (tcp_may_update_window).",
        known_by=(met.window_of_new_ack,),
        hidden_by=(met.window_of_new_ack,),
    ),
    Difference(
        "A connection that ended before accept() is forgotten; Linux hands it out all the same"
        " (inet_csk_accept), with its octets and its error.",
        known_by=(met.dead_in_queue,),
    ),
    Difference(
        "A SYN,ACK with the number of the peer's SYN is trimmed to what lies in the window, as the"
        " RFC says; Linux challenges it, whatever its ACK (tcp_validate_incoming).",
        known_by=(met.syn_not_trimmed,),
    ),
    Difference(
        "What ends at RCV.NXT is acceptable to Linux (tcp_sequence), so that a bad ACK in it draws"
        " RST while a connection is half open; the RFC's table has it draw an ACK.",
        known_by=(met.ends_at_the_window,),
    ),
    Difference(
        '"All segment queues should be flushed" by a RST (§3.10.7.4, second step); in Linux the'
        " program may still fetch what it had not read (tcp_recvmsg), and sees the end of a stream"
        " when the 4-tuple has a new connection.",
        known_by=(met.unread_when_reset, met.end_of_an_earlier),
    ),
    Difference(
        "CLOSE-WAIT becomes LAST-ACK when the FIN is sent (§3.10.4), in Linux already when it is"
        " queued (tcp_close_state).",
        known_by=(met.last_ack_before_fin,),
    ),
    Difference(
        "Linux sends the octets that wait together with the FIN, and Nagle's algorithm does not"
        " hold them up (tcp_send_fin).",
        known_by=(met.fin_with_octets,),
    ),
    Difference(
        "What comes ahead of RCV.NXT, or once more, is acknowledged at once (§3.8.6.3, §3.10.7.4);"
        " in Linux octets that it lets go carry that ACK (tcp_data_snd_check comes first).",
        known_by=(met.ack_of_gap_carried,),
    ),
    Difference(
        "Whether an ACK waits for something to carry it depends in Linux on how soon answers came"
        " before (tcp_event_data_recv, tcp_delack_timer_handler; see OTHERS), with us on §3.8.6.3"
        " and on whether the program ever answered.",
        known_by=(met.ack_had_waited,),
    ),
    Difference(
        "In a simultaneous close Linux acknowledges the FIN before it sends what has waited"
        " (tcp_fin); ours lets its FIN carry the ACK, as the seventh step has it of text.",
        known_by=(met.ack_of_crossing_fin,),
    ),
    Difference(
        "ABORT in CLOSING, LAST-ACK and TIME-WAIT is silent (§3.10.5). Linux resets for unread"
        " octets there, too (__tcp_close), and TIME-WAIT has left its socket behind.",
        known_by=(met.abort_with_unread, met.abort_in_time_wait),
    ),
)

_TEN = "; ".join(f"> ACK seq={101 + 536 * n} ack=301 len=536" for n in range(10))
_ALL = "; ".join(f"> ACK seq={101 + 536 * n} ack=301 len=536" for n in range(12))
DIALOGUES: Mapping[str, Unlike] = MappingProxyType(
    {
        "congestion window": Unlike(
            "No congestion control in the lab (RFC 5681): Linux begins with ten segments.",
            "given ESTABLISHED\nsend 6432",
            _TEN,
            _ALL,
        ),
        "fast retransmit": Unlike(
            "No fast retransmit in the lab (RFC 5681 §3.2): what is lost waits for its RTO.",
            "given ESTABLISHED\nsend 2144\n"
            + "< ACK seq=301 ack=101\n" * 2
            + "< ACK seq=301 ack=101",
            "> ACK seq=101 ack=301 len=536",
            "-",
        ),
        "TIME-WAIT restarts": Unlike(
            "The stub of TIME-WAIT restarts its 60 s with every ACK, not with the FIN alone.",
            "given TIME-WAIT\nwait 1500\n< ACK seq=302 ack=102\n? time-wait",
            "? time-wait full",
            "? time-wait running",
        ),
        "shutdown() in SYN-SENT": Unlike(
            "Linux resets itself; the RFC's CLOSE in SYN-SENT deletes the TCB, which is no error.",
            "given SYN-SENT\nshutdown",
            "= CLOSED; ! ECONNRESET",
            "= CLOSED",
        ),
    }
)

OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "window": (
            "Linux counts the memory that octets take up, and lets its window grow; ours is what is"
            " left of RCV.BUFF (RFC 9293 §3.8.6.2.2)."
        ),
        "rttvar": (
            "RTTVAR shrinks with every sample in RFC 6298 §2.3; in Linux once a round trip, and not"
            " below what it was lately (tcp_rtt_estimator). Both come down to SRTT + 200 ms."
        ),
        "late answers": (
            "A program that once answered late has its next data acknowledged at once again in"
            " Linux (tcp_delack_timer_handler); with us its first answer ends that for good."
        ),
    }
)


def reason_for(step: Step, kernel: tuple[str, ...]) -> str | None:
    """Why the kernel may do otherwise than `step` here, or after it; None if nothing says so."""
    seen = met.met(step, kernel)
    for difference in GRID:
        tells = difference.hidden_by if kernel == step.outcomes else difference.known_by
        if any(knows(seen) or knows(met.renumbered(seen)) for knows in tells):
            return difference.reason
    return None
