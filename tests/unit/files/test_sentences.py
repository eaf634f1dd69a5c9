"""What is said of bad files: every sentence in both languages, and nothing left open in either."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import tcplab
from tcplab.files.disk import FileProblem
from tcplab.files.labfile import read_lab_file
from tcplab.files.wording import read_sentences
from tcplab.sim.sentences import FORMS, At, Unfit, said

CODE = Path(tcplab.__file__).parent
BAD = Path(__file__).parents[2] / "data" / "bad"
CHINESE = read_sentences("zh_CN")
_WORDS_AT = {"said": 0, "Unfit": 0, "FileProblem": 0, "fault": 1}


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


Found = tuple[str, set[str] | None, str]


def sentences() -> Iterator[Found]:
    """The words of every sentence in the code, the names of its values if they are plain, where."""
    for path in sorted(CODE.rglob("*.py")):
        if path.name != "sentences.py":
            for scope in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(scope, ast.FunctionDef | ast.Module):
                    yield from _in(scope, f"{path.name}:{getattr(scope, 'name', '')}")


def _in(scope: ast.FunctionDef | ast.Module, where: str) -> Iterator[Found]:
    nodes = list(_own(scope))
    for node in nodes:
        match node:
            case ast.Call(ast.Name(name), arguments, keywords) if name in _WORDS_AT:
                text = _text(arguments[_WORDS_AT[name]], nodes)
                names = {one.arg for one in keywords if one.arg is not None}
                if name == "fault":
                    names.add("place")
                if text is not None:
                    plain = all(one.arg is not None for one in keywords)
                    yield text, names if plain else None, where
                else:
                    assert where == "form.py:_right"  # the descriptions of Meta, below
            case ast.Call(ast.Name("Meta"), _, keywords):
                for one in keywords:
                    if one.arg == "description" and isinstance(one.value, ast.Constant):
                        yield str(one.value.value), set(), where


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those of functions within."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, ast.FunctionDef):
            yield from _own(node)


def _text(words: ast.expr, nodes: list[ast.AST]) -> str | None:
    """What an expression is: a text, or what its name was given last."""
    if isinstance(words, ast.Constant):
        return str(words.value)
    given: dict[int, str] = {}
    for node in nodes:
        match node:
            case ast.Assign([ast.Name(target)], ast.Constant(str(text))) | ast.Assign(
                [ast.Tuple([ast.Name(target), *_])], ast.Tuple([ast.Constant(str(text)), *_])
            ) if isinstance(words, ast.Name) and target == words.id:
                given[node.lineno] = text
    before = [line for line in given if line < words.lineno]
    return given[max(before)] if before else None


EVERY = list(sentences())


def test_every_sentence_is_worded_in_chinese_and_no_other() -> None:
    assert len(EVERY) > 80
    assert {words for words, _, _ in EVERY} | set(FORMS) == CHINESE.keys()


@pytest.mark.parametrize(("words", "names", "where"), EVERY)
def test_every_place_in_a_sentence_gets_its_value(
    words: str, names: set[str] | None, where: str
) -> None:
    if names is not None:
        assert fields(words) <= names, where


@pytest.mark.parametrize("words", CHINESE)
def test_both_languages_say_the_same_values(words: str) -> None:
    assert fields(words) == fields(CHINESE[words])


@pytest.mark.parametrize("path", sorted(BAD.glob("*.tcplab")), ids=lambda path: path.stem)
def test_no_english_words_are_left_in_chinese(path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        read_lab_file(path)
    chinese = caught.value.told(CHINESE)
    assert chinese != str(caught.value)
    for english in (" is ", " must ", "right would", "missing", "there ", " of ", " no "):
        assert english not in chinese.removeprefix(str(path))


def test_places_are_told_as_in_each_language() -> None:
    place = said("{place} is missing; it must be {right}", place=At(("call", 2, "to")), right="")
    assert place.told().startswith('call 3, "to" is missing')
    assert place.told(CHINESE).startswith("缺少第 3 个 call 的“to”")
    within = said("{place}: {what}", place=At(("variant", 0, "call", 1)), what="x")
    assert within.told() == "variant 1, call 2: x"
    assert within.told(CHINESE) == "第 1 个 variant 的第 2 个 call：x"


def test_values_may_look_like_places() -> None:
    problem = FileProblem("{path}: this is a folder, not a file", path="{path} {0}")
    assert str(problem) == "{path} {0}: this is a folder, not a file"
    assert problem.told(CHINESE).startswith("{path} {0}：")
    assert str(Unfit("{call} needs {key}", call="{x}", key=At(("to",)))) == '{x} needs "to"'
