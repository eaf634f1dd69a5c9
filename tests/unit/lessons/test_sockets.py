"""What the lesson about calls shows; and its programs, run on the sockets of this computer."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.lesson_runs import lines, ran, told, variant

WAIT_S = 5.0


def test_which_call_causes_which_segment() -> None:
    """Nothing is sent by socket, bind, listen, accept and recv; ACKs are sent by no call at all."""
    assert told(ran("sockets", "conversation")) == lines(
        """
        0 server socket()
        100 server bind()
        200 server listen()
        200 server = LISTEN
        500 client socket()
        600 client = SYN-SENT
        600 client > SYN seq=100
        700 server = SYN-RECEIVED
        700 server > SYN,ACK seq=300 ack=101
        800 client = ESTABLISHED
        800 client connect()
        800 client > ACK seq=101 ack=301
        900 server = ESTABLISHED
        900 server accept()
        1200 client send()
        1200 client > ACK seq=101 ack=301 len=3
        1300 server reads 3
        1300 server recv()
        1300 server > ACK seq=301 ack=104
        1700 server send()
        1700 server > ACK seq=301 ack=104 len=5
        1800 client reads 5
        1800 client recv()
        1800 client > ACK seq=104 ack=306
        2200 client shutdown()
        2200 client = FIN-WAIT-1
        2200 client > FIN,ACK seq=104 ack=306
        2300 server = CLOSE-WAIT
        2300 server recv()
        2300 server > ACK seq=306 ack=105
        2400 client = FIN-WAIT-2
        2700 server close()
        2700 server = LAST-ACK
        2700 server > FIN,ACK seq=306 ack=105
        2800 client = TIME-WAIT
        2800 client recv()
        2800 client > ACK seq=105 ack=307
        2900 server = CLOSED
        3200 server close()
        3200 server = CLOSED
        3400 client close()
        62800 client timer 2msl
        62800 client = CLOSED
        62800 quiet
        """
    )


def test_the_letters_syn_are_data() -> None:
    sent = [flight.segment for flight in ran("sockets", "conversation").flights]
    assert [segment.data for segment in sent if segment.data] == [b"SYN", b"hello"]


def test_connect_to_nobody() -> None:
    assert told(ran("sockets", "refused")) == lines(
        """
        500 client socket()
        600 client = SYN-SENT
        600 client > SYN seq=100
        700 server > RST,ACK seq=0 ack=101
        800 client = CLOSED
        800 client connect() ECONNREFUSED
        1200 client close()
        1200 quiet
        """
    )


@pytest.fixture(autouse=True)
def short_waits() -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(WAIT_S)
    yield
    socket.setdefaulttimeout(before)


def program(name: str, host: str) -> str:
    """A program of the lesson, but for the address, which is for the test to say."""
    (found,) = [one for one in variant("sockets", name).programs if one.host == host]
    return "\n".join(line for line in found.lines if not line.startswith("address ="))


def port_of(names: dict[str, Any]) -> int:
    """The port at which the server's program listens, as soon as it does."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        listener = names.get("listener")
        if listener and listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            port: int = listener.getsockname()[1]
            return port
        time.sleep(0.01)
    raise TimeoutError("the server's program does not listen")


def test_both_programs_run_on_real_sockets() -> None:
    server: dict[str, Any] = {"address": ("127.0.0.1", 0)}
    runs = threading.Thread(target=exec, args=(program("conversation", "server"), server))
    runs.start()
    client: dict[str, Any] = {"address": ("127.0.0.1", port_of(server))}
    exec(program("conversation", "client"), client)
    runs.join(WAIT_S)
    assert not runs.is_alive()
    assert (server["request"], server["rest"]) == (b"SYN", b"")
    assert (client["answer"], client["rest"]) == (b"hello", b"")
    closed = (server["listener"], server["connection"], client["s"])
    assert [one.fileno() for one in closed] == [-1, -1, -1]


def test_the_refused_program_runs_on_real_sockets() -> None:
    with socket.socket() as taken:  # bound, so that nobody else listens here meanwhile
        taken.bind(("127.0.0.1", 0))
        names: dict[str, Any] = {"address": taken.getsockname()}
        exec(program("refused", "client"), names)
    assert isinstance(names["problem"], ConnectionRefusedError)
    assert names["s"].fileno() == -1
