"""What a given TCP chooses where RFC 9293 leaves a choice, and what the broken ones leave out."""

import msgspec


class Stack(msgspec.Struct, frozen=True, gc=False):
    """One record of choices; times in milliseconds, sizes in octets.

    msl_ms: §3.4.1, 2 minutes by the RFC. rto_*: RFC 6298 §2, 2.4 and 2.5. r2_*: R2 of §3.8.3,
    counted from the first transmission (MUST-20, MUST-23); *_retries replace it, as in kernels:
    those of SYN and SYN,ACK are counts. mss_option: whether SYNs carry an MSS option (SHLD-5).
    pushes: MUST-61, or the user says when to push (MAY-15). delayed_ack_ms: §3.8.6.3, 0 is at once.
    nagle: §3.7.4 (SHLD-7). silly_window: §3.8.6.2 (MUST-38, MUST-39). close_ends_receiving: the
    half-duplex close of MAY-1 with the RST of SHLD-3. keepalive_*: §3.8.4, MUST-28. fin_wait_2_ms:
    none in the RFC. rst_on_give_up: whether giving up is told to the peer. backlog: half-open and
    unaccepted connections of a listener. syn_cookies: RFC 4987 §3.6. rfc1337: RST ignored in
    TIME-WAIT. reopens_time_wait: MAY-2 of §3.6.1.

    What Linux does otherwise, with the place in its net/ipv4 or the RFC that knows of it:
    data_retries, and orphan_retries after a program's close, stand for the time that so many
    repetitions would take from rto_min_ms on, counted from the first (retransmits_timed_out).
    linear_syn_retries: repetitions before back-off begins. rto_min_above_srtt: rto_min_ms is the G
    of RFC 6298 §2.3, a bound of what is added to SRTT, not of the sum (tcp_rtt_estimator).
    quick_acks: so many first segments of data are acknowledged at once, unless the program answers
    (tcp_enter_quickack_mode). delayed_ack_first_ms: how long the ACK of a FIN waits if no data came
    before (tcp_send_delayed_ack). nagle_counts_small_only: only a small segment on its way holds
    back the next (tcp_minshall_check). answers_repeated_syn: the SYN,ACK again instead of the bare
    ACK of step 1; resets_other_syn: a different SYN in SYN-RECEIVED draws RST (tcp_check_req).
    drops_syn_fin: LISTEN takes no SYN with FIN (tcp_rcv_state_process). ignores_text_of_syn: text
    and FIN of a SYN must be sent again, as before RFC 7413. syn_again_ms: a bad ACK in SYN-SENT has
    the first SYN repeated so soon (tcp_rcv_synsent_state_process). acks_crossing_syn_ack: the
    SYN,ACK that completes a simultaneous open is acknowledged. rst_before_fin: after a FIN, RST
    with the number of the FIN resets (tcp_reset_check). rst_acknowledges: RSTs by ABORT and by a
    close with unread data carry ACK (tcp_send_active_reset). takes_ack_of_old: the ACK field of a
    segment that ends at RCV.NXT counts (Appendix A.2, tcp_sequence).

    established_on_syn and time_wait are what the two broken stacks turn around.
    """

    name: str
    msl_ms: int = 30_000
    rto_first_ms: int = 1_000
    rto_min_ms: int = 1_000
    rto_max_ms: int = 60_000
    r2_syn_ms: int = 180_000
    r2_data_ms: int = 100_000
    syn_retries: int | None = None
    synack_retries: int | None = None
    data_retries: int | None = None
    orphan_retries: int | None = None
    rto_min_above_srtt: bool = False
    linear_syn_retries: int = 0
    mss: int = 1_460
    mss_option: bool = False
    window: int = 65_535
    pushes: bool = False
    delayed_ack_ms: int = 0
    delayed_ack_first_ms: int | None = None
    quick_acks: int = 0
    nagle: bool = False
    nagle_counts_small_only: bool = False
    silly_window: bool = False
    close_ends_receiving: bool = False
    keepalive_idle_ms: int = 7_200_000
    keepalive_interval_ms: int = 75_000
    keepalive_count: int = 9
    fin_wait_2_ms: int | None = None
    rst_on_give_up: bool = False
    backlog: int = 128
    syn_cookies: bool = False
    rfc1337: bool = False
    reopens_time_wait: bool = False
    answers_repeated_syn: bool = False
    syn_again_ms: int | None = None
    drops_syn_fin: bool = False
    ignores_text_of_syn: bool = False
    resets_other_syn: bool = False
    acks_crossing_syn_ack: bool = False
    rst_before_fin: bool = False
    rst_acknowledges: bool = False
    takes_ack_of_old: bool = False
    established_on_syn: bool = False
    time_wait: bool = True


TEXTBOOK = Stack("textbook")
RFC9293 = Stack(
    "rfc9293",
    msl_ms=120_000,
    mss_option=True,
    pushes=True,
    delayed_ack_ms=200,
    nagle=True,
    silly_window=True,
)
LINUX = Stack(
    "linux",
    rto_min_ms=200,
    rto_max_ms=120_000,
    syn_retries=10,
    synack_retries=5,
    data_retries=15,
    orphan_retries=8,
    rto_min_above_srtt=True,
    linear_syn_retries=4,
    mss_option=True,
    window=64_240,
    pushes=True,
    delayed_ack_ms=40,
    delayed_ack_first_ms=4,
    quick_acks=16,
    nagle=True,
    nagle_counts_small_only=True,
    silly_window=True,
    close_ends_receiving=True,
    fin_wait_2_ms=60_000,
    backlog=4_096,
    reopens_time_wait=True,
    answers_repeated_syn=True,
    syn_again_ms=8,
    drops_syn_fin=True,
    ignores_text_of_syn=True,
    resets_other_syn=True,
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
