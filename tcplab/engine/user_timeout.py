"""The User Timeout Option (RFC 5482): a connection adapts its patience to what the peer advises."""

from msgspec.structs import replace

from tcplab.engine.processing import Processing
from tcplab.engine.rules import Rule
from tcplab.engine.segment import SYN, Segment
from tcplab.engine.stack import Stack


def take_user_timeout(p: Processing, segment: Segment) -> None:
    """What a segment that is taken tells of the peer's user timeout (§3.1), where this is ENABLED.

    That the option is advice for its receiver alone keeps all else as it is; it may be lost (§3.2).
    """
    option = segment.options.user_timeout
    if option is None or option.ms is None or p.stack.user_timeout_option_ms is None:
        return
    if not p.tcb.changeable:
        # "If the CHANGEABLE flag is false, USER_TIMEOUT MUST NOT be changed"
        p.rule(Rule.USER_TIMEOUT_KEPT)
        return
    user_timeout = _adapted(p.stack, p.stack.user_timeout_option_ms, option.ms)
    if user_timeout == p.tcb.user_timeout_ms:
        return
    p.rule(Rule.USER_TIMEOUT_ADAPTED)
    p.tcb = replace(p.tcb, user_timeout_ms=user_timeout)
    outstanding = p.tcb.retransmission_queue
    if outstanding and not outstanding[0].flags & SYN:  # MUST-23 has more patience with a SYN
        p.timer(user=p.now + user_timeout)


def _adapted(stack: Stack, adv_uto: int, remote_uto: int) -> int:
    # "USER_TIMEOUT = min(U_LIMIT, max(ADV_UTO, REMOTE_UTO, L_LIMIT))"
    return min(stack.user_timeout_most_ms, max(adv_uto, remote_uto, stack.user_timeout_least_ms))
