"""What a hand on the diagram wants: each wish, granted, is another experiment. Times are in ms."""

from typing import Literal, assert_never

import msgspec
from msgspec.structs import replace

from tcplab.lab import fates
from tcplab.lab.differences import partners
from tcplab.lab.moments import injected_ids
from tcplab.lab.sequence_picture import Tab
from tcplab.sim.experiment import Call, Experiment
from tcplab.sim.network import Cut, Injection
from tcplab.sim.run import Run
from tcplab.sim.world import Called

_MOST_MS = 2**31 - 1
LEAST_CUT_MS = 1

Part = Literal["calls", "injections", "cuts"]


class Befall(msgspec.Struct, frozen=True):
    """Something is to befall the `nth` transmission of a host.

    `lose` and `duplicate` are taken back if they hold already; `delay` asks for `ms` in all on top
    of the network's, `copy` for a copy that comes `ms` after the segment; `clear` takes back
    everything.
    """

    host: str
    nth: int
    do: Literal["lose", "duplicate", "delay", "copy", "clear"]
    ms: int = 0


class Put(msgspec.Struct, frozen=True):
    """A call, a forged segment or a cut in place of the one `at` a place of its list; None: new."""

    part: Part
    at: int | None
    item: Call | Injection | Cut


class Drop(msgspec.Struct, frozen=True):
    """The call, the forged segment or the cut at a place of its list is to be no more."""

    part: Part
    at: int


class Shift(msgspec.Struct, frozen=True):
    """What stands at a place of its list is to come `ms` later, or earlier."""

    part: Part
    at: int
    ms: int


class Stretch(msgspec.Struct, frozen=True):
    """The cut at a place of the cuts is to end `ms` later, or earlier, but not before it begins."""

    at: int
    ms: int
    part: Part = "cuts"


Wish = Befall | Put | Drop | Shift | Stretch


def granted(experiment: Experiment, wish: Wish) -> Experiment:
    """The experiment as somebody wants it; ValueError where others need what is to be dropped."""
    if isinstance(wish, Befall):
        return _befallen(experiment, wish)
    items = list(getattr(experiment, wish.part))
    match wish:
        case Put(at=None, item=item):
            items.append(item)
        case Put(at=int(at), item=item):
            items[at] = item
        case Drop(at=at):
            del items[at]
        case Shift(at=at, ms=ms):
            items[at] = _shifted(items[at], ms)
        case Stretch(at=at, ms=ms):
            cut = items[at]
            items[at] = spanned(cut.host, cut.from_ms, max(cut.from_ms, cut.to_ms + ms))
    return replace(experiment, **{wish.part: tuple(items)})


def _shifted(item: Call | Injection | Cut, ms: int) -> Call | Injection | Cut:
    match item:
        case Call():
            return shifted_call(item, ms)
        case Injection():
            return shifted_forgery(item, ms)
        case Cut():
            return shifted_cut(item, ms)


def of_today(shown: Experiment, now: Experiment, wish: Wish) -> Wish | None:
    """The wish of one who looks at what is `shown`, at the places of the experiment as it is `now`;
    None if what it is about is no more."""
    if isinstance(wish, Befall) or wish.at is None:
        return wish
    places = partners(getattr(shown, wish.part), getattr(now, wish.part))
    return replace(wish, at=places[wish.at]) if wish.at in places else None


def _befallen(experiment: Experiment, wish: Befall) -> Experiment:
    match wish.do:
        case "lose":
            return fates.toggled_loss(experiment, wish.host, wish.nth)
        case "duplicate":
            return fates.toggled_duplicate(experiment, wish.host, wish.nth)
        case "delay":
            return fates.delayed_to(experiment, wish.host, wish.nth, wish.ms)
        case "copy":
            return fates.duplicated(experiment, wish.host, wish.nth, min(wish.ms, _MOST_MS))
        case "clear":
            return fates.without(experiment, wish.host, wish.nth)
    assert_never(wish.do)


def shifted_call(call: Call, by_ms: int) -> Call:
    """The call so much later; one that waits for something, so much longer after it."""
    if call.at_ms is None:
        return replace(call, after_ms=_within(call.after_ms + by_ms))
    return replace(call, at_ms=_within(call.at_ms + by_ms))


def shifted_forgery(injection: Injection, by_ms: int) -> Injection:
    """The segment so much later."""
    return replace(injection, at_ms=_within(injection.at_ms + by_ms))


def shifted_cut(cut: Cut, by_ms: int) -> Cut:
    """As long a cut, so much later; never before the beginning."""
    start = min(max(0, cut.from_ms + by_ms), _MOST_MS - (cut.to_ms - cut.from_ms))
    return replace(cut, from_ms=start, to_ms=start + cut.to_ms - cut.from_ms)


def spanned(host: str, one_ms: int, other_ms: int) -> Cut:
    """The cable of a host out from one time to another, whichever comes first."""
    start, end = sorted((_within(one_ms), _within(other_ms)))
    end = max(end, start + LEAST_CUT_MS)
    return Cut(host, min(start, _MOST_MS - LEAST_CUT_MS), min(end, _MOST_MS))


def _within(ms: int) -> int:
    return max(0, min(_MOST_MS, ms))


def call_of(run: Run, tab: Tab) -> int | None:
    """Where in the experiment the call stands that a tab shows; None: it only tells of an errno."""
    step = run.moments[tab.moment].step
    cause = None if step is None else step.cause
    return cause.index if tab.text and isinstance(cause, Called) else None


def forgery_of(experiment: Experiment, flight_id: int) -> int | None:
    """Where in the experiment the injection stands whose segment has this id."""
    numbers = range(1, len(experiment.injections) + 1)
    places = (one - 1 for one in numbers if flight_id in injected_ids(experiment, one))
    return next(places, None)
