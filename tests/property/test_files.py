"""Lab files: what is written is read again as the same; what is wrong ends in one sentence."""

import re
import tomllib
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tcplab.files.disk import FileProblem
from tcplab.files.labfile import lab_text, parse_lab_text, read_lab_file
from tcplab.files.lessons import check_paths
from tcplab.files.link import experiment_in, link_of
from tcplab.files.toml_lines import lines_of
from tcplab.sim.experiment import OPTIONS, Call, Experiment, HostSetup
from tcplab.sim.network import Cut, Fate, Injection, Network
from tcplab.sim.sentences import Place

Choices = dict[str, st.SearchStrategy[object]]
Table = dict[str, Any]

MS = st.integers(0, 2**31 - 1)
CHANCE = st.floats(0, 1)
PORT = st.integers(1, 65_535)
LINE = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30
).filter(str.strip)
NAME = st.text(st.sampled_from("abzXYZ019_-.éя中文"), min_size=1, max_size=20)
WHEN = st.sampled_from(
    ["connected", "accepted", "end-of-stream", "received:9", "reset", "timed-out", "state:CLOSING"]
)
REPEATED: Choices = {"times": st.integers(1, 100_000), "every_ms": MS}
NETWORK: Choices = {
    "delay_ms": MS,
    "jitter_ms": MS,
    "loss": CHANCE,
    "duplicate": CHANCE,
    "reorder": CHANCE,
    "seed": st.integers(0, 2**63 - 1),
}
HOST: Choices = {
    "stack": st.sampled_from(["textbook", "rfc9293", "linux", "two-way-handshake", "no-time-wait"]),
    "iss": st.integers(0, 2**32 - 1),
    "reads": st.booleans(),
    "msl_s": st.integers(0, 2_147_483),
    "rto_first_ms": st.integers(1, 2**31 - 1),
    "mss": st.integers(1, 65_495),
    "delayed_ack_ms": st.integers(0, 500),
    "syn_cookies": st.booleans(),
}


def chosen(choices: Choices, **required: st.SearchStrategy[object]) -> st.SearchStrategy[Table]:
    """The required keys and any of the others."""
    return st.fixed_dictionaries(required, optional=choices)


def address(names: list[str]) -> st.SearchStrategy[str]:
    return st.builds("{}:{}".format, st.sampled_from(names), PORT)


def arguments(names: list[str]) -> st.SearchStrategy[Table]:
    """A call with arguments that it can have."""
    octets: Choices = {"octets": st.integers(1, 2**20)}
    backlog: Choices = {"backlog": st.integers(0, 65_535)}
    value = st.one_of(st.integers(-(2**31), 2**31 - 1), st.booleans())
    how = st.sampled_from(["read", "write", "both"])
    return st.one_of(
        chosen({}, do=st.sampled_from(["close", "abort", "crash", "reboot", "accept"])),
        chosen({}, do=st.sampled_from(["socket", "dup"]), makes=LINE),
        chosen({}, do=st.just("bind"), port=PORT),
        chosen(backlog, do=st.just("listen"), port=PORT),
        chosen({"port": PORT}, do=st.just("connect"), to=address(names)),
        chosen({}, do=st.just("send"), data=st.text(max_size=40)),
        chosen({}, do=st.just("send"), **octets),
        chosen(octets, do=st.just("recv")),
        chosen({}, do=st.just("shutdown"), how=how),
        chosen({}, do=st.just("setsockopt"), option=st.sampled_from(OPTIONS), value=value),
    )


@st.composite
def calls(draw: st.DrawFn, names: list[str]) -> Call:
    what = draw(arguments(names))
    when: Table = {"at_ms": draw(MS)}
    if draw(st.booleans()):
        when = {"when": draw(WHEN), "after_ms": draw(MS)}
    repeated = {} if what.get("makes") else draw(chosen(REPEATED))
    return Call(host=draw(st.sampled_from(names)), **what, **when, **repeated)


@st.composite
def programs(draw: st.DrawFn, names: list[str]) -> tuple[Call, ...]:
    """Calls of which some act on what another one makes."""
    made = draw(st.lists(calls(names), max_size=5))
    acting = []
    for call in made:
        sockets = [one.makes for one in made if one.host == call.host and one.makes]
        named = draw(st.sampled_from([None, *sockets]))
        acting.append(msgspec.structs.replace(call, socket=named))
    return tuple(acting)


def fates(names: list[str]) -> st.SearchStrategy[Fate]:
    def ends(do: str, ms: st.SearchStrategy[int | None]) -> st.SearchStrategy[Fate]:
        return st.builds(Fate, st.sampled_from(names), st.integers(1, 2**31 - 1), st.just(do), ms)

    return st.one_of(ends("lose", st.none()), ends("delay", MS), ends("duplicate", MS | st.none()))


@st.composite
def injections(draw: st.DrawFn, names: list[str]) -> Injection:
    names_of_flags: list[Any] = ["SYN", "FIN", "RST", "PSH", "URG"]
    flags = draw(st.lists(st.sampled_from(names_of_flags), unique=True))
    ack = draw(st.integers(0, 2**32 - 1) | st.none())
    rest = draw(chosen({**REPEATED, "seq": st.integers(0, 2**32 - 1), "octets": st.just(5)}))
    return Injection(
        from_=draw(address([*names, "10.0.0.9"])),
        to=draw(address(names)),
        at_ms=draw(MS),
        flags=tuple(flags if ack is None else [*flags, "ACK"]),
        ack=ack,
        by=draw(st.sampled_from(names) | st.none()),
        next_port="times" not in rest and draw(st.booleans()),  # there must be so many ports
        **rest,
    )


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    names = draw(st.lists(NAME, min_size=1, max_size=4, unique=True))
    cut_from = draw(st.integers(0, 2**31 - 2))
    cut = Cut(draw(st.sampled_from(names)), cut_from, draw(st.integers(cut_from + 1, 2**31 - 1)))
    return Experiment(
        title=draw(LINE),
        hosts=tuple(HostSetup(name=name, **draw(chosen(HOST))) for name in names),
        horizon_ms=draw(MS | st.none()),
        network=Network(**draw(chosen(NETWORK))),
        calls=draw(programs(names)),
        fates=tuple(draw(st.lists(fates(names), max_size=3))),
        injections=tuple(draw(st.lists(injections(names), max_size=3))),
        cuts=draw(st.sampled_from([(), (cut,)])),
    )


@given(experiments())
def test_round_trip(experiment: Experiment) -> None:
    text = lab_text(experiment)
    again = parse_lab_text(text, "text")
    assert again == experiment
    assert lab_text(again) == text
    assert experiment_in(f"look: {link_of(experiment)} !") == experiment


LINK = link_of(Experiment("A link", (HostSetup("client"), HostSetup("server"))))


@given(st.integers(0, len(LINK)), st.integers(0, 4), st.text(max_size=4))
def test_a_damaged_link_is_one_sentence(first: int, gone: int, instead: str) -> None:
    """Or it is not damaged: what was changed stands before it or behind it."""
    damaged = LINK[:first] + instead + LINK[first + gone :]
    try:
        found = link_of(experiment_in(damaged))
    except FileProblem as problem:
        found = str(problem)
    assert found == LINK or (" " in found and "\n" not in found)


def places(table: object, place: Place = ()) -> set[Place]:
    """The places of all keys and tables in a parsed TOML text without inline tables."""
    found = {place} - {()}
    match table:
        case dict():
            for key, value in table.items():
                found |= places(value, (*place, key))
        case [dict(), *_]:
            for index, value in enumerate(table):
                found |= places(value, (*place, index))
    return found


@given(experiments())
def test_every_key_has_its_line(experiment: Experiment) -> None:
    text = lab_text(experiment)
    lines = lines_of(text)
    assert set(lines) == places(tomllib.loads(text))
    for place, line in lines.items():
        key = place[-1] if isinstance(place[-1], str) else place[-2]
        assert re.match(rf"\[*{key}\b", text.split("\n")[line - 1])


@given(experiments(), st.data())
def test_a_wrong_value_is_found_at_its_line(experiment: Experiment, data: st.DataObject) -> None:
    lines = lab_text(experiment).split("\n")
    keys = [index for index, line in enumerate(lines) if re.match(r"\w+ = ", line)]
    index = data.draw(st.sampled_from(keys))
    key = lines[index].partition(" ")[0]
    lines[index] = f"{key} = {{}}"
    with pytest.raises(FileProblem) as caught:
        parse_lab_text("\n".join(lines), "text")
    assert str(caught.value).startswith(f"text, line {index + 1}: ")
    assert f'"{key}" ' in str(caught.value)


def problem(text: str) -> str | None:
    """What is wrong with the text, if it is no lab file."""
    try:
        parse_lab_text(text, "text")
    except FileProblem as found:
        return str(found)
    return None


def right_or_one_line(text: str) -> bool:
    found = problem(text)
    return found is None or (found.startswith("text") and "\n" not in found)


@given(st.text())
@example("\x00")
@example("format = 1\r")
@example("\ufeff")
@example("format = 1\n[[title]]\n")
@example("format = 1\nhost = [1, {}]\ntitle = 1979-05-27")
@example('format = 1\n"" = 1')
@example("format = 1\nhost.name.x = 1\ncall = {}")
def test_no_text_but_a_sentence(text: str) -> None:
    assert right_or_one_line(text)


@given(experiments(), st.data())
def test_a_damaged_file_is_one_sentence(experiment: Experiment, data: st.DataObject) -> None:
    text = lab_text(experiment)
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, min(len(text), first + 40)))
    assert right_or_one_line(text[:first] + data.draw(st.text(max_size=5)) + text[last:])
    assert right_or_one_line(text[:first])


def test_random_octets_are_one_sentence(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("octets") / "lab.tcplab"

    @given(st.binary())
    def read(octets: bytes) -> None:
        path.write_bytes(octets)
        (only,) = check_paths([path])
        with pytest.raises(FileProblem) as caught:
            read_lab_file(path)
        assert str(caught.value) == str(only)

    read()
