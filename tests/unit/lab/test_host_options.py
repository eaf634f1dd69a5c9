"""What a host chooses otherwise than its stack."""

import pytest
from msgspec.structs import replace

from tcplab.lab.host_options import NAMES, limits, usual, with_choice, without_choices
from tcplab.sim.experiment import HostSetup
from tcplab.sim.run import run
from tests.support.experiments import opened

PLAIN = opened()
LINUX = replace(PLAIN, hosts=(PLAIN.hosts[0], HostSetup("server", "linux")))


@pytest.mark.parametrize("key", NAMES)
def test_every_choice_has_limits_that_hold_and_can_be_taken_back(key: str) -> None:
    bounds = limits(key)
    values = (True, False) if bounds is None else bounds
    for value in values:
        apart = PLAIN if key != "last_port" else with_choice(PLAIN, 0, "first_port", 1)
        chosen = with_choice(apart, 0, key, value)
        assert getattr(chosen.hosts[0], key) == value
        assert with_choice(chosen, 0, key, None) == apart
        assert without_choices(chosen, 0) == PLAIN
    if bounds is not None:
        for wrong in (bounds[0] - 1, bounds[1] + 1):
            with pytest.raises(ValueError, match=r"`int`|port"):
                with_choice(PLAIN, 0, key, wrong)


def test_what_the_stack_chooses_is_told_in_the_units_of_a_file() -> None:
    told = {key: usual(LINUX, 1, key) for key in NAMES}
    assert told["iss"] == 300
    assert (told["first_port"], told["last_port"], told["reads"]) == (40_000, 65_535, True)
    assert (told["rto_min_ms"], told["fin_wait_2_s"], told["window_scale"]) == (200, 60, 7)
    assert (told["timestamps"], told["challenge_acks"]) == (True, None)
    assert usual(PLAIN, 0, "window_scale") is False
    assert usual(with_choice(PLAIN, 0, "iss", 7), 0, "iss") == 100


def test_ports_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValueError, match="must be at least the first port"):
        with_choice(PLAIN, 0, "last_port", 39_999)


def test_no_window_scale_is_another_choice_than_a_shift_of_nothing() -> None:
    linux = replace(PLAIN, hosts=(HostSetup("client", "linux"), PLAIN.hosts[1]))
    none, nothing = (with_choice(linux, 0, "window_scale", one) for one in (False, 0))
    assert none != nothing
    assert len({none.hosts[0], nothing.hosts[0], linux.hosts[0]}) == 3
    edited = run(nothing, run(none))  # what they have in common is shared, and no more
    assert edited.flights[0].segment.options.window_scale == 0
    assert run(none).flights[0].segment.options.window_scale is None
