"""A text in this program's format: TOML whose `format` is the one that this version reads."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from tcplab.files.disk import FileProblem, read_text
from tcplab.files.form import Fault, Table, fault
from tcplab.files.toml_lines import line_of, lines_of, too_deep
from tcplab.sim.sentences import Sentence, said

FORMAT = 1
_TOML_ERROR = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)
# What tomllib says most; what else there is stays in English everywhere.
_TOML_SAYS: dict[str, str | Sentence] = {
    one.words: one
    for one in (
        said("invalid statement"),
        said("invalid value"),
        said("invalid hex value"),
        said("invalid date or datetime"),
        said("invalid initial character for a key part"),
        said("unterminated string"),
        said("unescaped '\\' in a string"),
        said("unclosed array"),
        said("unclosed inline table"),
        said("expected newline or end of document after a statement"),
        said("expected '=' after a key in a key/value pair"),
        said("expected ']' at the end of a table declaration"),
        said("expected ']]' at the end of an array declaration"),
        said("escaped character is not a Unicode scalar value"),
    )
}


class Document(msgspec.Struct, frozen=True):
    """What a text says, without its `format`; `where` is how the text is called to people."""

    where: str | Sentence
    text: str
    table: Table

    def problems(self, faults: Iterable[Fault]) -> Iterator[FileProblem]:
        """Each fault as a sentence with its file and line."""
        lines = None
        for found in faults:
            lines = lines_of(self.text) if lines is None else lines
            line, what = line_of(found.place, lines), found.sentence
            if line is None:
                yield FileProblem("{where}: {what}", where=self.where, what=what)
            else:
                words = "{where}, line {line}: {what}"
                yield FileProblem(words, where=self.where, line=line, what=what)

    def insist(self, faults: Iterable[Fault]) -> None:
        """Raise the first of the faults, if there is one."""
        for problem in self.problems(faults):
            raise problem


def read_document(path: Path) -> Document:
    """What the file says; FileProblem if it cannot be read or is none of ours."""
    return parse_document(read_text(path), str(path))


def parse_document(text: str, where: str | Sentence) -> Document:
    """What the text says; FileProblem if it is not TOML or not of our format."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    if not text.strip():
        words = "{where}: the file is empty; right would begin with format = {format}"
        raise FileProblem(words, where=where, format=FORMAT)
    table = _parse_toml(text, where)
    document = Document(where, text, table)
    document.insist(_format_faults(table))
    del table["format"]
    return document


def _parse_toml(text: str, where: str | Sentence) -> Table:
    try:
        if too_deep(text):
            raise RecursionError
        return tomllib.loads(text)
    except RecursionError:
        raise FileProblem("{where}: the file is nested too deeply", where=where) from None
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(str(error), where) from None
    except ValueError:  # Python turns no text of more than 4300 digits into a number
        raise FileProblem(
            "{where}: a number in the file has too many digits", where=where
        ) from None


def _not_toml(message: str, where: str | Sentence) -> FileProblem:
    match = _TOML_ERROR.fullmatch(message)
    if match is None:
        return FileProblem("{where}: this is not TOML: {what}", where=where, what=message)
    read = match["what"][:1].lower() + match["what"][1:]
    what = _TOML_SAYS.get(read, read)
    if read == "cannot overwrite a value":
        what = said("a key or a table is there twice")
    elif match["line"] is None:
        return FileProblem("{where}: the file ends too early: {what}", where=where, what=what)
    if match["line"] is None:
        return FileProblem("{where}: this is not TOML: {what}", where=where, what=what)
    words = "{where}, line {line}, column {column}: this is not TOML: {what}"
    return FileProblem(words, where=where, line=match["line"], column=match["column"], what=what)


def _format_faults(table: Table) -> Iterator[Fault]:
    if "format" not in table:
        words = "{place} is missing; the file must begin with format = {format}"
        yield fault(("format",), words, format=FORMAT)
        return
    match table["format"]:
        case bool():
            yield fault(("format",), "{place} must be the number {format}", format=FORMAT)
        case int(number) if number > FORMAT:
            words = (
                "{place} is {number}: the file was made by a newer TCP Lab; "
                "this one reads format {format}"
            )
            yield fault(("format",), words, number=number, format=FORMAT)
        case int(number) if number == FORMAT:
            return
        case _:
            yield fault(("format",), "{place} must be the number {format}", format=FORMAT)
