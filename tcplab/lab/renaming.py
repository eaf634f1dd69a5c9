"""Another name for a host, everywhere in an experiment where the old one stands."""

from msgspec.structs import replace

from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Endpoint, parse_endpoint


def renamed(experiment: Experiment, old: str, new: str) -> Experiment:
    """The experiment with the host `old` called `new`.

    Raises ValueError for what is no host name, or is another host's. Chance goes by the sender's
    name, so a network that loses at random deals with a renamed host differently.
    """

    def name(host: str) -> str:
        return new if host == old else host

    def place(text: str) -> str:
        end = parse_endpoint(text)
        return str(Endpoint(name(end.host), end.port))

    return replace(
        experiment,
        hosts=tuple(replace(one, name=name(one.name)) for one in experiment.hosts),
        calls=tuple(
            replace(one, host=name(one.host), to=None if one.to is None else place(one.to))
            for one in experiment.calls
        ),
        fates=tuple(replace(one, host=name(one.host)) for one in experiment.fates),
        injections=tuple(
            replace(
                one,
                from_=place(one.from_),
                to=place(one.to),
                by=None if one.by is None else name(one.by),
            )
            for one in experiment.injections
        ),
        cuts=tuple(replace(one, host=name(one.host)) for one in experiment.cuts),
    )
