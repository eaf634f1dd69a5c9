"""The lessons that come along, and what an argument of the command line names."""

import re
from pathlib import Path

import pytest

import tcplab.files.lessons as lessons
from tcplab.files.disk import FileProblem
from tcplab.files.document import read_document
from tcplab.files.lessons import (
    all_lessons,
    check_paths,
    is_path,
    lesson_groups,
    lesson_ids,
    lesson_list,
    open_argument,
    read_lesson,
)
from tcplab.files.resources import resource
from tcplab.lab.lesson import Text

LAB = 'format = 1\ntitle = "Lab"\n[[host]]\nname = "client"\n'
LESSON = """\
format = 1
id = "{id}"
title = "A"
title_zh_CN = "甲"
[question]
en = "Q"
zh_CN = "问"
[[host]]
name = "client"
[first]
id = "calm"
title = "Calm"
title_zh_CN = "平静"
[[variant]]
id = "rough"
title = "Rough"
title_zh_CN = "动荡"
network = {{ loss = 0.5 }}
"""
ORDER = """\
format = 1
[[group]]
en = "Opening"
zh_CN = "建立连接"
lessons = ["beta", "not-written-yet", "alpha"]
[[group]]
en = "Nothing yet"
zh_CN = "暂无"
lessons = ["later"]
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lessons of our own instead of the program's; the working directory beside them."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    for id in ("alpha", "beta", "gamma"):
        (folder / f"{id}.toml").write_text(LESSON.format(id=id), "utf-8")
    (folder / "order.toml").write_text(ORDER, "utf-8")
    monkeypatch.setattr(lessons, "resource", lambda *parts: tmp_path.joinpath(*parts))
    monkeypatch.chdir(tmp_path)
    return folder


def refused(argument: str) -> str:
    with pytest.raises(FileProblem) as caught:
        open_argument(argument)
    return str(caught.value)


def test_the_order_is_the_order_file_and_then_the_alphabet(shelf: Path) -> None:
    (shelf / "delta.toml").write_text(LESSON.format(id="delta"), "utf-8")
    assert lesson_ids() == ("beta", "alpha", "delta", "gamma")
    assert [lesson.id for lesson in all_lessons()] == list(lesson_ids())
    opening, others = lesson_groups()
    assert (opening.title, opening.ids) == (Text("Opening", "建立连接"), ("beta", "alpha"))
    assert others.ids == ("delta", "gamma")


def test_a_list_tells_of_every_lesson_what_the_lesson_tells(shelf: Path) -> None:
    text = LESSON.format(id="gamma")
    start = text.index("[question]")
    end = text.index("\n[", start)
    moved = text[:start] + text[end + 1 :] + text[start:end]
    (shelf / "gamma.toml").write_text(moved, "utf-8")
    (opening, first), (_, others) = lesson_list()
    assert opening == Text("Opening", "建立连接")
    assert [(head.id, head.title, head.question) for head in (*first, *others)] == [
        (lesson.id, lesson.title, lesson.question) for lesson in all_lessons()
    ]


def test_a_list_says_what_is_wrong_with_a_lesson(shelf: Path) -> None:
    (shelf / "alpha.toml").write_text(LESSON.format(id="alpha").replace("zh_CN", "zh"), "utf-8")
    with pytest.raises(FileProblem, match=r'alpha\.toml, line \d+: .*"title_zh" is no known key'):
        lesson_list()


def test_a_lesson_bears_the_name_of_its_file(shelf: Path) -> None:
    (shelf / "alpha.toml").write_text(LESSON.format(id="beta"), "utf-8")
    with pytest.raises(FileProblem, match='"id" is "beta"; it must be "alpha", the file\'s name'):
        read_lesson("alpha")


def test_a_wrong_order_file_is_a_problem(shelf: Path) -> None:
    (shelf / "order.toml").write_text(ORDER.replace("en =", "english ="), "utf-8")
    with pytest.raises(
        FileProblem, match=r'order\.toml, line 3: group 1, "english" is no known key'
    ):
        lesson_ids()


def test_a_lesson_opens_with_its_first_variant(shelf: Path) -> None:
    alone, calm, rough = map(open_argument, ("alpha", "alpha:calm", "alpha:rough"))
    assert alone == calm
    assert alone.lesson == rough.lesson == read_lesson("alpha")
    assert (calm.experiment.network.loss, rough.experiment.network.loss) == (0.0, 0.5)
    assert rough.variant is not None
    assert rough.variant.id == "rough"
    assert rough.path is None


def test_files_by_their_path(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "my.tcplab").write_text(LAB, "utf-8")
    (tmp_path / "MY.TCPLAB").write_text(LAB, "utf-8")
    for name in ("my.tcplab", "MY.TCPLAB", "./my.tcplab", str(tmp_path / "my.tcplab")):
        lab = open_argument(name)
        assert (lab.path, lab.lesson, lab.variant) == (Path(name), None, None)
        assert lab.experiment.title == "Lab"
    lesson = open_argument("lessons/gamma.toml")
    assert lesson.path == Path("lessons/gamma.toml")
    assert lesson.lesson == read_lesson("gamma")


def test_what_no_argument_names(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "lab.toml").write_text(LAB, "utf-8")
    assert refused("alpah") == 'no lesson is called "alpah"; did you mean "alpha"?'
    assert refused("") == 'no lesson is called ""; the command tcplab lessons lists them'
    assert refused("order").startswith('no lesson is called "order"; ')
    assert refused("alpha:raugh") == (
        'the lesson "alpha" has no variant "raugh"; did you mean "rough"?'
    )
    assert refused("alpha:") == 'the lesson "alpha" has no variant ""; there are: calm, rough'
    assert refused("alpha.tcplab") == "alpha.tcplab: there is no such file"
    assert re.fullmatch(
        r'no lesson is called "lab\.toml"; the file of this name is \.[/\\]lab\.toml',
        refused("lab.toml"),
    )


def test_what_is_a_path() -> None:
    assert is_path("a/b")
    assert is_path("handshake.tcplab")
    assert not is_path("handshake")
    assert not is_path("handshake:lost")


def test_check_says_everything_about_every_file(shelf: Path, tmp_path: Path) -> None:
    good, bad, many = tmp_path / "good.tcplab", tmp_path / "bad.tcplab", tmp_path / "many.tcplab"
    good.write_text(LAB, "utf-8")
    bad.write_text(LAB + "iss = -1\nmss = 0\n", "utf-8")
    many.write_text(LAB + "[[call]]\n" * 1_000, "utf-8")
    assert list(check_paths([good, shelf / "alpha.toml"])) == []
    lost, first, second = map(str, check_paths([good, tmp_path / "lost", bad]))
    assert lost == f"{tmp_path / 'lost'}: there is no such file"
    assert first.startswith(f'{bad}, line 5: host 1, "iss" is -1; ')
    assert second.startswith(f'{bad}, line 6: host 1, "mss" is 0; ')
    assert len(list(check_paths([many]))) == 100


def test_the_lessons_that_come_along_are_right() -> None:
    assert list(check_paths(resource("lessons", f"{id}.toml") for id in lesson_ids())) == []
    lessons = all_lessons()
    assert lessons
    for lesson in lessons:
        for variant in lesson.variants:
            texts = [lesson.title, lesson.question, variant.title]
            texts += [say.text for say in variant.says] + [ask.text for ask in variant.asks]
            for text in texts:
                assert re.search(r"[\u4e00-\u9fff]", text.zh_CN), text
                assert not re.search(r"[\u4e00-\u9fff]", text.en), text


def test_every_lesson_that_comes_along_has_a_place_in_the_order() -> None:
    assert "Others" not in [group.title.en for group in lesson_groups()]


def test_the_examples_in_the_readme_are_right(tmp_path: Path) -> None:
    readme = resource("lessons", "README.md").read_text("utf-8")
    _, program, example = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    handshake = resource("lessons", "handshake.toml").read_text("utf-8")
    tables = handshake[handshake.index("[question]") : handshake.index("[[say]]")]
    left_out = "# [question], [[host]], [[call]] …\n"
    assert left_out in example
    path = tmp_path / "syn-lost.toml"
    path.write_text(example.replace(left_out, tables), "utf-8")
    assert list(check_paths([path])) == []
    assert "variant" in read_document(path).table
    calls = ['do = "socket"', 'do = "connect"\nto = "server:80"', 'do = "close"']
    made = "".join(f'[[call]]\nhost = "client"\nat_ms = 1\n{call}\n' for call in calls)
    head = tables[: tables.index("[[call]]")]
    path.write_text(example[: example.index(left_out)] + head + made + program, "utf-8")
    assert list(check_paths([path])) == []
