"""A pair of PyTCP's sessions in memory: its packets go straight from one to the other.

For the bench alone: `pip install PyTCP==2.7.6` (Python 3.11) beside the project, never of it.
"""

from typing import Any

import pytest

_MISSING = "PyTCP is not installed; `pip install PyTCP==2.7.6` to compare"


class PyTcpPair:
    """One listener, and clients that connect to it and close; skips where PyTCP is missing."""

    def __init__(self) -> None:
        self.stack: Any = pytest.importorskip("pytcp.lib.stack", reason=_MISSING)
        self.session: Any = pytest.importorskip("pytcp.protocols.tcp.session", reason=_MISSING)
        self.metadata: Any = pytest.importorskip("pytcp.protocols.tcp.metadata", reason=_MISSING)
        self.socket: Any = pytest.importorskip("pytcp.protocols.tcp.socket", reason=_MISSING)
        self.family: Any = pytest.importorskip("pytcp.lib.socket", reason=_MISSING).AF_INET4
        address = pytest.importorskip("pytcp.lib.ip4_address", reason=_MISSING).Ip4Address
        pytest.importorskip("pytcp.config", reason=_MISSING).LOG_CHANEL = set()
        self.client, self.server, self.nobody = map(address, ("10.0.0.1", "10.0.0.2", "0.0.0.0"))
        self._wire: list[dict[str, Any]] = []
        self.stack.timer = _ImpatientTimer()
        self.stack.packet_handler.send_tcp_packet = lambda **packet: self._wire.append(packet)
        self.listener = self._made_socket(self.server, 80, self.nobody, 0)
        self.listener.listen()

    def _made_socket(self, local: Any, port: int, remote: Any, remote_port: int) -> Any:
        made = self.socket.TcpSocket(self.family)
        made._local_ip_address, made._local_port = local, port
        made._remote_ip_address, made._remote_port = remote, remote_port
        self.stack.sockets[str(made)] = made
        return made

    def open_and_close(self, port: int) -> int:
        """A connection from its SYN until both ends are CLOSED; returns the packets sent."""
        calls, states = self.session.SysCall, self.session.FsmState
        own = self._made_socket(self.client, port, self.server, 80)
        ends = [self.session.TcpSession(self.client, port, self.server, 80, own)]
        own._tcp_session = ends[0]
        ends[0].tcp_fsm(syscall=calls.CONNECT)
        ends.append(self.listener.tcp_session)  # becomes the connection; the listener gets another
        packets = self._exchange(ends, states.ESTABLISHED, states.ESTABLISHED)
        ends[0].tcp_fsm(syscall=calls.CLOSE)
        packets += self._exchange(ends, states.FIN_WAIT_2, states.CLOSE_WAIT)
        ends[1].tcp_fsm(syscall=calls.CLOSE)
        return packets + self._exchange(ends, states.CLOSED, states.CLOSED)

    def _exchange(self, ends: list[Any], *aims: Any) -> int:
        packets = 0
        for _ in range(20):
            for end in ends:
                end.tcp_fsm(timer=True)
                while self._wire:
                    packets += 1
                    self._deliver(self._wire.pop(0))
            if [end.state for end in ends] == list(aims):
                return packets
        raise AssertionError(f"PyTCP stays in {[str(end.state) for end in ends]}")

    def _deliver(self, packet: dict[str, Any]) -> None:
        arrived = self.metadata.TcpMetadata(
            local_ip_address=packet["remote_ip_address"],
            local_port=packet["remote_port"],
            remote_ip_address=packet["local_ip_address"],
            remote_port=packet["local_port"],
            flag_syn=packet["flag_syn"],
            flag_ack=packet["flag_ack"],
            flag_fin=packet["flag_fin"],
            flag_rst=packet["flag_rst"],
            seq=packet["seq"],
            ack=packet["ack"],
            win=packet["win"],
            wscale=packet["wscale"],
            mss=packet["mss"],
            data=memoryview(packet["data"] or b""),
            tracker=None,
        )
        found = self.stack.sockets.get(str(arrived), self.listener)
        found.process_tcp_packet(arrived)


class _ImpatientTimer:
    """Every delay but a retransmission's is over at once, and nothing ticks by itself."""

    def register_method(self, **_: Any) -> None:
        """The bench ticks."""

    def register_timer(self, name: str, timeout: int) -> None:
        """Nothing has to wait."""

    def is_expired(self, name: str) -> bool:
        """Whether the delay is over."""
        return "-retransmit_seq-" not in name
