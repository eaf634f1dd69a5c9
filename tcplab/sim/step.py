"""One step of the world: step(experiment, world, now, action) -> Step."""

from typing import assert_never

from msgspec.structs import replace

from tcplab.engine.events import Settle, Timeout
from tcplab.sim.arrivals import arrive
from tcplab.sim.caller import OK
from tcplab.sim.endpoint import process_at
from tcplab.sim.experiment import Experiment
from tcplab.sim.sockets import make_call
from tcplab.sim.turn import Turn
from tcplab.sim.world import (
    Action,
    Arrived,
    Called,
    Flight,
    Lost,
    RanOut,
    Settled,
    Step,
    Waited,
    World,
)


def step(experiment: Experiment, world: World, now: int, action: Action) -> Step:
    """What `action` does to the world at `now` (ms, not before the world's own time)."""
    match action:
        case Arrived():
            flight = action.flight
            turn = Turn(experiment, world, now, action, flight.destination.host)
            turn.wire = _without(world.wire, flight)
            arrive(turn, flight)
        case Called():
            turn = Turn(experiment, world, now, action, action.call.host)
            turn.take_pending(action.index, action.key)
            make_call(turn, action.index, action.call, action.key)
        case Settled():
            turn = Turn(experiment, world, now, action, action.host)
            process_at(turn, action.key, Settle())
        case RanOut():
            turn = Turn(experiment, world, now, action, action.host)
            process_at(turn, action.key, Timeout(action.timer))
        case Waited():
            turn = Turn(experiment, world, now, action, action.waiting.host)
            turn.end_wait(action.waiting, OK)
        case Lost():
            return _lost(world, now, action)
        case _:
            assert_never(action)
    return turn.finish()


def _lost(world: World, now: int, action: Lost) -> Step:
    """Nobody notices."""
    lost = action.flight.lost
    remark = lost if lost in ("cut", "nowhere") else "lost"
    wire = _without(world.wire, action.flight)
    return Step(replace(world, now=now, wire=wire), action, remark=remark)


def _without(wire: tuple[Flight, ...], flight: Flight) -> tuple[Flight, ...]:
    """The wire when a flight has left it: mostly the one that has been on it for longest."""
    if wire and wire[0].id == flight.id:
        return wire[1:]
    return tuple([one for one in wire if one.id != flight.id])
