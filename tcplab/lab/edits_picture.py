"""The edits of an experiment as a list in words: what is otherwise than in what was opened."""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from tcplab.engine.segment import FLAGS
from tcplab.lab.differences import Difference, differences, put_back
from tcplab.lab.fates import unused_fates
from tcplab.lab.host_options import unit
from tcplab.lab.lesson import Language
from tcplab.lab.words import Words, duration, explain_edit
from tcplab.sim.experiment import Call, Experiment
from tcplab.sim.network import Cut, Fate, Injection, parse_endpoint
from tcplab.sim.run import Run
from tcplab.sim.world import Called


class Edit(msgspec.Struct, frozen=True):
    """One edit: what it is, and what there is to know about it.

    `met` is false where it no longer matches anything: then `note` says why. `role` is the host
    (by index) whom it concerns, if it is one's. `back` is the experiment without the edit; None:
    other edits need this one. `difference` is what there is otherwise.
    """

    title: str
    note: str
    met: bool
    role: int | None
    back: Experiment | None
    difference: Difference


class EditsPicture(msgspec.Struct, frozen=True):
    """All edits; fates of what was opened that meet nothing any more stand last."""

    edits: tuple[Edit, ...]


def edits_picture(
    before: Experiment, run: Run, words: Words, language: Language, after: Experiment
) -> EditsPicture:
    """What of `after` is otherwise than in `before`; `words` and `language` belong together.

    `run` tells what still matches; while it is not yet that of `after`, all is taken to match.
    """
    told = _Telling(after, run if run.experiment == after else None, words, language)
    edits = [
        told.edit(one, _back(before, after, one)) for one in differences(before, after)
    ]  # fmt: skip
    for fate in told.unused:
        if fate in before.fates:
            rest = tuple(one for one in after.fates if one != fate)
            edits.append(told.edit(Difference("fates", None, fate), replace(after, fates=rest)))
    return EditsPicture(tuple(edits))


def _back(before: Experiment, after: Experiment, one: Difference) -> Experiment | None:
    try:
        return put_back(before, after, one)
    except ValueError:
        return None


class _Telling:
    """Puts differences into words, as far as a run (or None) tells when things happen."""

    def __init__(
        self, experiment: Experiment, run: Run | None, words: Words, language: Language
    ) -> None:
        self._experiment = experiment
        self._run = run
        self._words = words
        self._language = language
        self._roles = {host.name: at for at, host in enumerate(experiment.hosts)}
        self.unused = unused_fates(run) if run is not None else ()

    def edit(self, one: Difference, back: Experiment | None) -> Edit:
        """The edit that a difference is."""
        host, key, values = self._said(one)
        nothing = self._words["edit/nothing"].title.lower()
        if one.part == "hosts" and one.field not in ("name", "stack"):
            values |= {"was": self._chosen(one.field, one.was)}
            values |= {"now": self._chosen(one.field, one.now)}
        else:
            values |= {"was": _value(one.was, nothing), "now": _value(one.now, nothing)}
        met = self._met(one.now)
        said = explain_edit(key, self._words, host, values)
        note = said.text
        if not met:
            note = explain_edit(f"unmet/{one.part}", self._words, host, values).text
        return Edit(said.title, note, met, self._roles.get(host or ""), back, one)

    def _said(self, one: Difference) -> tuple[str | None, str, dict[str, str]]:
        """Whom it concerns, the key of its words, and what there is to fill in."""
        item = one.was if one.now is None else one.now
        match item:
            case Fate():
                return item.host, _fate_key(one), self._fate_values(item)
            case Call():
                return item.host, f"call/{_kind(one)}", self._call_values(one)
            case Injection():
                host = parse_endpoint(item.to).host
                return host, f"forged/{_kind(one)}", _forged_values(one)
            case Cut():
                return item.host, f"cut/{_kind(one)}", _cut_values(one)
        if one.part == "hosts" and one.field != "name":
            host = self._experiment.hosts[one.at].name
            if one.field == "stack":
                return host, "host/stack", {}
            return host, "host/choice", {"choice": self._words[f"choice/{one.field}"].title}
        key = {"network": f"network/{one.field}", "hosts": "host/name"}.get(one.part, one.part)
        return None, key, {}

    def _chosen(self, key: str, value: object) -> str:
        """What a host chooses, with its unit."""
        if value is None:
            return self._words["choice/stack"].title
        if isinstance(value, bool):
            return self._words["choice/yes" if value else "choice/no"].title
        return f"{value} {unit(key)}".strip()

    def _met(self, item: object) -> bool:
        """Whether there is something in the run for an item of the experiment."""
        if self._run is None:
            return True
        last = self._run.moments[-1].world.now
        match item:
            case Fate():
                return item not in self.unused
            case Call():
                return self._made_at(item) is not None
            case Injection():
                return item.at_ms <= last
            case Cut():
                return item.from_ms <= last
        return True

    def _made_at(self, call: Call) -> int | None:
        """When (ms) a call of the experiment is made for the first time; None if it never is."""
        assert self._run is not None
        ended = self._run.ended
        if call.at_ms is not None and call.at_ms < ended:
            return call.at_ms
        for moment in self._run.moments[1:]:
            cause = moment.step.cause if moment.step else None
            if isinstance(cause, Called) and cause.call == call:
                return moment.world.now
        return None

    def _fate_values(self, fate: Fate) -> dict[str, str]:
        ms = self._experiment.network.delay_ms if fate.ms is None else fate.ms
        return {"nth": ordinal(fate.segment, self._language), "ms": duration(ms)}

    def _call_values(self, one: Difference) -> dict[str, str]:
        call = one.was if one.now is None else one.now
        assert isinstance(call, Call)
        at = self._made_at(call) if self._run is not None and one.now is not None else call.at_ms
        when = f"+{_seconds(call.after_ms)}" if call.at_ms is None else _seconds(call.at_ms)
        return {"call": call.do, "time": when if at is None else _seconds(at)}


def _kind(one: Difference) -> str:
    if one.was is None or one.now is None:
        return "added" if one.was is None else "removed"
    if isinstance(one.was, Call) and isinstance(one.now, Call):
        return "moved" if one.was.with_time(0) == one.now.with_time(0) else "changed"
    if isinstance(one.was, Injection) and isinstance(one.now, Injection):
        return "moved" if replace(one.was, at_ms=0) == replace(one.now, at_ms=0) else "changed"
    return "changed"


def _fate_key(one: Difference) -> str:
    fate = one.was if one.now is None else one.now
    assert isinstance(fate, Fate)
    return f"fate/{fate.do}" + ("-undone" if one.now is None else "")


def _forged_values(one: Difference) -> dict[str, str]:
    item = one.was if one.now is None else one.now
    assert isinstance(item, Injection)
    flags = ",".join(name for name in FLAGS if name in item.flags)
    return {"segment": flags or "seq=" + str(item.seq), "time": _seconds(item.at_ms)}


def _cut_values(one: Difference) -> dict[str, str]:
    item = one.was if one.now is None else one.now
    assert isinstance(item, Cut)
    return {"span": _span(item)}


def _span(cut: Cut) -> str:
    return f"{_short(cut.from_ms)}–{_short(cut.to_ms)} s"


def _value(value: object, nothing: str) -> str:
    """A value as a reader of the list wants to see it."""
    match value:
        case Call(at_ms=int(ms)) | Injection(at_ms=ms):
            return _seconds(ms)
        case Call(when=when, after_ms=ms):
            return f"{when} +{_seconds(ms)}"
        case Cut():
            return _span(value)
        case Fate(ms=int(ms)):
            return duration(ms)
        case float():
            return f"{100 * value:g} %"
        case None:
            return nothing
    return str(value)


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.3f} s"


def _short(ms: int) -> str:
    whole, _, rest = f"{ms / 1000:.3f}".partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"


_TH: Mapping[int, str] = {1: "st", 2: "nd", 3: "rd"}


def ordinal(number: int, language: Language) -> str:
    """Which one of many: "4th" in English; other languages say it around the number."""
    if language != "en":
        return str(number)
    teen = 10 < number % 100 < 14
    return f"{number}{'th' if teen else _TH.get(number % 10, 'th')}"
