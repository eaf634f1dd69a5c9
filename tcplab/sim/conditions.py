"""What a `when` can wait for (the conditions of a call)."""

from enum import Enum
from functools import lru_cache

import msgspec

from tcplab.engine.tcb import State
from tcplab.sim.sentences import Unfit, said


class Kind(Enum):
    """What can come to hold at a connection of one's own host."""

    CONNECTED = "connected"
    ACCEPTED = "accepted"
    END_OF_STREAM = "end-of-stream"
    RECEIVED = "received"
    RESET = "reset"
    TIMED_OUT = "timed-out"
    STATE = "state"


class Condition(msgspec.Struct, frozen=True, gc=False):
    """One condition; `octets` belongs to RECEIVED and `state` to STATE."""

    kind: Kind
    octets: int | None = None
    state: State | None = None


EVENTS = said(
    "connected, accepted, end-of-stream, received:OCTETS, reset, timed-out or state:NAME "
    "(such as state:CLOSE-WAIT)"
)
_PLAIN = {kind.value: kind for kind in Kind if kind not in (Kind.RECEIVED, Kind.STATE)}
_STATES = {state.value: state for state in State}


@lru_cache(maxsize=1_024)
def parse(text: str) -> Condition:
    """The condition that `text` spells; ValueError says what would be right."""
    if text in _PLAIN:
        return Condition(_PLAIN[text])
    word, colon, value = text.partition(":")
    if word == "received" and colon:
        if value.isascii() and value.isdecimal() and 1 <= int(value) < 2**31:
            return Condition(Kind.RECEIVED, octets=int(value))
        most = 2**31 - 1
        raise Unfit('"{text}": the octets must be a number from 1 to {most}', text=text, most=most)
    if word == "state" and colon:
        if value in _STATES:
            return Condition(Kind.STATE, state=_STATES[value])
        states = tuple(_STATES)
        raise Unfit('"{text}": no such state; the states are {states}', text=text, states=states)
    raise Unfit('"{text}" names no event; right would be {events}', text=text, events=EVENTS)


def meets(wanted: Condition, condition: Condition) -> bool:
    """Whether `condition` is what is waited for; more octets than asked for do as well."""
    if wanted.octets is not None and condition.octets is not None:
        return wanted.kind is condition.kind and condition.octets >= wanted.octets
    return wanted == condition
