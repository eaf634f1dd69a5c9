"""What the experiment panel shows of an experiment's settings: closing and stacks."""

import msgspec

from tcplab.engine.stack import BROKEN
from tcplab.lab.closing import Closing, can_close, closes, recognised
from tcplab.sim.experiment import Experiment, StackName
from tcplab.sim.run import first_world


class ClosingPicture(msgspec.Struct, frozen=True):
    """The first two hosts, and how their connection is closed.

    `closing` is None if nobody closes (`closes` is false) or if it is done by hand. `possible` is
    false where there is no connection between the two.
    """

    hosts: tuple[str, ...]
    closing: Closing | None
    closes: bool
    possible: bool


class HostStack(msgspec.Struct, frozen=True):
    """A host's stack and what it makes of it; times in ms."""

    host: str
    role: int
    stack: StackName
    broken: bool
    iss: int
    first_rto_ms: int
    msl_ms: int


class StackPicture(msgspec.Struct, frozen=True):
    """The stacks of all hosts, in their order."""

    hosts: tuple[HostStack, ...]

    @property
    def alike(self) -> bool:
        """Whether all hosts have the same stack."""
        return len({one.stack for one in self.hosts}) <= 1


def closing_picture(experiment: Experiment) -> ClosingPicture:
    """How the connection of the first two hosts is closed."""
    return ClosingPicture(
        tuple(host.name for host in experiment.hosts[:2]),
        recognised(experiment),
        closes(experiment),
        can_close(experiment),
    )


def stack_picture(experiment: Experiment) -> StackPicture:
    """The stacks as the hosts begin with them."""
    hosts = first_world(experiment).hosts
    return StackPicture(
        tuple(
            HostStack(
                host.name,
                host.index,
                setup.stack,
                setup.stack in BROKEN,
                host.next_iss,
                host.stack.rto_first_ms,
                host.stack.msl_ms,
            )
            for setup, host in zip(experiment.hosts, hosts, strict=True)
        )
    )
