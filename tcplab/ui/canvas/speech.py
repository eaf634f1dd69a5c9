"""The canvas for those who cannot see it: a moment and a segment in words."""

from bisect import bisect_left

from tcplab.lab.arrows import Arrow
from tcplab.lab.outages import Outage
from tcplab.lab.sequence_picture import Event, SequencePicture, Tab
from tcplab.ui.canvas.words import host_name, lost_word, outage_word, seconds, tags, translate


def moment_words(picture: SequencePicture, cursor: int, relative: bool) -> str:
    """When it is, what happens, and in which state everybody is."""
    parts = [f"{seconds(picture.moment_times[cursor])} s"]
    if cursor:
        parts.append(_event_words(picture, picture.events[cursor - 1], relative))
    ms = picture.moment_times[cursor]
    bands = (picture.bands[index] for index in picture.index.bands.touching(ms, ms))
    now = [band for band in bands if band.from_moment <= cursor < band.to_moment]
    states = [f"{host_name(picture.lifelines[band.lifeline].name)}: {band.state}" for band in now]
    return ". ".join(part for part in (*parts, ", ".join(states)) if part)


def _event_words(picture: SequencePicture, event: Event, relative: bool) -> str:
    if event.arrow is not None:
        return segment_words(picture, picture.arrows[event.arrow], relative)
    host = "" if event.lifeline is None else host_name(picture.lifelines[event.lifeline].name)
    if event.kind == "call":
        first = bisect_left(picture.tabs, event.moment, key=lambda tab: tab.moment)
        tab = picture.tabs[first]
        return f"{host}: {' '.join((tab.text, tab.errno or ''))}".strip()
    if event.kind == "timer":
        return translate("Canvas", "{host}: a timer runs out").format(host=host)
    return ""


def tab_words(picture: SequencePicture, tab: Tab) -> str:
    """A call: whose, which, when."""
    host = host_name(picture.lifelines[tab.lifeline].name)
    return f"{host}: {' '.join((tab.text, tab.errno or '')).strip()}, {seconds(tab.at_ms)} s"


def outage_words(picture: SequencePicture, outage: Outage) -> str:
    """Whose cable is out, and from when to when."""
    host = host_name(picture.lifelines[outage.lifeline].name)
    times = f"{seconds(outage.from_ms)}–{seconds(outage.to_ms)} s"
    return f"{host}: {outage_word(outage)}, {times}"


def segment_words(picture: SequencePicture, arrow: Arrow, relative: bool) -> str:
    """A segment: from whom to whom, what it carries, what became of it."""
    names = [
        translate("Canvas", "elsewhere")
        if index is None
        else host_name(picture.lifelines[index].name)
        for index in (arrow.source, arrow.target)
    ]
    seq = arrow.relative_seq if relative else arrow.seq
    ack = arrow.relative_ack if relative else arrow.ack
    words = [" → ".join(names) + ":", ", ".join(arrow.flags), f"seq={seq}"]
    if ack is not None:
        words.append(f"ack={ack}")
    if arrow.length:
        words.append(f"len={arrow.length}")
    remarks = [*tags(arrow)[:1], *([lost_word(arrow)] if arrow.lost else [])]
    return ", ".join([" ".join(words), *remarks])
