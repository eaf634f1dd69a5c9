"""Lesson files: what they say, what variants share, and what is wrong with them."""

import re

import pytest

from tcplab.files.disk import FileProblem
from tcplab.files.document import parse_document
from tcplab.files.lessonfile import is_lesson, lesson_faults, lesson_of
from tcplab.lab.lesson import Arrival, Ask, Asked, CallMade, Lesson, Say, Text
from tcplab.sim.experiment import HostSetup
from tcplab.sim.network import Cut, Fate, Network

HEAD = """\
format = 1
id = "one"
title = "One"
title_zh_CN = "一"
horizon_ms = 9000

[question]
en = "Why?"
zh_CN = "为什么？"

[network]
delay_ms = 40

[[host]]
name = "client"

[[host]]
name = "server"

[[call]]
host = "client"
do = "connect"
to = "server:80"
at_ms = 5

[[fate]]
host = "client"
segment = 1
do = "lose"

[[say]]
at = "call:connect"
host = "client"
en = "It dials."
zh_CN = "拨号。"
"""
VARIANTS = """\

[[say]]
at = "server:1"
nth = 2
only = ["second", "third"]
en = "Again."
zh_CN = "又一次。"

[[ask]]
at = "client:1"
kind = "state"
only = ["second"]
en = "Which state?"
zh_CN = "哪个状态？"

[first]
id = "lost"
title = "Lost"
title_zh_CN = "丢失"

[[variant]]
id = "second"
title = "Slower"
title_zh_CN = "更慢"

[variant.network]
delay_ms = 90

[[variant.cut]]
host = "server"
from_ms = 1
to_ms = 2

[[variant]]
id = "third"
title = "Another server"
title_zh_CN = "另一台服务器"
horizon_ms = 100

[[variant.host]]
name = "client"

[[variant.host]]
name = "server"
stack = "linux"
"""


def lesson(text: str) -> Lesson:
    return lesson_of(parse_document(text, "one.toml"))


def problems(text: str) -> list[tuple[str, str]]:
    """What is wrong: the line that is blamed (if one is) and the words."""
    document = parse_document(text, "one.toml")
    found = [str(problem) for problem in document.problems(lesson_faults(document))]
    with pytest.raises(FileProblem) as caught:
        lesson_of(document)
    assert str(caught.value) == found[0]
    return [blamed(sentence, text) for sentence in found]


def blamed(sentence: str, text: str) -> tuple[str, str]:
    match = re.fullmatch(r"one\.toml(?:, line (\d+))?: (.*)", sentence)
    assert match is not None
    return text.split("\n")[int(match[1]) - 1] if match[1] else "", match[2]


def test_a_lesson_without_variants_is_its_own_only_one() -> None:
    one = lesson(HEAD)
    assert (one.id, one.title, one.question) == ("one", Text("One", "一"), Text("Why?", "为什么？"))
    (only,) = one.variants
    assert (only.id, only.title) == ("one", Text("One", "一"))
    assert only.experiment is one.experiment
    assert only.says == (Say(CallMade("connect"), Text("It dials.", "拨号。"), host="client"),)
    assert only.asks == ()


def test_variants_share_what_they_leave_out_but_never_what_befalls() -> None:
    first, second, third = lesson(HEAD + VARIANTS).variants
    assert (first.id, first.title) == ("lost", Text("Lost", "丢失"))
    assert first.experiment == lesson(HEAD).experiment
    assert (second.id, second.title) == ("second", Text("Slower", "更慢"))
    assert second.experiment.title == "Slower"
    assert second.experiment.hosts == first.experiment.hosts
    assert second.experiment.calls == third.experiment.calls == first.experiment.calls
    assert second.experiment.network == Network(delay_ms=90)
    assert third.experiment.network == Network(delay_ms=40)
    assert (second.experiment.horizon_ms, third.experiment.horizon_ms) == (9_000, 100)
    assert third.experiment.hosts == (HostSetup("client"), HostSetup("server", stack="linux"))
    assert first.experiment.fates == (Fate("client", 1, "lose"),)
    assert second.experiment.fates == third.experiment.fates == ()
    assert second.experiment.cuts == (Cut("server", 1, 2),)
    assert first.experiment.cuts == third.experiment.cuts == ()


def test_a_say_may_go_on_and_a_question_may_not() -> None:
    text = HEAD + VARIANTS
    goes_on = lesson(text.replace("nth = 2", "nth = 2\ngoes_on = true")).variants[1].says
    assert [say.goes_on for say in goes_on] == [False, True]
    ((line, words),) = problems(text.replace('kind = "state"', 'kind = "state"\ngoes_on = true'))
    assert line == "goes_on = true"
    assert words.startswith('ask 1, "goes_on" is no known key; known are at, kind, en, zh_CN')


def test_only_says_to_which_variants_a_moment_belongs() -> None:
    first, second, third = lesson(HEAD + VARIANTS).variants
    again = Say(Arrival("server", 1), Text("Again.", "又一次。"), nth=2)
    which = Ask(Arrival("client", 1), Asked.STATE, Text("Which state?", "哪个状态？"))
    assert [again in each.says for each in (first, second, third)] == [False, True, True]
    assert [len(each.says) for each in (first, second, third)] == [1, 2, 2]
    assert [each.asks for each in (first, second, third)] == [(), (which,), ()]


CALLED = 'at = "call:connect"\nhost = "client"'


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('id = "one"\n', "", "", '"id" is missing; it must be an id in quotes: lower-case letters'),
        (
            '"one"',
            '"One more"',
            'id = "One more"',
            '"id" is "One more"; it must be an id in quotes',
        ),
        ('title = "One"\n', "", "", '"title" is missing; it must be text in quotes'),
        ('title_zh_CN = "一"\n', "", "", '"title_zh_CN" is missing; it must be one line of text'),
        ('"一"', '"\\n"', 'title_zh_CN = "\\n"', '"title_zh_CN" is "\\n"; it must be one line of'),
        ('zh_CN = "为什么？"\n', "", "[question]", 'question, "zh_CN" is missing; it must be text'),
        ('"为什么？"', '" "', 'zh_CN = " "', 'question, "zh_CN" is " "; it must be text in quotes'),
        ("[question]", "[[question]]", "[[question]]", '"question" is a list of 1; it must be one'),
        ('zh_CN = "拨号。"\n', "", "[[say]]", 'say 1, "zh_CN" is missing; it must be text in quo'),
        (CALLED, 'at = "call:dial"', 'at = "call:dial"', 'say 1, "at": "call:dial": there is no s'),
        (CALLED, 'at = "ghost:1"', 'at = "ghost:1"', 'say 1, "at": no host is called "ghost"; the'),
        (CALLED, 'at = "inject:1"', 'at = "inject:1"', 'say 1, "at": inject:1 of 0 [[inject]] ta'),
        ('"call:connect"', '"server:1"', 'host = "client"', 'say 1, "host" must be left out: "ser'),
        (CALLED, CALLED[:-2] + '"', 'host = "clien"', 'say 1, "host": no host is called "clien"; '),
        ("[[say]]", "[[says]]", "[[says]]", '"says" is no known key; did you mean "say"?'),
        ("= 40", "= -40", "delay_ms = -40", 'network, "delay_ms" is -40; it must be a whole'),
    ],
)
def test_a_fault_of_a_lesson(old: str, new: str, line: str, words: str) -> None:
    assert old in HEAD
    ((blamed_line, found),) = problems(HEAD.replace(old, new, 1))
    assert (blamed_line, found[: len(words)]) == (line, words)


SERVER = '[[variant.host]]\nname = "server"\n'


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"state"', '"mood"', 'kind = "mood"', 'ask 1, "kind" is "mood"; it must be one of "numb'),
        ('kind = "state"\n', "", "[[ask]]", 'ask 1, "kind" is missing; it must be one of "number"'),
        ("nth = 2", "nth = 0", "nth = 0", 'say 2, "nth" is 0; it must be a whole number from 1 to'),
        ('["second"]', '["x"]', 'only = ["x"]', 'ask 1, "only": no variant is called "x"; there '),
        ('["second"]', "[]", "only = []", 'ask 1, "only" is a list of 0; it must be a list in wh'),
        ('= "second"', '= "lost"', 'id = "lost"', 'variant 1, "id": two variants are called "lost'),
        ('title_zh_CN = "更慢"\n', "", "[[variant]]", 'variant 1, "title_zh_CN" is missing; it mu'),
        ('title = "Slower"\n', "", "[[variant]]", 'variant 1, "title" is missing; it must be text'),
        ("= 90", "= true", "delay_ms = true", 'variant 1, network, "delay_ms" is true; it must b'),
        (SERVER, "", "[[variant]]", 'variant 2, call 1, "to": no host is called "server"; the ho'),
        ("to_ms = 2", "to_ms = 0", "to_ms = 0", 'variant 1, cut 1, "to_ms" must be more than "fr'),
    ],
)
def test_a_fault_of_variants(old: str, new: str, line: str, words: str) -> None:
    assert old in VARIANTS
    ((blamed_line, found),) = problems(HEAD + VARIANTS.replace(old, new, 1))
    assert (blamed_line, found[: len(words)]) == (line, words)


def test_first_and_variants_go_together() -> None:
    first, variants = VARIANTS[VARIANTS.index("[first]") :].split("[[variant]]", 1)
    ((line, words),) = problems(HEAD + "[[variant]]" + variants)
    assert words.startswith('"first" is missing; beside [[variant]] tables, a table [first] ')
    ((line, words),) = problems(HEAD + first)
    assert line == "[first]"
    assert words == '"first" names one variant of several, but there is no [[variant]]'


def test_all_faults_are_found() -> None:
    text = HEAD.replace("delay_ms = 40", "delay_ms = -1\nlos = 0").replace("segment = 1", "")
    assert problems(text.replace('"It dials."', "7")) == [
        ("en = 7", 'say 1, "en" is 7; it must be text in quotes that says something'),
        ("los = 0", 'network, "los" is no known key; did you mean "loss"?'),
        (
            "delay_ms = -1",
            'network, "delay_ms" is -1; it must be a whole number from 0 to 2147483647',
        ),
        (
            "[[fate]]",
            'fate 1, "segment" is missing; it must be a whole number from 1 to 2147483647',
        ),
    ]


PROGRAM = """
[[program]]
host = "client"
code = '''
import socket
s = socket.socket()
s.connect(("server", 80))  # connect()
'''
"""


def test_a_program_is_read_line_by_line() -> None:
    (only,) = lesson(HEAD + PROGRAM).variants
    (program,) = only.programs
    assert program.host == "client"
    assert program.lines[0] == "import socket"
    assert program.calls == (None, None, "connect")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (
            "# connect()",
            "# dial()",
            "code = '''",
            'program 1, "code": line 3: there is no call dial()',
        ),
        (
            "# connect()",
            "# close()",
            "code = '''",
            'program 1, "code": its lines call close(); the [[call]] tables of client in one are '
            "connect()",
        ),
        (
            "# connect()",
            "",
            "code = '''",
            'program 1, "code": its lines call nothing; the [[call]]',
        ),
        (
            '"client"',
            '"ghost"',
            'host = "ghost"',
            'program 1, "host": no host is called "ghost"; t',
        ),
        (
            "code",
            'only = ["x"]\ncode',
            'only = ["x"]',
            'program 1, "only": no variant is called "x"; there are: one',
        ),
        ("code", "text", "text = '''", 'program 1, "text" is no known key; known are host, code'),
    ],
)
def test_a_fault_of_a_program(old: str, new: str, line: str, words: str) -> None:
    assert old in PROGRAM
    first, *_ = problems(HEAD + PROGRAM.replace(old, new, 1))
    assert (first[0], first[1][: len(words)]) == (line, words)


def test_a_lesson_is_known_by_its_id_or_question() -> None:
    lab = 'format = 1\ntitle = "Lab"\n[[host]]\nname = "client"\n'
    assert not is_lesson(parse_document(lab, "lab"))
    assert is_lesson(parse_document(HEAD, "one.toml"))
    assert is_lesson(parse_document(HEAD.replace('id = "one"', ""), "one.toml"))
