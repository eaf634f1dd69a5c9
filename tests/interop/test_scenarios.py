"""Our endpoint and this machine's kernel as the two ends of one connection, in both roles."""

import pytest
from msgspec.structs import replace

from tcplab.engine.segment import ACK, FIN, RST, SYN
from tests.interop.conftest import Peers, both_roles
from tests.support.kernel_dialogue import PLAIN_LINUX
from tests.support.kernel_peer import wait_until
from tests.support.lab_peer import the_first

pytestmark = pytest.mark.interop
PATIENT_ACK = replace(PLAIN_LINUX, delayed_ack_first_ms=None, delayed_ack_ms=400)


@both_roles
def test_the_kernel_closes_first(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.kernel_shuts_down()
    peer.wait("CLOSE-WAIT", "FIN-WAIT-2")
    peer.call("shutdown")
    peer.wait("CLOSED", "TIME-WAIT")


@both_roles
def test_the_kernel_closes_first_by_close(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.kernel_closes()
    peer.wait("CLOSE-WAIT", "FIN-WAIT-2")
    peer.call("close")
    peer.wait("CLOSED", "TIME-WAIT")


@both_roles
def test_we_close_first(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.call("close")
    peer.wait("FIN-WAIT-2", "CLOSE-WAIT")
    assert peer.kernel_receives(1) == b""
    peer.kernel_shuts_down()
    peer.wait("TIME-WAIT", "CLOSED")


@both_roles
def test_our_fin_carries_the_ack_of_the_kernels(role: str, peers: Peers) -> None:
    peer = peers(PATIENT_ACK)
    peer.connect(role)
    peer.kernel_shuts_down()
    peer.wait("CLOSE-WAIT", "FIN-WAIT-1")
    peer.call("shutdown")
    peer.wait("CLOSED", "TIME-WAIT")
    assert [segment.flags for _, segment in peer.end.sent][-1] == FIN | ACK


@both_roles
def test_the_kernels_fin_carries_the_ack_of_ours(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    with peer.at_once():
        peer.call("shutdown")
        peer.kernel_shuts_down()
    peer.wait("TIME-WAIT", "CLOSED")
    assert peer.heard[-1].flags == FIN | ACK


@both_roles
def test_both_close_at_once(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    with peer.at_once():
        peer.kernel_shuts_down()
        peer.call("shutdown")
        assert (peer.end.state, peer.kernel_state) == ("FIN-WAIT-1", "CLOSING")
    peer.wait("TIME-WAIT", "TIME-WAIT")


@both_roles
def test_the_one_that_was_told_goes_on_sending(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.call("shutdown")
    peer.wait("FIN-WAIT-2", "CLOSE-WAIT")
    peer.kernel_sends(b"later")
    assert wait_until(lambda: peer.end.tcb.unread == b"later")
    peer.kernel_closes()
    peer.wait("TIME-WAIT", "CLOSED")


@both_roles
def test_we_go_on_sending_after_the_kernels_fin(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.kernel_shuts_down()
    peer.wait("CLOSE-WAIT", "FIN-WAIT-2")
    peer.call("send", 100)
    peer.call("close")
    assert peer.kernel_receives(200) == b"x" * 100
    peer.wait("CLOSED", "TIME-WAIT")


def test_both_open_at_once(peers: Peers) -> None:
    peer = peers()
    with peer.at_once():
        peer.kernel_connects()
        peer.call("connect")
        assert (peer.end.state, peer.kernel_state) == ("SYN-SENT", "SYN-RECEIVED")
    peer.wait("ESTABLISHED", "ESTABLISHED")
    assert [segment.flags for _, segment in peer.end.sent] == [SYN, SYN | ACK, ACK]
    assert [segment.flags for segment in peer.heard] == [SYN, SYN | ACK, ACK]


def test_both_open_at_once_and_a_plain_ack_completes_it(peers: Peers) -> None:
    peer = peers()
    peer.loses_sent = the_first(SYN | ACK)
    with peer.at_once():
        peer.kernel_connects()
        peer.call("connect")
    peer.wait("ESTABLISHED", "ESTABLISHED")
    assert [segment.flags for segment in peer.heard] == [SYN, SYN | ACK]


@both_roles
def test_refused(role: str, peers: Peers) -> None:
    peer = peers()
    if role == "kernel passive":
        peer.call("connect")
        peer.wait("CLOSED", "CLOSED")
        assert peer.end.learnt() == ("ECONNREFUSED",)
    else:
        peer.kernel_connects()
        peer.wait("CLOSED", "CLOSED")
        assert peer.kernel_error == "ECONNREFUSED"


@both_roles
def test_the_kernel_has_crashed(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.kernel_crashes()
    assert (peer.end.state, peer.kernel_state) == ("ESTABLISHED", "CLOSED")
    peer.call("send", 5)
    peer.wait("CLOSED", "CLOSED")
    assert peer.end.learnt() == ("ECONNRESET",)


@both_roles
def test_we_have_crashed(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.crash(iss=1_000)
    peer.kernel_sends(b"hello?")
    peer.wait("CLOSED", "CLOSED")
    assert peer.kernel_error == "ECONNRESET"


def test_we_have_crashed_and_call_again(peers: Peers) -> None:
    """A challenge ACK, our RST, and the SYN again: RFC 9293 §3.5.1, figure 10."""
    peer = peers()
    peer.connect("kernel passive")
    peer.crash(iss=1_000)
    peer.call("connect")
    peer.kernel_accepts()
    peer.wait("ESTABLISHED", "ESTABLISHED")
    assert [segment.flags for _, segment in peer.end.sent] == [SYN, RST, SYN, ACK]
    assert peer.end.sent[-1][0] < 500  # not one RTO later


@both_roles
def test_time_wait_makes_way_for_a_new_connection(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    if role == "kernel passive":
        peer.kernel_shuts_down()
        peer.wait("CLOSE-WAIT", "FIN-WAIT-2")
        peer.call("shutdown")
        peer.wait("CLOSED", "TIME-WAIT")
        peer.crash(iss=70_000)
        peer.call("connect")
        peer.kernel_accepts()
    else:
        peer.end.listen_behind()
        peer.call("shutdown")
        peer.wait("FIN-WAIT-2", "CLOSE-WAIT")
        peer.kernel_closes()
        peer.wait("TIME-WAIT", "CLOSED")
        peer.kernel_connects()
    peer.wait("ESTABLISHED", "ESTABLISHED")


def test_a_connection_by_syn_cookie(peers: Peers) -> None:
    peer = peers(sysctls="syn_cookies")
    peer.kernel_listens()
    with peer.at_once():
        peer.call("connect")
        assert peer.kernel_state == "CLOSED"  # although its SYN,ACK is on the way
    peer.kernel_accepts()
    peer.call("send", 10)
    assert peer.kernel_receives(10) == b"x" * 10


@both_roles
def test_the_kernel_closes_with_unread_data(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.call("send", 5)
    peer.wait_for_acks()
    peer.kernel_closes()
    peer.wait("CLOSED", "CLOSED")
    assert peer.end.learnt() == ("ECONNRESET",)


@both_roles
def test_we_close_with_unread_data(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.kernel_sends(b"hello")
    assert wait_until(lambda: peer.end.tcb.unread == b"hello")
    peer.call("close")
    peer.wait("CLOSED", "CLOSED")
    assert peer.kernel_error == "ECONNRESET"


@both_roles
def test_data_for_a_program_of_the_kernel_that_has_closed(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.kernel_closes()
    peer.wait("CLOSE-WAIT", "FIN-WAIT-2")
    peer.call("send", 4)
    peer.wait("CLOSED", "CLOSED")
    assert peer.end.learnt() == ("EPIPE",)


@both_roles
def test_data_for_our_program_that_has_closed(role: str, peers: Peers) -> None:
    peer = peers()
    peer.connect(role)
    peer.call("close")
    peer.wait("FIN-WAIT-2", "CLOSE-WAIT")
    peer.kernel_sends(b"late")
    peer.wait("CLOSED", "CLOSED")
    assert peer.kernel_error == "EPIPE"
