"""What hosts offer in their SYNs, what a file overrides, and how often they answer forgeries."""

import pytest
from msgspec.structs import replace

from tcplab.engine.rules import Rule
from tcplab.engine.segment import SYN, Options, UserTimeout
from tcplab.engine.tcb import SYNCHRONIZED, State
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Cut
from tcplab.sim.run import run
from tests.support.experiments import (
    CONNECT,
    LISTEN,
    calls,
    client,
    experiment,
    inject,
    opened,
    server,
    tcbs,
    told,
)

ALL = Options(1_460, 7, True, (100, 0))


def offers(what: Experiment) -> list[Options]:
    """The options of all SYNs and SYN,ACKs."""
    return [one.segment.options for one in run(what).flights if one.segment.flags & SYN]


def rules(what: Experiment, host: str) -> list[Rule]:
    happened = [one for moment in run(what).moments if moment.step for one in moment.step.happened]
    return [one.line.rule for one in happened if one.host == host]


def both(*hosts: HostSetup) -> Experiment:
    return experiment(LISTEN, CONNECT, hosts=hosts, horizon=1_000)


def test_user_timeouts_are_advertised_and_the_longer_one_is_waited_for() -> None:
    hosts = (
        HostSetup("client", user_timeout_option_s=150),
        HostSetup("server", user_timeout_option_s=240),
    )
    what = opened(
        client("recv", 600),
        client("send", 1_000, octets=1),
        cuts=(Cut("server", 900, 10**6),),
        hosts=hosts,
    )
    assert offers(what) == [
        Options(user_timeout=UserTimeout(150)),
        Options(user_timeout=UserTimeout(240)),
    ]
    assert calls(what, "client")[-1] == "241000 client recv: ETIMEDOUT"


def test_a_limit_of_the_hosts_is_kept() -> None:
    hosts = [
        HostSetup(name, user_timeout_option_s=150, user_timeout_least_s=1, user_timeout_most_s=30)
        for name in ("client", "server")
    ]
    done = run(both(*hosts))
    assert {tcb.user_timeout_ms for _, tcb in tcbs(done) if tcb.state in SYNCHRONIZED} == {30_000}


def test_what_a_program_sets_before_it_connects_is_in_its_syn() -> None:
    """RFC 5482 §3: and CHANGEABLE is false, so that nobody else changes it."""
    hosts = tuple(HostSetup(name, user_timeout_option_s=150) for name in ("client", "server"))
    what = experiment(
        LISTEN,
        client("socket", 0, makes="own"),
        client("setsockopt", 1, option="TCP_USER_TIMEOUT", value=2_500, socket="own"),
        client("connect", 100, socket="own", to="server:80"),
        hosts=hosts,
        horizon=1_000,
    )
    assert offers(what)[0].user_timeout == UserTimeout(3)
    assert Rule.USER_TIMEOUT_KEPT in rules(what, "client")
    assert [tcb.user_timeout_ms for host, tcb in tcbs(run(what)) if host == "client"][-1] == 2_500


def test_a_listeners_user_timeout_is_advertised_once_it_is_accepted() -> None:
    hosts = tuple(HostSetup(name, user_timeout_option_s=150) for name in ("client", "server"))
    what = opened(
        server("setsockopt", 1, option="TCP_USER_TIMEOUT", value=200_000),
        client("send", 500, octets=1),
        hosts=hosts,
        horizon=1_000,
    )
    said = [one.segment.options.user_timeout for one in run(what).flights if one.nth is not None]
    assert [one.count for one in said if one is not None] == [150, 150, 150, 200]


def test_two_alike_agree_on_all() -> None:
    assert offers(both(HostSetup("client", "linux"), HostSetup("server", "linux"))) == [
        ALL,
        replace(ALL, timestamps=(200, 100)),
    ]


def test_textbook_is_offered_all_and_answers_none() -> None:
    assert offers(both(HostSetup("client", "linux"), HostSetup("server"))) == [ALL, Options()]


@pytest.mark.parametrize(
    ("key", "value", "left"),
    [
        ("timestamps", False, replace(ALL, timestamps=None)),
        ("window_scale", False, replace(ALL, window_scale=None)),
        ("window_scale", 3, replace(ALL, window_scale=3)),
        ("sack", False, replace(ALL, sack_permitted=False)),
        ("mss", 900, replace(ALL, mss=900)),
    ],
)
def test_a_file_overrides_what_is_offered(key: str, value: object, left: Options) -> None:
    hosts = HostSetup("client", "linux", **{key: value}), HostSetup("server")  # type: ignore[arg-type]
    assert offers(both(*hosts))[0] == left


def test_a_textbook_host_can_be_given_them() -> None:
    hosts = [HostSetup(name, timestamps=True, window_scale=2) for name in ("client", "server")]
    assert offers(both(*hosts))[1] == Options(window_scale=2, timestamps=(200, 100))


def test_true_is_no_shift() -> None:
    with pytest.raises(ValueError, match="right are a shift from 0 to 14, or false"):
        HostSetup("client", window_scale=True)


def test_an_old_duplicate_is_known_by_its_timestamp() -> None:
    hosts = HostSetup("client", "rfc9293"), HostSetup("server", "rfc9293")
    numbers = {"seq": 101, "ack": 301, "octets": 5}
    old = inject("client:40000", "server:80", 1_000, "ACK", **numbers, timestamp=50)
    new = inject("client:40000", "server:80", 2_000, "ACK", **numbers, timestamp=500)
    what = opened(hosts=hosts, injections=(old, new), horizon=3_000)
    at_server = rules(what, "server")
    assert Rule.TIMESTAMP_OLD in at_server[: at_server.index(Rule.TEXT_ACCEPTED)]


def test_a_new_connection_need_not_wait_for_the_end_of_time_wait() -> None:
    """The server closes first; the same port calls again, with a smaller ISS (RFC 6191)."""
    hosts = HostSetup("client", "rfc9293", iss=90_000), HostSetup("server", "rfc9293")
    what = experiment(
        LISTEN,
        client("connect", 100, to="server:80", port=5_000),
        server("close", "accepted"),
        client("close", "end-of-stream"),
        hosts=hosts,
        injections=(inject("client:5000", "server:80", 5_000, "SYN", seq=7, timestamp=5_000),),
        horizon=5_050,
    )
    assert Rule.TIME_WAIT_REOPENED_LATER in rules(what, "server")


def challenged(times: int, every_ms: int, **choices: object) -> Experiment:
    """A server with two connections, at which so many forged SYNs arrive in turn."""
    often = {"times": times, "every_ms": every_ms}
    forged = (
        inject("client:40000", "server:80", 2_000, "SYN", seq=101, **often),
        inject("client:40001", "server:80", 2_001, "SYN", seq=64_101, **often),
    )
    hosts = HostSetup("client"), HostSetup("server", "rfc9293", **choices)  # type: ignore[arg-type]
    again = client("connect", 500, to="server:80")
    return opened(again, hosts=hosts, injections=forged, horizon=2_000 + times * every_ms)


def test_a_host_sends_ten_challenge_acks_in_five_seconds() -> None:
    """RFC 5961 §7: whatever connections they are for."""
    at_server = rules(challenged(8, 100), "server")
    assert at_server.count(Rule.SYN_CHALLENGED) == 10
    assert at_server.count(Rule.ANSWER_WITHHELD) == 6
    sends = [line for line in told(challenged(8, 100), "send", host="server") if line > "2"]
    assert len([line for line in sends if int(line.split()[0]) >= 2_000]) == 10


def test_after_five_seconds_it_sends_more() -> None:
    assert Rule.ANSWER_WITHHELD not in rules(challenged(4, 2_500), "server")


def test_none_are_sent_where_none_are_allowed() -> None:
    assert Rule.SYN_CHALLENGED not in rules(challenged(2, 100, challenge_acks=0), "server")


def test_a_connection_of_linux_answers_twice_a_second() -> None:
    what = replace(challenged(8, 100), hosts=(HostSetup("client"), HostSetup("server", "linux")))
    assert rules(what, "server").count(Rule.SYN_CHALLENGED) == 2 * 2
    often = HostSetup("server", "linux", invalid_ack_ms=0)
    assert (
        rules(replace(what, hosts=(HostSetup("client"), often)), "server").count(
            Rule.SYN_CHALLENGED
        )
        == 2 * 8
    )


def test_a_cookie_agrees_on_no_option() -> None:
    hosts = HostSetup("client", "linux"), HostSetup("server", "linux", backlog=1, syn_cookies=True)
    flood = inject("10.9.9.9:1000", "server:80", 10, "SYN", seq=5_000)
    what = experiment(LISTEN, CONNECT, hosts=hosts, injections=(flood,), horizon=1_000)
    assert offers(what)[-1] == Options(mss=1_460)
    tcbs = [
        one.tcb
        for host in run(what).moments[-1].world.hosts
        for one in host.connections.values()
        if one.tcb.state is State.ESTABLISHED
    ]
    assert [(one.snd_ws_ok, one.snd_ts_ok, one.sack_ok) for one in tcbs] == 2 * [(False,) * 3]
