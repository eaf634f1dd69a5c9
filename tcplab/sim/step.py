"""One step of the world: step(experiment, world, now, action) -> Step."""

from typing import assert_never

from tcplab.engine.events import Settle, Timeout
from tcplab.sim.arrivals import arrive
from tcplab.sim.caller import OK
from tcplab.sim.endpoint import process_at
from tcplab.sim.experiment import Experiment
from tcplab.sim.sockets import make_call
from tcplab.sim.turn import Turn
from tcplab.sim.world import Action, Arrived, Called, Lost, RanOut, Settled, Step, Waited, World


def step(experiment: Experiment, world: World, now: int, action: Action) -> Step:
    """What `action` does to the world at `now` (ms, not before the world's own time)."""
    turn = Turn(experiment, world, now, action)
    match action:
        case Called(index, call, key):
            turn.take_pending(index, key)
            make_call(turn, index, call, key)
        case Arrived(flight):
            turn.wire = [one for one in turn.wire if one.id != flight.id]
            arrive(turn, flight)
        case Lost(flight):
            turn.wire = [one for one in turn.wire if one.id != flight.id]
            turn.remark = "cut" if flight.lost == "cut" else "lost"
            if flight.lost == "nowhere":
                turn.remark = "nowhere"
        case RanOut(host, key, timer):
            process_at(turn, host, key, Timeout(timer))
        case Settled(host, key):
            process_at(turn, host, key, Settle())
        case Waited(waiting):
            turn.waiting.remove(waiting)
            turn.answer(waiting.call, OK)
        case _:
            assert_never(action)
    return turn.finish()
