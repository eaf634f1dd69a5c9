"""The list of edits, in the words of both languages."""

import pytest
from msgspec.structs import replace

from tcplab.files.wording import read_words
from tcplab.lab.edits_picture import Edit, edits_picture
from tcplab.lab.fates import delayed, duplicated, lost, without
from tcplab.lab.lesson import Language
from tcplab.lab.renaming import renamed
from tcplab.lab.words import Entry, Words
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Cut, Fate
from tcplab.sim.run import run
from tests.support.experiments import client, inject, opened, server
from tests.unit.lab.test_differences import PLAIN, TOUCHED


def edits(
    before: Experiment, after: Experiment, language: Language = "en", words: Words | None = None
) -> list[Edit]:
    words = words or read_words(language)
    return list(edits_picture(before, run(after), words, language, after).edits)


def titles(before: Experiment, after: Experiment, language: Language = "en") -> list[str]:
    return [one.title for one in edits(before, after, language)]


def test_an_edit_is_told_in_both_languages() -> None:
    after = replace(
        lost(PLAIN, "client", 4),
        cuts=(*PLAIN.cuts, Cut("client", 8_000, 30_000)),
        calls=(*PLAIN.calls[:3], replace(PLAIN.calls[3], after_ms=600)),
    )
    assert titles(PLAIN, after) == [
        "The server’s close() moved to 2.200 s",
        "The client’s 4th segment lost",
        "The client’s cable out 8.0–30.0 s",
    ]
    assert titles(PLAIN, after, "zh_CN") == [
        "服务器的 close() 移到 2.200 s",
        "客户端的第 4 个报文段丢失",
        "客户端的网线断开 8.0–30.0 s",
    ]
    assert [one.role for one in edits(PLAIN, after)] == [1, 0, 0]


def test_what_meets_nothing_says_why() -> None:
    after = replace(
        lost(lost(PLAIN, "client", 1), "client", 22),
        calls=(*PLAIN.calls, server("send", "timed-out", octets=1)),
        injections=(*PLAIN.injections, inject("x:1", "server:80", 900_000, "RST")),
        cuts=(*PLAIN.cuts, Cut("client", 95_000, 99_000)),
        horizon_ms=90_000,
    )
    said = {one.title: (one.met, one.note) for one in edits(PLAIN, after)}
    assert said["The client’s 1st segment lost"][0]
    assert said["The client’s 22nd segment lost"] == (
        False, "The client sends no 22nd segment in this run, so this edit changes nothing.",
    )  # fmt: skip
    never = [title for title, (met, _) in said.items() if not met]
    assert never == [
        "The server calls send() at +0.000 s", "The client’s 22nd segment lost",
        "Forged RST to the server at 900.000 s", "The client’s cable out 95.0–99.0 s",
    ]  # fmt: skip


def test_a_fate_of_the_file_that_meets_nothing_any_more_is_listed_too() -> None:
    before = opened(client("close", 1_500), fates=(Fate("client", 3, "lose"),))
    after = replace(before, calls=before.calls[:2])
    assert edits(before, before) == []
    gone, vain = edits(before, after)
    assert (gone.title, vain.title, vain.met) == (
        "The client no longer calls close()", "The client’s 3rd segment lost", False,
    )  # fmt: skip
    assert vain.back == replace(after, fates=())


def test_while_the_run_is_of_another_experiment_all_is_taken_to_match() -> None:
    after = lost(PLAIN, "client", 99)
    (edit,) = edits_picture(PLAIN, run(PLAIN), read_words("en"), "en", after).edits
    assert edit.met


class Heard(dict[str, Entry]):
    """Words that remember which of them were asked for."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> Entry:
        self.asked.add(key)
        return super().__getitem__(key)


@pytest.mark.parametrize(
    ("was", "now", "title", "note"),
    [
        ({"msl_s": 60}, {}, "The client: MSL = as the stack has it", "As opened: 60 s."),
        ({}, {"reads": False}, "The client: Its program reads at once = no", "As opened: yes."),
        ({}, {"mss": 500}, "The client: MSS = 500", "As opened: as the stack has it."),
        (
            {"window_scale": 0},
            {"window_scale": False},
            "The client: Window scale = no",
            "As opened: 0.",
        ),
    ],
)
def test_what_a_host_chooses_has_a_name_and_a_unit(
    was: dict[str, int], now: dict[str, int], title: str, note: str
) -> None:
    def chosen(choices: dict[str, int]) -> Experiment:
        return replace(PLAIN, hosts=(replace(PLAIN.hosts[0], **choices), PLAIN.hosts[1]))

    (edit,) = edits(chosen(was), chosen(now))
    assert (edit.title, edit.note) == (title, note)


def test_every_word_of_the_list_is_used() -> None:
    words = Heard(read_words("en"))
    fated = duplicated(delayed(lost(opened(), "client", 1), "client", 1, 50), "client", 1)
    forged = replace(PLAIN, injections=(replace(PLAIN.injections[0], at_ms=9),))
    late = replace(
        lost(TOUCHED, "client", 99),
        calls=(replace(TOUCHED.calls[0], octets=6), TOUCHED.calls[1].with_time(95_000)),
        injections=(inject("x:1", "server:80", 900_000, "RST", seq=3),),
        cuts=(Cut("client", 95_000, 99_000),),
    )
    new = replace(PLAIN, injections=(*PLAIN.injections, inject("y:1", "server:80", 9, "FIN")))
    named = replace(PLAIN, title="B", hosts=(replace(PLAIN.hosts[0], msl_s=9), PLAIN.hosts[1]))
    rough = replace(PLAIN.network, jitter_ms=4, duplicate=0.5, reorder=0.5)
    for before, after in (
        (PLAIN, TOUCHED), (TOUCHED, PLAIN), (PLAIN, forged), (PLAIN, late), (TOUCHED, late),
        (PLAIN, new), (PLAIN, named), (PLAIN, replace(PLAIN, network=rough)),
        (fated, without(fated, "client", 1)),
    ):  # fmt: skip
        edits(before, after, words=words)
        assert all(one.back is not None for one in edits(before, after))
    edits(PLAIN, renamed(PLAIN, "client", "alice"), words=words)
    known = {key for key in words if key.startswith("edit/")}
    assert known == {key for key in words.asked if key.startswith("edit/")}
