"""What befalls transmissions: fates by sender and ordinal, and chance as a pure function."""

import pytest

from tcplab.sim.chance import chance
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Fate, Network
from tcplab.sim.run import run
from tests.support.experiments import CONNECT, client, events, experiment, opened, server, told


def sends(what: Experiment, host: str) -> list[tuple[int, bool, int | None]]:
    """The ordinal, whether it is a copy, and when it arrives."""
    return [(one["nth"], one["copy"], one["arrives"]) for one in events(what, "send", host=host)]


def test_lose() -> None:
    what = opened(fates=(Fate("client", 1, "lose"),))
    assert told(what, "send")[:2] == [
        "100 client sends 1: SYN 100 lost",
        "1100 client sends 2: SYN 100 again",
    ]
    assert events(what, "send")[0]["arrives"] is None


def test_delay_comes_on_top_of_the_networks() -> None:
    what = opened(fates=(Fate("client", 2, "delay", 50),), network=Network(delay_ms=70))
    assert sends(what, "client") == [(1, False, 170), (2, False, 240 + 70 + 50)]


def test_a_duplicates_copy_comes_its_extra_delay_later() -> None:
    what = opened(fates=(Fate("client", 2, "duplicate", 30),))
    assert sends(what, "client") == [(1, False, 200), (2, False, 400), (2, True, 430)]
    assert [one["t"] for one in events(what, "receive", host="server")] == [200, 400, 430]


def test_a_duplicates_copy_comes_one_delay_later_where_nothing_is_said() -> None:
    what = opened(fates=(Fate("client", 2, "duplicate"),), network=Network(delay_ms=70))
    assert sends(what, "client") == [(1, False, 170), (2, False, 310), (2, True, 380)]


def test_a_copy_is_not_counted() -> None:
    what = opened(client("send", 1_000, octets=1), fates=(Fate("client", 1, "duplicate"),))
    assert [nth for nth, copy, _ in sends(what, "client") if not copy] == [1, 2, 3]


def test_fates_of_one_transmission_add_up() -> None:
    both = (Fate("client", 2, "lose"), Fate("client", 2, "duplicate", 30))
    assert sends(opened(fates=both), "client") == [
        (1, False, 200),
        (2, False, None),
        (2, True, 430),
    ]
    twice = (Fate("client", 2, "delay", 20), Fate("client", 2, "delay", 30))
    assert sends(opened(fates=twice), "client")[-1] == (2, False, 450)
    three = tuple(Fate("client", 2, "duplicate", ms) for ms in (10, 20))
    assert sends(opened(fates=three), "client")[1:] == [
        (2, False, 400),
        (2, True, 410),
        (2, True, 420),
    ]


def test_a_fate_names_its_sender() -> None:
    what = opened(fates=(Fate("server", 1, "lose"),))
    assert [one["fate"] for one in events(what, "send")][:2] == ["delivered", "lost"]


def test_a_fate_that_matches_nothing_is_kept_and_harms_nobody() -> None:
    what = opened(fates=(Fate("server", 99, "lose"),))
    assert told(what) == told(opened())
    assert run(what).experiment.fates == (Fate("server", 99, "lose"),)


def test_retransmissions_and_resets_take_the_next_ordinal() -> None:
    what = experiment(
        CONNECT,
        server("listen", 1_150, port=80),
        client("abort", 2_000),
        fates=(Fate("client", 1, "lose"),),
    )
    assert told(what, "send", host="client") == [
        "100 client sends 1: SYN 100 lost",
        "1100 client sends 2: SYN 100 again",
        "1300 client sends 3: ACK 101 ack 301",
        "2000 client sends 4: RST 101",
    ]


def busy(network: Network) -> Experiment:
    """Twenty transmissions of the client that draw no answer."""
    return experiment(
        client("connect", 100, to="server:80", times=20, every_ms=1),
        network=network,
        horizon=1_000,
    )


def test_certain_loss() -> None:
    assert {at for _, _, at in sends(busy(Network(loss=1.0)), "client")} == {None}


def test_certain_duplicates() -> None:
    found = sends(busy(Network(duplicate=1.0)), "client")
    assert found[:4] == [(1, False, 200), (1, True, 300), (2, False, 201), (2, True, 301)]


def test_certain_reordering_holds_back_by_one_more_delay() -> None:
    assert sends(busy(Network(reorder=1.0, delay_ms=30)), "client")[0] == (1, False, 160)


def test_jitter_comes_on_top_and_stays_in_its_bounds() -> None:
    found = sends(busy(Network(jitter_ms=5)), "client")
    extra = [at - 100 - 99 - nth for nth, _, at in found if at is not None]
    assert len(extra) == 20
    assert min(extra) >= 0
    assert max(extra) <= 5
    assert len(set(extra)) > 2


def test_loss_is_about_as_likely_as_it_says() -> None:
    lost = [chance(7, "client", nth, "loss") < 0.3 for nth in range(1, 10_001)]
    assert 2_850 < sum(lost) < 3_150


def test_another_seed_is_another_luck() -> None:
    lucks = [sends(busy(Network(loss=0.5, seed=seed)), "client") for seed in (1, 2, 1)]
    assert lucks[0] != lucks[1]
    assert lucks[0] == lucks[2]


@pytest.mark.parametrize(
    ("seed", "sender", "nth", "purpose"),
    [(8, "client", 5, "loss"), (7, "server", 5, "loss"), (7, "client", 6, "loss"),
     (7, "client", 5, "jitter")],
)  # fmt: skip
def test_chance_depends_on_seed_sender_ordinal_and_purpose(
    seed: int, sender: str, nth: int, purpose: str
) -> None:
    assert chance(seed, sender, nth, purpose) != chance(7, "client", 5, "loss")


def test_chance_is_the_same_everywhere_and_for_ever() -> None:
    """Computed with b2sum of coreutils: a lab file means the same on every system."""
    assert chance(0, "client", 1, "loss") == 0x1003FDC76E69A3 / 2**56


def test_a_host_of_any_script_has_chance_too() -> None:
    assert 0 <= chance(1, "客户端", 1, "loss") < 1
