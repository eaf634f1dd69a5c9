"""Our endpoint and this machine's kernel recover from losses, and find out who is dead."""

import pytest
from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.segment import ACK, FIN, SYN
from tests.interop.conftest import Peers, both_roles
from tests.support.kernel_dialogue import PLAIN_LINUX
from tests.support.kernel_peer import wait_until
from tests.support.lab_peer import every, everything, the_first

pytestmark = pytest.mark.interop


@both_roles
@pytest.mark.parametrize(
    "lost", [SYN, SYN | ACK, ACK], ids=["the SYN", "the SYN,ACK", "the third segment"]
)
def test_the_handshake_survives_a_loss(role: str, lost: int, peers: Peers) -> None:
    peer = peers()
    we_send_it = (role == "kernel passive") == (lost != SYN | ACK)
    if we_send_it:
        peer.loses_sent = the_first(lost)
    else:
        peer.loses_heard = the_first(lost)
    peer.begin(role)
    if lost == ACK and role == "kernel passive":
        peer.wait("ESTABLISHED", "SYN-RECEIVED")
        peer.call("send", 3)  # which completes the handshake
    peer.finish(role)


@both_roles
@pytest.mark.parametrize("lost", [FIN | ACK, ACK], ids=["the FIN", "its ACK"])
def test_our_close_survives_a_loss(role: str, lost: int, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    if lost == ACK:
        peer.loses_heard = the_first(ACK)
    else:
        peer.loses_sent = the_first(lost)
    peer.call("shutdown")
    peer.wait("FIN-WAIT-2", "CLOSE-WAIT")
    peer.kernel_closes()
    peer.wait("TIME-WAIT", "CLOSED")


@both_roles
@pytest.mark.parametrize("lost", [FIN | ACK, ACK], ids=["the FIN", "its ACK"])
def test_the_kernels_close_survives_a_loss(role: str, lost: int, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    if lost == ACK:
        peer.loses_sent = the_first(ACK)
    else:
        peer.loses_heard = the_first(lost)
    peer.kernel_closes()
    peer.wait("CLOSE-WAIT", "FIN-WAIT-2")
    peer.call("close")
    peer.wait("CLOSED", "TIME-WAIT")


@both_roles
def test_the_kernels_last_ack_is_lost(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.kernel_shuts_down()
    peer.wait("CLOSE-WAIT", "FIN-WAIT-2")
    peer.loses_heard = the_first(ACK)
    peer.call("shutdown")
    peer.wait("LAST-ACK", "TIME-WAIT")
    peer.wait("CLOSED", "TIME-WAIT")  # our FIN again, its ACK again


@both_roles
def test_our_last_ack_is_lost(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.call("shutdown")
    peer.wait("FIN-WAIT-2", "CLOSE-WAIT")
    peer.loses_sent = the_first(ACK)
    peer.kernel_closes()
    peer.wait("TIME-WAIT", "LAST-ACK")
    peer.wait("TIME-WAIT", "CLOSED")


@both_roles
def test_octets_arrive_in_both_directions_whatever_is_lost(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.loses_sent = every(4)
    peer.loses_heard = every(5)
    octets = bytes(range(256)) * 40
    peer.kernel_sends(octets)
    peer.call("send", 10_000)
    assert peer.kernel_receives(10_000) == b"x" * 10_000
    assert wait_until(lambda: peer.end.tcb.unread == octets), peer.log


@both_roles
def test_our_keepalive_finds_the_kernel_alive_then_dead(role: str, peers: Peers) -> None:
    quick = {"keepalive_idle_ms": 200, "keepalive_interval_ms": 100, "keepalive_count": 2}
    peer = peers(replace(PLAIN_LINUX, **quick))
    peer.connect(role)
    peer.call("keepalive")
    assert wait_until(lambda: len(peer.end.sent) >= 4)
    assert peer.end.state == "ESTABLISHED"
    peer.loses_heard = everything
    peer.wait("CLOSED", "CLOSED")
    assert peer.end.learnt() == ("ETIMEDOUT",)
    assert peer.kernel_error == "ECONNRESET"


@both_roles
def test_the_kernels_keepalive_finds_us_alive(role: str, peers: Peers) -> None:
    peer = peers(sysctls="few")
    peer.connect(role)
    peer.kernel_keeps_alive()
    before = seq.add(peer.end.tcb.rcv_nxt, -1)
    assert wait_until(lambda: [one.seq for one in peer.heard].count(before) == 1)
    assert (peer.end.state, peer.kernel_state) == ("ESTABLISHED", "ESTABLISHED")
