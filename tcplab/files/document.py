"""A text in this program's format: TOML whose `format` is the one that this version reads."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from tcplab.files.disk import FileProblem, read_text
from tcplab.files.form import Fault, Table
from tcplab.files.toml_lines import line_of, lines_of, too_deep

FORMAT = 1
_TOML_ERROR = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)


class Document(msgspec.Struct, frozen=True):
    """What a text says, without its `format`; `where` is how the text is called to people."""

    where: str
    text: str
    table: Table

    def problems(self, faults: Iterable[Fault]) -> Iterator[FileProblem]:
        """Each fault as a sentence with its file and line."""
        lines = None
        for fault in faults:
            lines = lines_of(self.text) if lines is None else lines
            line = line_of(fault.place, lines)
            where = self.where if line is None else f"{self.where}, line {line}"
            yield FileProblem(f"{where}: {fault}")

    def insist(self, faults: Iterable[Fault]) -> None:
        """Raise the first of the faults, if there is one."""
        for problem in self.problems(faults):
            raise problem


def read_document(path: Path) -> Document:
    """What the file says; FileProblem if it cannot be read or is none of ours."""
    return parse_document(read_text(path), str(path))


def parse_document(text: str, where: str) -> Document:
    """What the text says; FileProblem if it is not TOML or not of our format."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    if not text.strip():
        raise FileProblem(f"{where}: the file is empty; right would begin with format = {FORMAT}")
    table = _parse_toml(text, where)
    document = Document(where, text, table)
    document.insist(_format_faults(table))
    del table["format"]
    return document


def _parse_toml(text: str, where: str) -> Table:
    try:
        if too_deep(text):
            raise RecursionError
        return tomllib.loads(text)
    except RecursionError:
        raise FileProblem(f"{where}: the file is nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        raise FileProblem(_not_toml(str(error), where)) from None
    except ValueError:  # Python turns no text of more than 4300 digits into a number
        raise FileProblem(f"{where}: a number in the file has too many digits") from None


def _not_toml(message: str, where: str) -> str:
    match = _TOML_ERROR.fullmatch(message)
    if match is None:
        return f"{where}: this is not TOML: {message}"
    what = match["what"][:1].lower() + match["what"][1:]
    if what == "cannot overwrite a value":
        what = "a key or a table is there twice"
    elif match["line"] is None:
        return f"{where}: the file ends too early: {what}"
    line = f", line {match['line']}, column {match['column']}" if match["line"] else ""
    return f"{where}{line}: this is not TOML: {what}"


def _format_faults(table: Table) -> Iterator[Fault]:
    if "format" not in table:
        yield Fault(("format",), f" is missing; the file must begin with format = {FORMAT}")
        return
    match table["format"]:
        case bool():
            yield Fault(("format",), f" must be the number {FORMAT}")
        case int(number) if number > FORMAT:
            newer = f" is {number}: the file was made by a newer TCP Lab"
            yield Fault(("format",), f"{newer}; this one reads format {FORMAT}")
        case int(number) if number == FORMAT:
            return
        case _:
            yield Fault(("format",), f" must be the number {FORMAT}")
