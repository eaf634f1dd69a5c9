"""What a program's call does at its host, and what it returns: "ok" or the name of an errno."""

from collections.abc import Callable

from tcplab.sim import opening, options, talking
from tcplab.sim.caller import BLOCKS, OK, Caller
from tcplab.sim.experiment import Call
from tcplab.sim.turn import Turn
from tcplab.sim.world import Key


def make_call(turn: Turn, index: int, call: Call, held_at: Key | None) -> None:
    """The host's program makes the call `index`; it returns now, or waits.

    `held_at` is the connection at which its `when` held.
    """
    host = turn.host
    if not host.up and call.do != "reboot":
        turn.answer(index, "EHOSTDOWN")
    elif call.makes is not None and any(call.makes in one.names for one in turn.sockets.values()):
        turn.answer(index, "EEXIST")
    else:
        result = _CALLS[call.do](Caller(turn, index, call, held_at))
        if result is not BLOCKS:
            turn.answer(index, result)


def _crash(c: Caller) -> str | None:
    """The host loses all that it knew, without a word to anybody."""
    c.turn.waiting = tuple(one for one in c.turn.waiting if one.host != c.turn.host.name)
    c.turn.connections, c.turn.sockets = {}, {}
    c.turn.change(up=False)
    return OK


def _reboot(c: Caller) -> str | None:
    _crash(c)
    c.turn.change(up=True)
    return OK


_CALLS: dict[str, Callable[[Caller], str | None]] = {
    "socket": opening.socket,
    "bind": opening.bind,
    "listen": opening.listen,
    "accept": opening.accept,
    "connect": opening.connect,
    "send": talking.send,
    "recv": talking.recv,
    "shutdown": talking.shutdown,
    "close": talking.close,
    "dup": talking.dup,
    "setsockopt": options.setsockopt,
    "abort": talking.abort,
    "crash": _crash,
    "reboot": _reboot,
}
