"""What befalls single transmissions, as edits: each gives a new experiment. Times are in ms."""

from typing import Literal

from msgspec.structs import replace

from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Fate
from tcplab.sim.run import Run

Deed = Literal["lose", "delay", "duplicate"]
_MOST_MS = 2**31 - 1


def fates_of(experiment: Experiment, host: str, nth: int) -> tuple[Fate, ...]:
    """What befalls the `nth` transmission (from 1) of a host."""
    return tuple(fate for fate in experiment.fates if (fate.host, fate.segment) == (host, nth))


def has(experiment: Experiment, host: str, nth: int, do: Deed) -> bool:
    """Whether the transmission is lost, delayed or duplicated by a fate."""
    return any(fate.do == do for fate in fates_of(experiment, host, nth))


def own_losses(before: Experiment, after: Experiment) -> frozenset[tuple[str, int]]:
    """Which transmissions, by host and ordinal, are lost by a fate in `after` only."""
    new = set(after.fates) - set(before.fates)
    return frozenset((fate.host, fate.segment) for fate in new if fate.do == "lose")


def lost(experiment: Experiment, host: str, nth: int) -> Experiment:
    """The transmission never arrives."""
    return _with(experiment, Fate(host, nth, "lose"))


def duplicated(experiment: Experiment, host: str, nth: int, ms: int | None = None) -> Experiment:
    """The transmission arrives twice, the copy `ms` later (None: one network delay)."""
    return _with(experiment, Fate(host, nth, "duplicate", ms))


def delayed(experiment: Experiment, host: str, nth: int, ms: int) -> Experiment:
    """The transmission takes `ms` longer than it would now; less than nothing takes a delay back.

    A fate can only add to what the network does: nothing gets faster than that.
    """
    extra = sum(fate.ms or 0 for fate in fates_of(experiment, host, nth) if fate.do == "delay")
    return delayed_to(experiment, host, nth, extra + ms)


def delayed_to(experiment: Experiment, host: str, nth: int, ms: int) -> Experiment:
    """The transmission takes `ms` (0 at least) longer than the network's own delay."""
    if ms <= 0:
        return without(experiment, host, nth, "delay")
    return _with(experiment, Fate(host, nth, "delay", min(ms, _MOST_MS)))


def without(experiment: Experiment, host: str, nth: int, do: Deed | None = None) -> Experiment:
    """One kind of fate, or with None every fate, no longer befalls the transmission."""
    gone = [one for one in fates_of(experiment, host, nth) if do is None or one.do == do]
    return replace(experiment, fates=tuple(one for one in experiment.fates if one not in gone))


def toggled_loss(experiment: Experiment, host: str, nth: int) -> Experiment:
    """Lost if it was not lost by a fate, else no longer."""
    if has(experiment, host, nth, "lose"):
        return without(experiment, host, nth, "lose")
    return lost(experiment, host, nth)


def toggled_duplicate(experiment: Experiment, host: str, nth: int) -> Experiment:
    """Duplicated if it was not duplicated by a fate, else no longer."""
    if has(experiment, host, nth, "duplicate"):
        return without(experiment, host, nth, "duplicate")
    return duplicated(experiment, host, nth)


def _with(experiment: Experiment, fate: Fate) -> Experiment:
    """The experiment with `fate` in place of those of the same kind."""
    cleared = without(experiment, fate.host, fate.segment, fate.do)
    return replace(experiment, fates=(*cleared.fates, fate))


def unused_fates(run: Run) -> tuple[Fate, ...]:
    """The fates of transmissions that the run does not have, in the order of the file."""
    sent = {host.name: host.transmissions for host in run.moments[-1].world.hosts}
    return tuple(one for one in run.experiment.fates if one.segment > sent[one.host])
