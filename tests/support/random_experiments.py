"""Random experiments, rich enough that most things meet, and random edits of them.

All chance comes from one `random.Random`, so that a seed names an experiment.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from msgspec.structs import replace

from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.network import Cut, Fate, Injection, Network

_HOSTS = ("client", "server", "other")
_STACKS = ("textbook", "textbook", "textbook", "rfc9293", "linux", "linux")
_BROKEN = ("two-way-handshake", "no-time-wait")
_STATES = (
    *("LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2"),
    *("CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT", "CLOSED"),
)
_CONDITIONS = (
    *("connected", "accepted", "end-of-stream", "received:1", "received:300", "reset", "timed-out"),
    *(f"state:{state}" for state in _STATES),
)
_CHOICES: tuple[dict[str, Any], ...] = (
    {"iss": 2**32 - 2},
    {"iss": 0},
    {"window": 100},
    {"window": 1},
    {"mss": 40},
    {"delayed_ack_ms": 200},
    {"reads": False},
    {"backlog": 1},
    {"backlog": 1, "syn_cookies": True},
    {"fin_wait_2_s": 1},
    {"rst_on_give_up": True, "r2_data_s": 3, "r2_syn_s": 3},
    {"rfc1337": True, "msl_s": 1},
    {"msl_s": 0},
    {"rto_first_ms": 50},
    {"r2_data_s": 0},
    {"keepalive_count": 1, "keepalive_idle_s": 1, "keepalive_interval_s": 1},
)
_OPTIONS = (
    *(("SO_LINGER", 0), ("SO_LINGER", 1), ("O_NONBLOCK", 1)),
    *(("SO_KEEPALIVE", 1), ("SO_KEEPALIVE", 0), ("SO_REUSEADDR", 1)),
    *(("TCP_KEEPIDLE", 1), ("TCP_KEEPINTVL", 1), ("TCP_KEEPCNT", 2), ("TCP_NODELAY", 1)),
    *(("TCP_USER_TIMEOUT", 700), ("TCP_USER_TIMEOUT", 0)),
)
_FLAGS: tuple[tuple[Any, ...], ...] = (
    *(("SYN",), ("SYN",), ("RST",), ("ACK",), ("FIN", "ACK"), ("SYN", "ACK"), ("RST", "ACK")),
    *((), ("SYN", "FIN")),
)


def random_experiment(rng: Random, *, tame: bool = False) -> Experiment:
    """Two or three hosts and whatever they do; `tame` ones obey TCP and nobody forges segments."""
    names = _HOSTS[: rng.choice([2, 2, 3])]
    return Experiment(
        "Random",
        tuple(_host(rng, name, tame) for name in names),
        rng.choice([None, None, 1_000, 5_000, 30_000, 200_000]),
        rng.choice([Network(), _network(rng)]),
        _program(rng, names),
        tuple(_fate(rng, names) for _ in range(rng.choice([0, 0, 1, 3, 6]))),
        () if tame else tuple(_injection(rng, names) for _ in range(rng.choice([0, 0, 1, 3]))),
        tuple(_cut(rng, names) for _ in range(rng.choice([0, 0, 1, 2]))),
    )


def random_edit(rng: Random, experiment: Experiment) -> Experiment:
    """The experiment after one edit of any kind."""
    names = tuple(host.name for host in experiment.hosts)
    makers: dict[str, Callable[[], Any]] = {
        "calls": lambda: _call(rng, names),
        "fates": lambda: _fate(rng, names),
        "injections": lambda: _injection(rng, names),
        "cuts": lambda: _cut(rng, names),
    }
    kind = rng.choice(["calls", "calls", "calls", "fates", "fates", "injections", "cuts", "whole"])
    if kind in makers:
        changed = _changed(rng, getattr(experiment, kind), makers[kind])
        return replace(experiment, **{kind: changed})
    wholes: list[dict[str, Any]] = [
        {"network": _network(rng)},
        {"network": replace(experiment.network, seed=rng.randint(0, 20))},
        {"horizon_ms": rng.choice([None, _time(rng)])},
        {"title": "Another title"},
        {"hosts": tuple(_host(rng, name, False) for name in names)},
    ]
    return replace(experiment, **rng.choice(wholes))


def _changed(rng: Random, things: tuple[Any, ...], one: Callable[[], Any]) -> tuple[Any, ...]:
    """With one more, one less, one changed, or two exchanged."""
    changed = list(things)
    how = rng.choice(["more", "less", "other", "exchanged"])
    if how == "more" or not things:
        changed.insert(rng.randint(0, len(things)), one())
        return tuple(changed)
    here, there = rng.randrange(len(things)), rng.randrange(len(things))
    if how == "exchanged":
        changed[here], changed[there] = changed[there], changed[here]
    elif isinstance(things[here], Call) and things[here].makes is not None:
        return things  # others may call it by that name
    else:
        changed[here : here + 1] = [] if how == "less" else [one()]
    return tuple(changed)


def _time(rng: Random) -> int:
    """Often one of few, so that things meet in one millisecond."""
    return rng.choice([50 * rng.randint(0, 40)] * 2 + [1_000 * rng.randint(0, 70)])


def _delay(rng: Random) -> int:
    return rng.choice([0, 0, 0, 50, 100, 250, 1_500])


def _host(rng: Random, name: str, tame: bool) -> HostSetup:
    choices: dict[str, Any] = {}
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        choices |= rng.choice(_CHOICES)
    stack: Any = rng.choice(_STACKS if tame else _STACKS + _BROKEN)
    return HostSetup(name, stack=stack, **choices)


def _network(rng: Random) -> Network:
    loss, duplicate, reorder = (rng.choice([0.0, 0.0, 0.0, 0.2, 0.5]) for _ in range(3))
    delay, jitter = rng.choice([0, 1, 50, 100, 100]), rng.choice([0, 0, 30, 200])
    return Network(delay, jitter, loss, duplicate, reorder, rng.randint(0, 20))


def _program(rng: Random, names: tuple[str, ...]) -> tuple[Call, ...]:
    """Mostly a connection is opened; some calls act on what another one makes."""
    opening = [
        Call("server", "listen", at_ms=0, port=80),
        Call("client", "connect", at_ms=rng.choice([0, 50, 100]), to="server:80"),
    ]
    made = [_call(rng, names) for _ in range(rng.randint(0, 14))]
    acting = []
    for call in made:
        own = [one.makes for one in made if one.host == call.host and one.makes]
        named = rng.choice(own) if own and rng.random() < 0.3 else None
        acting.append(replace(call, socket=named))
    return tuple(opening[: rng.choice([2] * 9 + [0])] + acting)


def _call(rng: Random, names: tuple[str, ...]) -> Call:
    what = _deed(rng, names)
    if rng.random() < 0.55:
        what |= {"at_ms": _time(rng)}
    else:
        what |= {"when": rng.choice(_CONDITIONS), "after_ms": _delay(rng)}
    if "makes" not in what and rng.random() < 0.12:
        what |= {"times": rng.randint(2, 4), "every_ms": _delay(rng)}
    return Call(rng.choice([*names, "client", "server"]), **what)


def _deed(rng: Random, names: tuple[str, ...]) -> dict[str, Any]:
    """What a call does, with its arguments."""
    port, name = rng.choice([80, 80, 80, 5_000]), rng.choice("abc")
    option, value = rng.choice(_OPTIONS)
    to = f"{rng.choice(names)}:{port}"
    own_port: dict[str, Any] = rng.choice([{}, {"port": rng.choice([80, 5_000, 40_000])}])
    named: dict[str, Any] = rng.choice([{}, {}, {"makes": name}])
    deeds: list[tuple[int, dict[str, Any]]] = [
        (30, {"do": "send", "octets": rng.choice([1, 20, 300, 3_000, 20_000])}),
        (15, {"do": "close"}),
        (10, {"do": "shutdown", "how": rng.choice(["read", "write", "both"])}),
        (10, {"do": "connect", "to": to, **own_port, **named}),
        (6, {"do": "listen", "port": port, "backlog": rng.choice([None, 0, 1, 2])}),
        (4, {"do": "accept", **named}),
        (4, {"do": "recv", "octets": rng.choice([None, 1, 100])}),
        (8, {"do": "setsockopt", "option": option, "value": value}),
        (4, {"do": rng.choice(["abort", "abort", "crash", "reboot"])}),
        (3, {"do": "dup", **named}),
        (4, {"do": "socket", **named}),
        (3, {"do": "bind", "port": rng.choice([80, 5_000, 40_000])}),
    ]
    weights = [weight for weight, _ in deeds]
    return dict(rng.choices([deed for _, deed in deeds], weights)[0])


def _fate(rng: Random, names: tuple[str, ...]) -> Fate:
    do: Any = rng.choice(["lose", "delay", "duplicate"])
    ms = {"lose": None, "delay": _delay(rng), "duplicate": rng.choice([None, _delay(rng)])}[do]
    return Fate(rng.choice(names), rng.randint(1, 12), do, ms)


def _injection(rng: Random, names: tuple[str, ...]) -> Injection:
    """Near the numbers that hosts use; now and then from nobody's address."""
    flags = rng.choice(_FLAGS)
    seq, ack = (rng.choice([100, 300, 500, 64_100]) + rng.randint(-2, 4) for _ in range(2))
    return Injection(
        f"{rng.choice([*names, '10.9.9.9'])}:{rng.choice([80, 40_000, 40_001, 5_000])}",
        f"{rng.choice(names)}:{rng.choice([80, 40_000, 5_000])}",
        _time(rng),
        flags,
        seq,
        ack if "ACK" in flags else None,
        rng.choice([0, 65_535]),
        rng.choice([0, 0, 10]),
        times=rng.choice([1, 1, 2]),
        every_ms=_delay(rng),
    )


def _cut(rng: Random, names: tuple[str, ...]) -> Cut:
    start = _time(rng)
    return Cut(rng.choice(names), start, start + rng.randint(1, 3_000))
