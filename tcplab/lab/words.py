"""Each line and step in words that a student reads, and the variables that a line changed.

The words are content: entries read from resources/words/*.toml and passed in, one per rule path,
one per step of a run that no rule covers ("step/…"), one per kind of edit ("edit/…") and of
difference between runs ("compare/…"), and names of hosts and variables.
"""

import re
from collections.abc import Mapping
from typing import Annotated

import msgspec

from tcplab.engine.events import Emit, Line
from tcplab.engine.segment import ACK, Segment, flag_names
from tcplab.engine.tcb import State, Tcb

Text = Annotated[str, msgspec.Meta(min_length=1)]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A title and a text with `{placeholders}`.

    Of "host/NAME" the title begins a sentence ("The client") and the text stands inside one ("the
    client"); of "variable/NAME" and "choice/NAME" the title is the name to show, and the text says
    what it means.
    """

    title: Text
    text: Text


Words = Mapping[str, Entry]


class Explanation(msgspec.Struct, frozen=True):
    """What happened, or was done, in a few words, and why, in a sentence or two."""

    title: str
    text: str


class Change(msgspec.Struct, frozen=True):
    """A variable that a line changed, for display; None is "has none". See "variable/NAME"."""

    name: str
    before: str | None
    after: str | None


def words_from(table: Mapping[str, object]) -> Words:
    """The entries of a table read from TOML; ValueError names the first that is not as it must."""
    return msgspec.convert(table, dict[str, Entry])


def explain(
    line: Line,
    host: str,
    peer: str | None,
    words: Words,
    *,
    now: int,
    arrived: Segment | None = None,
) -> Explanation:
    """Why `host` did what `line` says.

    `peer` is the name of the other end, None where there is none yet (a listener); `now` is in ms;
    `arrived` is the segment that was being processed, needed for lines that come of one. KeyError
    if the words lack the rule, or use what the line does not know.
    """
    values = _names(words, host, peer) | _variables(line, now)
    emitted = [effect.segment for effect in line.effects if isinstance(effect, Emit)]
    if emitted:
        values["sent"] = spelled(emitted[0])
    if arrived is not None:
        values["seq"] = str(arrived.seq)
        if arrived.flags & ACK:
            values["ack"] = str(arrived.ack)
        if arrived.options.user_timeout is not None:
            values["remote_uto"] = duration(arrived.options.user_timeout.ms or 0)
    return _filled(words[line.rule.value], values)


def explain_step(
    step: str,
    words: Words,
    host: str,
    peer: str | None = None,
    *,
    segment: Segment | None = None,
    call: str | None = None,
) -> Explanation:
    """What `step` means: a key below "step/", such as "lost", "call/dup" or "refused/EPIPE".

    Where a segment is lost on its way, `host` sent it to `peer`; where it arrives, `host` got it
    from `peer`; where a program calls, `host` runs it, and `call` names what was refused.
    """
    values = _names(words, host, peer)
    if segment is not None:
        values["segment"] = spelled(segment)
    if call is not None:
        values["call"] = call
    return _filled(words[f"step/{step}"], values)


def explain_edit(
    edit: str, words: Words, host: str | None, values: Mapping[str, str]
) -> Explanation:
    """What an edit does: a key below "edit/", such as "fate/lose"; it concerns `host`, if any."""
    names = {} if host is None else _names(words, host, None)
    return _filled(words[f"edit/{edit}"], {**names, **values})


def explain_difference(
    difference: str, words: Words, host: str | None, values: Mapping[str, str]
) -> Explanation:
    """In what two runs differ: a key below "compare/", such as "lost"; `host` is whose it is."""
    names = {} if host is None else _names(words, host, None)
    return _filled(words[f"compare/{difference}"], {**names, **values})


def variables_changed(line: Line, now: int) -> tuple[Change, ...]:
    """What a reader wants to see changed, the state first; timers count from `now` (ms)."""
    before, after = _known(line.before, now), _known(line.after, now)
    changes = tuple(
        Change(name, before.get(name), after.get(name))
        for name in _ORDER
        if before.get(name) != after.get(name)
    )
    if line.after.state not in _WITHOUT_VARIABLES:
        return changes
    # A deleted TCB loses all of them: that it is gone says enough.
    return tuple(one for one in changes if one.name == "state" or one.name.endswith("timer"))


def duration(ms: int) -> str:
    """A time in ms, 0 or more, as one reads it: "200 ms", "1.0 s", "60 s", "2 min", "2 h"."""
    if 0 < ms < 1_000:
        return f"{ms} ms"
    if ms >= 3_600_000 and ms % 3_600_000 == 0:
        return f"{ms // 3_600_000} h"
    if ms >= 120_000 and ms % 60_000 == 0:
        return f"{ms // 60_000} min"
    seconds = f"{ms / 1_000:.3f}".rstrip("0")
    if seconds.endswith("."):
        seconds += "0" if 0 < ms < 10_000 else ""
    return f"{seconds.rstrip('.')} s"


def spelled(segment: Segment) -> str:
    """A segment as the lab writes it: "SYN,ACK seq=300 ack=101", with "len=20" if it has data."""
    parts = [",".join(flag_names(segment.flags)), f"seq={segment.seq}"]
    if segment.flags & ACK:
        parts.append(f"ack={segment.ack}")
    if segment.data:
        parts.append(f"len={len(segment.data)}")
    return " ".join(part for part in parts if part)


_WITHOUT_VARIABLES = frozenset({State.CLOSED, State.LISTEN})
_TIMER_NAMES = {
    "rto": "RTO timer",
    "time_wait": "2MSL timer",
    "delayed_ack": "delayed ACK timer",
    "persist": "persist timer",
    "keepalive": "keep-alive timer",
    "fin_wait_2": "FIN-WAIT-2 timer",
    "user": "user timer",
}
_ORDER = (
    "state",
    *("ISS", "IRS", "SND.UNA", "SND.NXT", "SND.WND", "RCV.NXT", "RCV.WND"),
    *("Snd.Wind.Shift", "Rcv.Wind.Shift", "TS.Recent", "RTO", "USER_TIMEOUT"),
    *_TIMER_NAMES.values(),
    *("send queue", "held octets", "unread octets", "unanswered probes"),
)


def _known(tcb: Tcb, now: int) -> dict[str, str]:
    """The variables that have a meaning in this state, by their names on display."""
    values = {"state": tcb.state.value}
    if tcb.state in _WITHOUT_VARIABLES:
        return values
    numbers = {"ISS": tcb.iss, "SND.UNA": tcb.snd_una, "SND.NXT": tcb.snd_nxt}
    if tcb.state is not State.SYN_SENT:  # what a peer's SYN must tell
        numbers |= {"IRS": tcb.irs, "SND.WND": tcb.snd_wnd, "RCV.NXT": tcb.rcv_nxt}
    counts = {
        "send queue": len(tcb.send_queue),
        "held octets": sum(len(piece.data) for piece in tcb.out_of_order),
        "unread octets": len(tcb.unread),
        "unanswered probes": tcb.probes,
    }
    if tcb.snd_ws_ok:
        numbers |= {"Snd.Wind.Shift": tcb.snd_wind_shift, "Rcv.Wind.Shift": tcb.rcv_wind_shift}
    if tcb.snd_ts_ok:
        numbers["TS.Recent"] = tcb.ts_recent
    numbers |= {"RCV.WND": tcb.rcv_wnd} | {name: n for name, n in counts.items() if n}
    values |= {name: str(number) for name, number in numbers.items()}
    values["RTO"] = duration(tcb.rtt.rto)
    if tcb.user_timeout_ms is not None:
        values["USER_TIMEOUT"] = duration(tcb.user_timeout_ms)
    for timer, name in _TIMER_NAMES.items():
        deadline: int | None = getattr(tcb.timers, timer)
        if deadline is not None:
            values[name] = duration(max(0, deadline - now))
    return values


def _variables(line: Line, now: int) -> dict[str, str]:
    """Placeholders: a variable's name in lower case with "_", and "was_" for before the line."""
    values: dict[str, str] = {}
    for prefix, tcb in (("was_", line.before), ("", line.after)):
        known = _known(tcb, now)
        if tcb.fin_seq is not None:
            known["fin seq"] = str(tcb.fin_seq)
        if tcb.retransmission_queue:
            known["timeouts"] = str(tcb.retransmission_queue[0].timeouts)
        values |= {prefix + re.sub(r"\W", "_", name.lower()): text for name, text in known.items()}
    return values


def _names(words: Words, host: str, peer: str | None) -> dict[str, str]:
    values: dict[str, str] = {}
    for role, name in (("host", host), ("peer", peer)):
        if name is not None:
            entry = words.get(f"host/{name}", Entry(name, name))
            values |= {role.capitalize(): entry.title, role: entry.text}
    return values


_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_HAN_BESIDE_LATIN = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")


def _filled(entry: Entry, values: Mapping[str, str]) -> Explanation:
    return Explanation(_fill(entry.title, values), _fill(entry.text, values))


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Puts in the values; Chinese words and Latin names are kept apart where they meet."""

    def put(match: re.Match[str]) -> str:
        value = values[match[1]]
        left = template[: match.start()][-1:] + value[:1]
        right = value[-1:] + template[match.end() :][:1]
        before = " " if _HAN_BESIDE_LATIN.fullmatch(left) else ""
        return before + value + (" " if _HAN_BESIDE_LATIN.fullmatch(right) else "")

    return _PLACEHOLDER.sub(put, template)
