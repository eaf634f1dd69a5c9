"""The program of each host beside a run: which line executes, what its calls have returned."""

from collections.abc import Iterator, Sequence

import msgspec

from tcplab.engine.events import Deliver
from tcplab.lab.lesson import Program, calls_of
from tcplab.sim.run import Run
from tcplab.sim.world import Called, Returned, Step


class ProgramLine(msgspec.Struct, frozen=True):
    """A line of code without the comment that names its call.

    `returned` is what its call has returned: "ok", an errno, or how many octets were read.
    """

    code: str
    call: str | None = None
    returned: str | None = None


class ProgramPicture(msgspec.Struct, frozen=True):
    """A program at one moment.

    `executing` is the index of the line that is being executed, or will be next; None if the
    program has ended. It `waits` in a call that blocks.
    """

    host: str
    role: int
    lines: tuple[ProgramLine, ...]
    executing: int | None
    waits: bool


def program_pictures(
    programs: Sequence[Program], run: Run, index: int
) -> tuple[ProgramPicture, ...]:
    """The programs at the moment `index`, of those hosts that still make the calls they were
    written for."""
    return tuple(_pictures(programs, run, index))


def _pictures(programs: Sequence[Program], run: Run, index: int) -> Iterator[ProgramPicture]:
    roles = {setup.name: role for role, setup in enumerate(run.experiment.hosts)}
    for program in programs:
        positions = calls_of(run.experiment, program.host)
        does = [run.experiment.calls[position].do for position in positions]
        if program.host in roles and does == [one for one in program.calls if one is not None]:
            yield _picture(program, roles[program.host], positions, run, index)


def _picture(
    program: Program, role: int, positions: Sequence[int], run: Run, index: int
) -> ProgramPicture:
    at = [line for line, call in enumerate(program.calls) if call is not None]
    line_of = dict(zip(positions, at, strict=True))
    returned: dict[int, str] = {}
    made, made_now = None, False
    for moment in run.moments[1 : index + 1]:
        assert moment.step is not None  # only moment 0 has none
        cause = moment.step.cause
        made_now = isinstance(cause, Called) and cause.index in line_of
        if isinstance(cause, Called) and made_now:
            made = line_of[cause.index]
        for one in moment.step.returned:
            if one.index in line_of:
                returned[line_of[one.index]] = _result(moment.step, program.host, one)
    waits = made is not None and made not in returned
    executing = made if waits or made_now else _next(program, -1 if made is None else made)
    lines = tuple(
        ProgramLine(_without_mark(code, call), call, returned.get(number))
        for number, (code, call) in enumerate(zip(program.lines, program.calls, strict=True))
    )
    return ProgramPicture(program.host, role, lines, executing, waits)


def _without_mark(code: str, call: str | None) -> str:
    """The code without the comment that names its call."""
    return code if call is None else code.rpartition("#")[0].rstrip()


def _next(program: Program, line: int) -> int | None:
    """The line of code after `line`."""
    later = range(line + 1, len(program.lines))
    return next((one for one in later if program.lines[one].strip()), None)


def _result(step: Step, host: str, returned: Returned) -> str:
    """What a call returns to its program; of recv() that succeeds, how many octets."""
    if returned.call.do != "recv" or returned.result != "ok":
        return returned.result
    octets = sum(
        len(effect.octets)
        for one in step.happened
        if one.host == host
        for effect in one.line.effects
        if isinstance(effect, Deliver)
    )
    return str(octets)
