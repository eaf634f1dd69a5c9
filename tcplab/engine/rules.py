"""Every sentence that the engine can obey: its stable path is the key for words, files and tests.

A path is section/step/state/what of RFC 9293, or starts with another document's number
("6298/5.5"), or with "lab" for the lab's own decisions. Paths are never renamed.
"""

from enum import Enum


class Rule(Enum):
    """A rule and the requirements of RFC 9293 that it meets (MUST-n, SHLD-n, MAY-n)."""

    requirements: tuple[str, ...]

    __hash__ = object.__hash__  # a member is itself

    def __new__(cls, path: str, *requirements: str) -> "Rule":
        rule = object.__new__(cls)
        rule._value_ = path
        rule.requirements = requirements
        return rule

    # §3.10.1 OPEN
    OPEN_PASSIVE = "3.10.1/CLOSED/passive", "MUST-41", "MUST-42"
    OPEN_ACTIVE = "3.10.1/CLOSED/active", "MUST-14"
    OPEN_LISTEN_TO_ACTIVE = "3.10.1/LISTEN/active"
    OPEN_EXISTS = "3.10.1/exists", "MUST-41"
    # §3.10.2 SEND
    SEND_NO_CONNECTION = "3.10.2/CLOSED"
    SEND_LISTEN_TO_ACTIVE = "3.10.2/LISTEN"
    SEND_QUEUED = "3.10.2/SYN-SENT/queued"
    SEND_SEGMENTIZED = "3.10.2/ESTABLISHED/segmentized"
    SEND_CLOSING = "3.10.2/closing"
    # §3.10.3 RECEIVE
    RECEIVE_NO_CONNECTION = "3.10.3/CLOSED"
    RECEIVE_QUEUED = "3.10.3/LISTEN/queued"
    RECEIVE_DELIVERED = "3.10.3/ESTABLISHED/delivered"
    RECEIVE_CLOSING = "3.10.3/closing"
    # §3.10.4 CLOSE
    CLOSE_NO_CONNECTION = "3.10.4/CLOSED"
    CLOSE_LISTEN = "3.10.4/LISTEN"
    CLOSE_SYN_SENT = "3.10.4/SYN-SENT"
    CLOSE_SYN_RECEIVED = "3.10.4/SYN-RECEIVED/fin"
    CLOSE_SYN_RECEIVED_QUEUED = "3.10.4/SYN-RECEIVED/queued"
    CLOSE_ESTABLISHED = "3.10.4/ESTABLISHED"
    CLOSE_CLOSE_WAIT = "3.10.4/CLOSE-WAIT"
    CLOSE_AGAIN = "3.10.4/FIN-WAIT-1/again"
    CLOSE_CLOSING = "3.10.4/closing"
    CLOSE_UNREAD = "3.6.1/unread-data", "SHLD-3", "MAY-1"
    FIN_SENT = "3.10.4/fin-sent"
    # §3.10.5 ABORT
    ABORT_NO_CONNECTION = "3.10.5/CLOSED"
    ABORT_LISTEN = "3.10.5/LISTEN"
    ABORT_SYN_SENT = "3.10.5/SYN-SENT"
    ABORT_SYNCHRONIZED = "3.10.5/ESTABLISHED"
    ABORT_CLOSING = "3.10.5/CLOSING"
    # choices of the user
    OPTION_SET = "3.9.1/option", "MUST-17", "MUST-21", "MUST-24"
    # §3.10.7.1 SEGMENT ARRIVES in CLOSED
    CLOSED_RST = "3.10.7.1/rst"
    CLOSED_NO_ACK = "3.10.7.1/no-ack"
    CLOSED_ACK = "3.10.7.1/ack"
    # §3.10.7.2 in LISTEN
    LISTEN_RST = "3.10.7.2/1/rst"
    LISTEN_ACK = "3.10.7.2/2/ack"
    LISTEN_SYN = "3.10.7.2/3/syn", "MUST-14"
    LISTEN_OTHER = "3.10.7.2/4/other"
    LISTEN_SYN_FIN = "lab/LISTEN/syn-fin"
    LISTENER_GONE = "lab/SYN-RECEIVED/listener-gone"
    # §3.10.7.3 in SYN-SENT
    SYN_SENT_BAD_ACK = "3.10.7.3/1/bad-ack"
    SYN_SENT_BAD_ACK_RST = "3.10.7.3/1/bad-ack-rst"
    SYN_SOON_AGAIN = "lab/SYN-SENT/soon-again"
    SYN_SENT_RST = "3.10.7.3/2/rst"
    SYN_SENT_RST_DROPPED = "3.10.7.3/2/rst-dropped"
    SYN_SENT_SYN_ACK = "3.10.7.3/4/syn-ack", "MUST-14"
    SYN_SENT_SYN = "3.10.7.3/4/syn", "MUST-10"
    SYN_SENT_OTHER = "3.10.7.3/5/other"
    # options of both SYNs
    WINDOW_SCALE_AGREED = "7323/2.2/agreed"
    TIMESTAMPS_AGREED = "7323/3.2/agreed"
    SACK_AGREED = "2018/2/agreed"
    # §3.10.7.4, first step: sequence number
    TIMESTAMP_MISSING = "7323/3.2/missing"
    TIMESTAMP_OLD = "7323/5.3/old"
    NOT_ACCEPTABLE = "3.10.7.4/1/not-acceptable"
    NOT_ACCEPTABLE_RST = "3.10.7.4/1/not-acceptable-rst"
    ZERO_WINDOW_ALLOWANCE = "3.10.7.4/1/zero-window", "MUST-66"
    OLD_SEGMENT_ACKS = "lab/old-segment/ack"
    REPEATED_FIN_IN_TIME_WAIT = "lab/TIME-WAIT/repeated-fin"
    SIMULTANEOUS_SYN_ACK = "lab/SYN-RECEIVED/figure-7", "MUST-10"
    REPEATED_SYN_ANSWERED = "lab/SYN-RECEIVED/repeated-syn"
    TIME_WAIT_REOPENED = "3.6.1/TIME-WAIT/reopened", "MAY-2"
    TIME_WAIT_REOPENED_LATER = "6191/2/reopened", "MAY-2", "SHLD-4"
    TIME_WAIT_RETURNED = "3.6.1/TIME-WAIT/returned", "MAY-2"
    ANSWER_WITHHELD = "5961/7/withheld"
    # second step: RST
    RST_BEFORE_FIN = "lab/CLOSE-WAIT/rst-before-fin"
    RST_CHALLENGED = "3.10.7.4/2/challenge-ack"
    RST_BACK_TO_LISTEN = "3.10.7.4/2/SYN-RECEIVED/passive", "MUST-11"
    RST_REFUSED = "3.10.7.4/2/SYN-RECEIVED/active", "MUST-11"
    RST_RESET = "3.10.7.4/2/ESTABLISHED", "MUST-12", "SHLD-2"
    RST_CLOSED = "3.10.7.4/2/CLOSING"
    RST_IGNORED_IN_TIME_WAIT = "1337"
    # fourth step: SYN
    SYN_BACK_TO_LISTEN = "3.10.7.4/4/SYN-RECEIVED/passive", "MUST-11"
    OTHER_SYN_RESET = "lab/SYN-RECEIVED/other-syn"
    SYN_CHALLENGED = "3.10.7.4/4/challenge-ack"
    # fifth step: ACK
    NO_ACK = "3.10.7.4/5/no-ack"
    ESTABLISHED_BY_ACK = "3.10.7.4/5/SYN-RECEIVED/established"
    SYN_RECEIVED_BAD_ACK = "3.10.7.4/5/SYN-RECEIVED/bad-ack"
    ACK_OF_UNSENT = "3.10.7.4/5/ESTABLISHED/unsent"
    ACK_TOO_OLD = "3.10.7.4/5/too-old", "MAY-12"
    ACK_ADVANCES = "3.10.7.4/5/ESTABLISHED/advances"
    ACK_DUPLICATE = "3.10.7.4/5/ESTABLISHED/duplicate"
    WINDOW_UPDATED = "3.10.7.4/5/ESTABLISHED/window"
    FIN_ACKED_FIN_WAIT_1 = "3.10.7.4/5/FIN-WAIT-1/fin-acked"
    FIN_ACKED_CLOSING = "3.10.7.4/5/CLOSING/fin-acked", "MUST-13"
    FIN_ACKED_LAST_ACK = "3.10.7.4/5/LAST-ACK/fin-acked"
    TIME_WAIT_ACK = "3.10.7.4/5/TIME-WAIT/ignored"
    TIME_WAIT_FIN = "3.10.7.4/5/TIME-WAIT/fin"
    # seventh step: text
    TEXT_ACCEPTED = "3.10.7.4/7/ESTABLISHED/accepted", "MUST-58"
    TEXT_HELD = "3.10.7.4/7/held", "SHLD-31", "MAY-13"
    TEXT_AFTER_CLOSE = "3.6.1/data-after-close", "SHLD-3", "MAY-1"
    TEXT_IGNORED = "3.10.7.4/7/CLOSE-WAIT/ignored"
    # eighth step: FIN
    FIN_CLOSE_WAIT = "3.10.7.4/8/ESTABLISHED", "MUST-12"
    FIN_TIME_WAIT_BOTH = "3.10.7.4/8/FIN-WAIT-1/time-wait", "MUST-12", "MUST-13"
    FIN_CLOSING = "3.10.7.4/8/FIN-WAIT-1/closing", "MUST-12"
    FIN_TIME_WAIT = "3.10.7.4/8/FIN-WAIT-2", "MUST-12", "MUST-13"
    FIN_REMAINS = "3.10.7.4/8/remain"
    # sending, and what is owed
    ACK_SENT = "3.8.6.3/ack-sent", "MUST-40", "MUST-59", "SHLD-18"
    DATA_SENT = "3.7/data-sent", "SHLD-28"
    SILLY_WINDOW_OVERRIDE = "3.8.6.2/override", "MUST-38"
    WINDOW_OPENS = "3.8.6.2/window-opens", "MUST-39"
    SYN_TIMED_OUT_RTO = "6298/5.7"
    # §3.10.8 time-outs
    RETRANSMITTED = "3.10.8/retransmission", "MUST-19", "SHLD-16", "SHLD-30"
    GIVES_UP_SYN = "3.8.3/r2-syn", "MUST-20", "MUST-22", "MUST-23"
    GIVES_UP_HALF_OPEN = "3.8.3/r2-half-open", "MUST-20", "MUST-22", "MUST-23"
    GIVES_UP_DATA = "3.8.3/r2-data", "MUST-20", "SHLD-11"
    USER_TIMEOUT = "3.10.8/user", "MUST-21"
    USER_TIMEOUT_ADAPTED = "5482/3.1/adapted"
    USER_TIMEOUT_KEPT = "5482/3.1/kept"
    TIME_WAIT_OVER = "3.10.8/time-wait", "MUST-13"
    WINDOW_PROBE = "3.8.6.1/probe", "MUST-35", "MUST-36"
    WINDOW_REOPENED = "3.8.6.1/reopened", "SHLD-16"
    WINDOW_STAYS_CLOSED = "3.8.6.1/stays-closed", "MUST-37", "SHLD-17"
    KEEPALIVE_PROBE = "3.8.4/probe", "MUST-26", "MUST-27", "MUST-28", "SHLD-12", "MAY-5"
    KEEPALIVE_WAITS = "3.8.4/outstanding", "MUST-26"
    KEEPALIVE_DEAD = "3.8.4/dead", "MUST-29"
    FIN_WAIT_2_OVER = "lab/FIN-WAIT-2/timeout"
    # the broken stacks
    TWO_WAY_ESTABLISHED = "lab/two-way-handshake"
    NO_TIME_WAIT = "lab/no-time-wait"


CHALLENGES = frozenset(
    {Rule.RST_CHALLENGED, Rule.SYN_CHALLENGED, Rule.ACK_OF_UNSENT, Rule.ACK_TOO_OLD}
)
"""What RFC 5961 answers with a challenge ACK (its §3, §4 and §5)."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_RFC_OF_LAB = {
    Rule.LISTEN_SYN_FIN: ("3.10.7.2", 3),
    Rule.LISTENER_GONE: ("3.10.4", None),
    Rule.SYN_SOON_AGAIN: ("3.10.7.3", 1),
    Rule.OLD_SEGMENT_ACKS: ("3.10.7.4", 1),
    Rule.RST_BEFORE_FIN: ("3.10.7.4", 2),
    Rule.OTHER_SYN_RESET: ("3.10.7.4", 4),
    Rule.REPEATED_FIN_IN_TIME_WAIT: ("3.10.7.4", 1),
    Rule.SIMULTANEOUS_SYN_ACK: ("3.5", None),
    Rule.REPEATED_SYN_ANSWERED: ("3.10.7.4", 1),
    Rule.FIN_WAIT_2_OVER: ("3.10.7.4", 5),
    Rule.TWO_WAY_ESTABLISHED: ("3.10.7.2", 3),
    Rule.NO_TIME_WAIT: ("3.10.7.4", 8),
}


class Citation:
    """Where a rule stands: RFC number, section ("" for a whole RFC), step 1 to 8 or None."""

    __slots__ = ("own", "rfc", "section", "step")

    def __init__(self, rule: Rule) -> None:
        parts = rule.value.split("/")
        self.own = parts[0] == "lab"
        self.step: int | None = None
        if self.own:
            self.rfc, (self.section, self.step) = 9293, _RFC_OF_LAB[rule]
        elif "." in parts[0]:
            self.rfc, self.section = 9293, parts[0]
            if self.section.startswith("3.10.7.") and parts[1].isdecimal():
                self.step = int(parts[1])
        else:
            self.rfc, self.section = int(parts[0]), parts[1] if len(parts) > 1 else ""

    def __str__(self) -> str:
        """As one cites it: "RFC 9293 §3.10.7.4, fifth step"."""
        text = f"RFC {self.rfc}" + (f" §{self.section}" if self.section else "")
        return text + (f", {_ORDINALS[self.step - 1]} step" if self.step else "")

    @property
    def url(self) -> str:
        """The section in the RFC Editor's HTML."""
        anchor = f"#section-{self.section}" if self.section else ""
        return f"https://www.rfc-editor.org/rfc/rfc{self.rfc}.html{anchor}"
