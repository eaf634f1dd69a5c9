"""What a host chooses otherwise than its stack: every choice with its limits, and edits of it."""

from functools import lru_cache

import msgspec
from msgspec.structs import replace

from tcplab.engine.stack import STACKS
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.run import first_world

Value = int | bool | None
"""None is what the stack chooses, or nothing at all; False also "no window scale"."""

NAMES = tuple(key for key in HostSetup.__struct_fields__ if key not in ("name", "stack"))


@lru_cache
def limits(key: str) -> tuple[int, int] | None:
    """The least and the most that a choice may be; None if it is a yes or a no."""
    of_key = next(one.type for one in _fields() if one.name == key)
    types = of_key.types if isinstance(of_key, msgspec.inspect.UnionType) else (of_key,)
    for one in types:
        if isinstance(one, msgspec.inspect.IntType):
            assert one.ge is not None
            assert one.le is not None
            return one.ge, one.le
    return None


def _fields() -> tuple[msgspec.inspect.Field, ...]:
    info = msgspec.inspect.type_info(HostSetup)
    assert isinstance(info, msgspec.inspect.StructType)
    return info.fields


def unit(key: str) -> str:
    """In what a choice is counted: s or ms for times, else nothing."""
    end = key.rpartition("_")[2]
    return end if end in ("s", "ms") else ""


def usual(experiment: Experiment, at: int, key: str) -> Value:
    """What the host `at` a place would do without a choice of its own."""
    setup = experiment.hosts[at]
    if key == "reads":
        return True
    if key == "iss":
        return first_world(with_choice(experiment, at, key, None)).hosts[at].next_iss
    if key in ("first_port", "last_port"):
        ports = HostSetup(setup.name).ports()
        return ports.start if key == "first_port" else ports.stop - 1
    seconds = key.endswith("_s")
    found: Value = getattr(STACKS[setup.stack], key.removesuffix("_s") + "_ms" if seconds else key)
    if key == "window_scale" and found is None:
        return False
    return found // 1_000 if seconds and found is not None else found


def with_choice(experiment: Experiment, at: int, key: str, value: Value) -> Experiment:
    """The experiment in which the host chooses so; None: as its stack does.

    ValueError says why that cannot be.
    """
    hosts = list(experiment.hosts)
    if value is None and key == "reads":
        value = True
    edited = replace(hosts[at], **{key: value})
    hosts[at] = msgspec.convert(msgspec.to_builtins(edited), HostSetup)  # within the limits
    return replace(experiment, hosts=tuple(hosts))


def without_choices(experiment: Experiment, at: int) -> Experiment:
    """The host does all as its stack does."""
    setup = experiment.hosts[at]
    hosts = list(experiment.hosts)
    hosts[at] = HostSetup(setup.name, setup.stack)
    return replace(experiment, hosts=tuple(hosts))
