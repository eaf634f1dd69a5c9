"""Links: an experiment as one word; what is broken ends in one sentence."""

import zlib
from base64 import urlsafe_b64encode

import pytest

from tcplab.files.disk import FileProblem
from tcplab.files.lessons import all_lessons, is_path, open_argument
from tcplab.files.link import experiment_in, is_link, link_of
from tests.support.experiments import CONNECT, LISTEN, client, experiment

SMALL = experiment(LISTEN, CONNECT)
FROM_ONCE = (
    "tcplab:1:eNptjUEKwzAMBO96hfELlFso9NB3hFCMq1KDLBVL9P21E0p6yE2r2WGf2mrycA0TeHGmfsVbcDKP"
    "AMvyUvN1BUl1I5kLySkxah9qG8mJuZNR-CcPHYmLOUmE5Pdq_YHw1jZ6M564v73dzSpC2Q95QgTXY-QyY4QvouI_cQ"
)
"""A link made by an earlier version: it must open as long as there is a version 1."""


def packed(text: str) -> str:
    """The link that would hold this text."""
    return "tcplab:1:" + urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def test_every_lesson_fits_into_a_message() -> None:
    for lesson in all_lessons():
        for variant in lesson.variants:
            link = link_of(variant.experiment)
            assert len(link) < 600
            assert experiment_in(link) == variant.experiment


def test_an_old_link_opens() -> None:
    assert experiment_in(FROM_ONCE) == SMALL


def test_a_link_is_an_argument_like_a_file() -> None:
    opened = open_argument(link_of(SMALL))
    assert (opened.experiment, opened.path, opened.lesson) == (SMALL, None, None)
    assert is_link("tcplab:1:x/y.tcplab")
    assert not is_path("tcplab:1:x/y.tcplab")
    assert is_path("./tcplab:1:x.tcplab")


@pytest.mark.parametrize(
    "around", ["{}", "see {}", "<{}>", "{} (mine)", "“{}”", "{}\nand more", " {} of mine"]
)
def test_a_link_is_found_in_a_message(around: str) -> None:
    text = around.format(link_of(SMALL))
    assert experiment_in(text) == SMALL


def test_lines_may_have_been_broken() -> None:
    link = link_of(SMALL)
    assert experiment_in("\r\n".join(link[at : at + 30] for at in range(0, len(link), 30))) == SMALL


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "here is no link"),
        ("tcplab:x", "here is no link"),
        ("tcplab:2:eNoDAAAAAAE", "the link is of version 2; this TCP Lab reads version 1"),
        ("tcplab:1:", "the link ends too early; it must be copied whole"),
        (FROM_ONCE[:60], "the link ends too early; it must be copied whole"),
        (FROM_ONCE[:-1], "the link ends too early; it must be copied whole"),
        (FROM_ONCE[:40] + "xx" + FROM_ONCE[42:], "the link is damaged"),
        ("tcplab:1:AAAA", "the link is damaged"),
        (packed("x = 1"), 'the link: "format" is missing'),
        (packed('format = 1\ntitle = "t"'), 'the link: "host" is missing'),
        (packed('format = 1\n[[host]\n'), "the link, line 2"),
    ],
)  # fmt: skip
def test_a_broken_link_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FileProblem) as caught:
        experiment_in(text)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_octets_that_are_no_text_are_one_sentence() -> None:
    link = "tcplab:1:" + urlsafe_b64encode(zlib.compress(b"\xff\xfe")).decode()
    with pytest.raises(FileProblem, match="the link holds no text"):
        experiment_in(link)


def test_a_bomb_does_not_go_off() -> None:
    bomb = packed("#" * 40_000_000)
    assert len(bomb) < 2**16
    with pytest.raises(FileProblem, match="holds more than 256 KiB"):
        experiment_in(bomb)


def test_a_very_long_link_is_not_read_to_its_end() -> None:
    with pytest.raises(FileProblem):
        experiment_in(FROM_ONCE[:40] + "A" * 10_000_000)


def test_too_large_an_experiment_belongs_into_a_file() -> None:
    many = [client("send", at, data=f"{at:x}" * 40) for at in range(3_000)]
    with pytest.raises(FileProblem, match="too large for a link; right would be a file"):
        link_of(experiment(LISTEN, *many))


def test_half_a_character_is_one_sentence() -> None:
    with pytest.raises(FileProblem, match="half a character"):
        link_of(experiment(client("send", 1, data="\ud800")))
