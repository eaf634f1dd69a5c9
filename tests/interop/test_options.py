"""Our endpoint and this machine's kernel agree on options, or on none; both roles."""

import socket
import struct

import pytest
from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.segment import SYN
from tcplab.engine.stack import LINUX, Stack
from tests.interop.conftest import Peers, both_roles
from tests.support.kernel_dialogue import PLAIN_LINUX
from tests.support.kernel_peer import wait_until
from tests.support.lab_peer import LabPeer

pytestmark = pytest.mark.interop
_TIMESTAMPS, _SACK, _WINDOW_SCALE = 1, 2, 4  # TCPI_OPT_* of TCP_INFO


def kernels_own(peer: LabPeer) -> tuple[int, int, int]:
    """What the kernel's TCP_INFO says: the options agreed, its peer's shift and its own."""
    assert peer.theirs is not None
    info = peer.theirs.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 8)
    options, shifts = struct.unpack_from("5xBB", info)
    return options & 7, shifts & 15, shifts >> 4


@both_roles
def test_all_are_agreed_and_used(role: str, peers: Peers) -> None:
    peer = peers(LINUX, "shipped")
    peer.connect(role)
    tcb = peer.end.tcb
    assert (tcb.snd_ws_ok, tcb.snd_ts_ok, tcb.sack_ok) == (True, True, True)
    options, ours, theirs = kernels_own(peer)
    assert options == _TIMESTAMPS | _SACK | _WINDOW_SCALE
    assert (ours, theirs) == (tcb.rcv_wind_shift, tcb.snd_wind_shift)
    peer.call("send", 3_000)
    assert peer.kernel_receives(3_000) == b"x" * 3_000
    peer.wait_for_acks()
    peer.kernel_sends(b"y" * 3_000)
    assert wait_until(lambda: len(peer.end.tcb.unread) == 3_000)
    largest = max(len(segment.data) for _, segment in peer.end.sent)
    assert largest == max(len(segment.data) for segment in peer.heard) == 1_448


@both_roles
def test_every_segment_echoes_the_other_clock(role: str, peers: Peers) -> None:
    peer = peers(LINUX, "shipped")
    peer.connect(role)
    peer.call("shutdown")
    peer.wait("FIN-WAIT-2", "CLOSE-WAIT")
    peer.kernel_shuts_down()
    peer.wait("TIME-WAIT", "CLOSED")
    clocks = {segment.options.timestamps for segment in peer.heard}
    told = {one[0] for one in clocks if one is not None}
    assert None not in clocks
    for _, segment in peer.end.sent:
        stamps = segment.options.timestamps
        assert stamps is not None
        assert stamps[1] in told or (segment.flags == SYN and stamps[1] == 0)
    echoes = [one[1] for one in clocks if one is not None and one[1]]
    assert all(seq.le(echo, peer.end.now) for echo in echoes)


PLAIN_OPTIONS = {"window_scale": None, "timestamps": False, "sack": False}


@both_roles
@pytest.mark.parametrize(
    ("stack", "sysctls"),
    [(LINUX, "live"), (PLAIN_LINUX, "shipped")],
    ids=["the kernel offers none", "we offer none"],
)
def test_what_one_does_not_offer_is_not_used(
    stack: Stack, sysctls: str, role: str, peers: Peers
) -> None:
    peer = peers(stack, sysctls)
    peer.connect(role)
    tcb = peer.end.tcb
    assert (tcb.snd_ws_ok, tcb.snd_ts_ok, tcb.sack_ok) == (False, False, False)
    assert kernels_own(peer) == (0, 0, 0)
    peer.call("send", 2_000)
    assert peer.kernel_receives(2_000) == b"x" * 2_000
    assert max(len(segment.data) for _, segment in peer.end.sent) == 1_460


@both_roles
@pytest.mark.parametrize("left", PLAIN_OPTIONS)
def test_each_is_agreed_without_the_others(left: str, role: str, peers: Peers) -> None:
    alone = {key: value for key, value in PLAIN_OPTIONS.items() if key != left}
    peer = peers(replace(LINUX, **alone), "shipped")
    peer.connect(role)
    bits = {"window_scale": _WINDOW_SCALE, "timestamps": _TIMESTAMPS, "sack": _SACK}
    assert kernels_own(peer)[0] == bits[left]
    tcb = peer.end.tcb
    agreed = {"window_scale": tcb.snd_ws_ok, "timestamps": tcb.snd_ts_ok, "sack": tcb.sack_ok}
    assert [key for key, value in agreed.items() if value] == [left]


def test_both_open_at_once_and_agree(peers: Peers) -> None:
    peer = peers(LINUX, "shipped")
    with peer.at_once():
        peer.kernel_connects()
        peer.call("connect")
    peer.wait("ESTABLISHED", "ESTABLISHED")
    assert kernels_own(peer) == (7, peer.end.tcb.rcv_wind_shift, peer.end.tcb.snd_wind_shift)


def test_the_kernels_time_wait_makes_way_for_a_later_timestamp(peers: Peers) -> None:
    """Whatever its number: our second SYN begins left of all that the first connection used."""
    peer = peers(LINUX, "shipped")
    peer.connect("kernel passive")
    peer.kernel_shuts_down()
    peer.wait("CLOSE-WAIT", "FIN-WAIT-2")
    peer.call("shutdown")
    peer.wait("CLOSED", "TIME-WAIT")
    peer.crash(iss=50)
    peer.call("connect")
    peer.kernel_accepts()
    peer.wait("ESTABLISHED", "ESTABLISHED")
