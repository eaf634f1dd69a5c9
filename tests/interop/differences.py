"""Where our stack `linux` still differs from the kernel, and why; tests see that it is still so.

Whatever is not in here answers alike: the grid (grid.py) is compared cell by cell.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct


class Difference(Struct, frozen=True):
    """`cells` after each beginning, one a line: the segment | the kernel's answer | ours."""

    reason: str
    cells: Mapping[str, str]

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
    ),
    Difference(
        "The RFC's order is kept: the SYN is looked at before the ACK. Linux looks at the ACK of a"
        " half-open connection first (tcp_check_req).",
        {
            "SYN-RECEIVED": """
            SYN,ACK seq=301 ack=106 | > RST seq=106 | > RST seq=106; = LISTEN
            """,
        },
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
    ),
    Difference(
        "A FIN after the FIN can only be forged. The RFC's eighth step acknowledges it, Linux drops"
        " all that lies beyond the FIN, in CLOSING with TIME-WAIT still to come.",
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
    ),
    Difference(
        "Text in the place of the FIN can only be forged. Linux resets as for data after close()"
        " (tcp_rcv_state_process), the RFC's seventh step ignores it.",
        {
            "CLOSE-WAIT": """
            ACK seq=301 ack=101 "abc" | > RST seq=101; = CLOSED; ! EPIPE | -
            """,
        },
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
