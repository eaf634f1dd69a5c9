"""What one end of a script has sent, with the numbers that scripts use: every ISS is 100."""

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.segment import ACK, RST, SYN, Segment
from tests.support.kernel_dialogue import ISS


class Numbered:
    """Hears what the end sends with its own numbers; knows its ISS from its latest SYN."""

    def __init__(self) -> None:
        self._new: list[Segment] = []
        self._iss: int | None = None

    def hear(self, segment: Segment) -> None:
        """The end has sent this."""
        if segment.flags & SYN:
            self._iss = segment.seq
        made_up = segment.flags & (RST | ACK) == RST | ACK and segment.seq == 0
        shift = 0 if self._iss is None else seq.distance(self._iss, ISS)
        number = segment.seq if made_up else seq.add(segment.seq, shift)
        self._new.append(replace(segment, seq=number))

    def offered(self, segment: Segment) -> Segment:
        """A segment of a script's with the ACK that the end knows."""
        if self._iss is None or not segment.flags & ACK:
            return segment
        return replace(segment, ack=seq.add(segment.ack, seq.distance(ISS, self._iss)))

    def take(self) -> tuple[Segment, ...]:
        """What was heard since the last time."""
        new, self._new = tuple(self._new), []
        return new
