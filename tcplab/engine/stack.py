"""What a given TCP chooses where RFC 9293 leaves a choice, and what the broken ones leave out.

Every choice names what allows it: a section or requirement of RFC 9293, another RFC, or, for what
only Linux does, the function in its net/ipv4.
"""

from typing import Annotated

import msgspec


class Stack(msgspec.Struct, frozen=True, gc=False):
    """One record of choices; times in milliseconds, sizes in octets, None is "not at all"."""

    name: Annotated[str, "§1: what this TCP is called here"]

    # time
    msl_ms: Annotated[int, "§3.4.1: 2 minutes, an engineering choice"] = 30_000
    rto_first_ms: Annotated[int, "RFC 6298 §2.1: 1 s"] = 1_000
    rto_min_ms: Annotated[int, "RFC 6298 §2.4: SHOULD be at least 1 s"] = 1_000
    rto_max_ms: Annotated[int, "RFC 6298 §2.5: MAY be bounded, by 60 s at least"] = 60_000
    r2_syn_ms: Annotated[int, "MUST-23: 3 minutes, from the first transmission on"] = 180_000
    r2_data_ms: Annotated[int, "SHLD-11: at least 100 s, from the first transmission on"] = 100_000
    rst_on_give_up: Annotated[bool, "§3.8.3: the RFC has R2 close in silence"] = False

    # how R2 is counted instead
    syn_retries: Annotated[int | None, "tcp_write_timeout: SYNs are counted"] = None
    synack_retries: Annotated[int | None, "reqsk_timer_handler: SYN,ACKs are counted"] = None
    data_retries: Annotated[
        int | None,
        "retransmits_timed_out: the time that so many repetitions from rto_min_ms on would take,"
        " counted from the first repetition",
    ] = None
    orphan_retries: Annotated[int | None, "tcp_orphan_retries: after a program's close"] = None
    linear_syn_retries: Annotated[int, "tcp_retransmit_timer: back-off begins after them"] = 0
    rto_min_above_srtt: Annotated[
        bool, "tcp_rtt_estimator: rto_min_ms is the G of RFC 6298 §2.3, no bound of the sum"
    ] = False

    # options of SYN and SYN,ACK
    mss: Annotated[int, "§3.7.1: what an Ethernet's MTU leaves"] = 1_460
    mss_option: Annotated[bool, "SHLD-5: sent in every SYN"] = False
    window_scale: Annotated[int | None, "RFC 7323 §2.2: the shift that SYNs offer, 0 to 14"] = None
    timestamps: Annotated[bool, "RFC 7323 §3.2: offered in SYNs; §3.2.1 recommends them"] = False
    sack: Annotated[bool, "RFC 2018 §2: SACK-permitted in SYNs; §3.2.1 recommends it"] = False
    drops_without_timestamps: Annotated[
        bool, "RFC 7323 §3.2: SHOULD drop what lacks an agreed timestamp; tcp_validate_incoming"
    ] = False

    # the option of RFC 5482, which no kernel sends
    user_timeout_option_ms: Annotated[
        int | None, "RFC 5482 §3: ENABLED, with this ADV_UTO where the user sets no other"
    ] = None
    user_timeout_least_ms: Annotated[int, "RFC 5482 §3.1: L_LIMIT, 100 s as in SHLD-11"] = 100_000
    user_timeout_most_ms: Annotated[int, "RFC 5482 §3.1: U_LIMIT, left open"] = 3_600_000

    # windows and acknowledgments
    window: Annotated[int, "§3.8.6: RCV.BUFF, as large as the field without scaling"] = 65_535
    pushes: Annotated[bool, "MUST-61, where the user does not say when to push (MAY-15)"] = False
    delayed_ack_ms: Annotated[int, "§3.8.6.3, SHLD-18, at most 500 (MUST-40); 0: at once"] = 0
    delayed_ack_first_ms: Annotated[
        int | None, "tcp_send_delayed_ack: for a FIN before which no data came"
    ] = None
    quick_acks: Annotated[
        int, "tcp_enter_quickack_mode: first data not delayed, unless the program answers"
    ] = 0
    nagle: Annotated[bool, "§3.7.4, SHLD-7"] = False
    nagle_counts_small_only: Annotated[bool, "tcp_minshall_check: full segments do not count"] = (
        False
    )
    silly_window: Annotated[bool, "§3.8.6.2, MUST-38 and MUST-39"] = False
    invalid_ack_ms: Annotated[
        int | None, "tcp_oow_rate_limited: a connection answers invalid segments so seldom"
    ] = None
    challenge_acks: Annotated[
        int | None, "RFC 5961 §7: a host sends so many challenge ACKs in 5 s"
    ] = None

    # closing
    close_ends_receiving: Annotated[bool, "MAY-1: half-duplex close, with the RST of SHLD-3"] = (
        False
    )
    fin_wait_2_ms: Annotated[int | None, "tcp_fin_time: an orphan's; none in the RFC"] = None
    keepalive_idle_ms: Annotated[int, "MUST-28: no less than two hours"] = 7_200_000
    keepalive_interval_ms: Annotated[int, "§3.8.4: left open"] = 75_000
    keepalive_count: Annotated[int, "MUST-29: one unanswered probe means nothing"] = 9

    # listening, and connections in TIME-WAIT
    backlog: Annotated[int, "RFC 4987 §3.2: half-open and unaccepted connections"] = 128
    syn_cookies: Annotated[bool, "RFC 4987 §3.6"] = False
    rfc1337: Annotated[bool, "RFC 1337 §3 (F1): RST ignored in TIME-WAIT"] = False
    reopens_time_wait: Annotated[bool, "MAY-2, and RFC 6191 §2 with timestamps (SHLD-4)"] = False
    returns_to_time_wait: Annotated[
        bool, "MAY-2, its second condition; tcp_timewait_state_process cannot"
    ] = False
    first_timestamp_reopens: Annotated[
        bool, "RFC 6191 §2: enough where the old connection had none; tcp_timewait_state_process"
    ] = False

    # what only Linux does
    answers_repeated_syn: Annotated[bool, "tcp_check_req: SYN,ACK, not step 1's bare ACK"] = False
    resets_other_syn: Annotated[bool, "tcp_check_req: a different SYN in SYN-RECEIVED"] = False
    half_open_needs_listener: Annotated[
        bool, "tcp_v4_rcv, reqsk_timer_handler: forgotten once they find its listener closed"
    ] = False
    syn_again_ms: Annotated[
        int | None, "tcp_rcv_synsent_state_process: how soon after a bad ACK"
    ] = None
    drops_syn_fin: Annotated[bool, "tcp_rcv_state_process: no SYN with FIN in LISTEN"] = False
    ignores_text_of_syn: Annotated[bool, "RFC 7413 §1: as was usual before it"] = False
    acks_crossing_syn_ack: Annotated[bool, "tcp_rcv_state_process: simultaneous open"] = False
    rst_before_fin: Annotated[bool, "tcp_reset_check: RST with the FIN's number resets"] = False
    rst_acknowledges: Annotated[bool, "tcp_send_active_reset: RST,ACK when unasked"] = False
    takes_ack_of_old: Annotated[bool, "Appendix A.2, tcp_sequence: what ends at RCV.NXT"] = False

    # what the two broken stacks turn around
    established_on_syn: Annotated[bool, "§3.5: never; that is why there are three ways"] = False
    time_wait: Annotated[bool, "MUST-13: always"] = True


TEXTBOOK = Stack("textbook")
RFC9293 = Stack(
    "rfc9293",
    msl_ms=120_000,
    mss_option=True,
    window_scale=0,  # "smallest" for a buffer of 65535
    timestamps=True,
    sack=True,
    drops_without_timestamps=True,
    pushes=True,
    delayed_ack_ms=200,
    nagle=True,
    silly_window=True,
    challenge_acks=10,
    reopens_time_wait=True,
    returns_to_time_wait=True,
    first_timestamp_reopens=True,
)
LINUX = Stack(
    "linux",
    rto_min_ms=200,  # TCP_RTO_MIN
    rto_max_ms=120_000,  # TCP_RTO_MAX
    syn_retries=10,  # what 11 SYNs were observed to be
    synack_retries=5,  # tcp_synack_retries
    data_retries=15,  # tcp_retries2
    orphan_retries=8,  # tcp_orphan_retries, whose 0 means 8
    rto_min_above_srtt=True,
    linear_syn_retries=4,  # tcp_syn_linear_timeouts
    mss_option=True,
    window_scale=7,  # enough for 6 MiB, tcp_rmem's most; where it is more, it is more
    timestamps=True,
    sack=True,
    window=64_240,  # 44 segments of 1460
    pushes=True,
    delayed_ack_ms=40,  # TCP_DELACK_MIN
    delayed_ack_first_ms=4,
    quick_acks=16,  # TCP_MAX_QUICKACKS
    nagle=True,
    nagle_counts_small_only=True,
    silly_window=True,
    invalid_ack_ms=500,  # tcp_invalid_ratelimit
    close_ends_receiving=True,
    fin_wait_2_ms=60_000,  # tcp_fin_timeout
    backlog=4_096,  # somaxconn
    reopens_time_wait=True,
    answers_repeated_syn=True,
    syn_again_ms=8,
    drops_syn_fin=True,
    ignores_text_of_syn=True,
    resets_other_syn=True,
    half_open_needs_listener=True,
    acks_crossing_syn_ack=True,
    rst_before_fin=True,
    rst_acknowledges=True,
    takes_ack_of_old=True,
)
TWO_WAY_HANDSHAKE = Stack("two-way-handshake", established_on_syn=True)
NO_TIME_WAIT = Stack("no-time-wait", time_wait=False)

STACKS = {
    stack.name: stack for stack in (TEXTBOOK, RFC9293, LINUX, TWO_WAY_HANDSHAKE, NO_TIME_WAIT)
}
BROKEN = frozenset({TWO_WAY_HANDSHAKE.name, NO_TIME_WAIT.name})
