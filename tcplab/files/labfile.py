"""Lab files: an experiment as TOML text, read strictly and written whole or not at all."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import tomli_w

from tcplab.files.disk import LIMIT, FileProblem, write_file
from tcplab.files.document import FORMAT, Document, parse_document, read_document
from tcplab.files.form import Fault, faults, read
from tcplab.sim.experiment import Experiment
from tcplab.sim.sentences import Sentence

_ORDER = ("title", "horizon_ms", "network", "host", "call", "fate", "inject", "cut")


def read_lab_file(path: Path) -> Experiment:
    """The experiment in a lab file; FileProblem says what is wrong with it."""
    return experiment_of(read_document(path))


def parse_lab_text(text: str, where: str | Sentence) -> Experiment:
    """The experiment that `text` describes; `where` is how a FileProblem calls the text."""
    return experiment_of(parse_document(text, where))


def write_lab_file(path: Path, experiment: Experiment) -> None:
    """Replace the file by the experiment, or raise FileProblem and leave it as it was."""
    text = lab_text(experiment)
    parse_lab_text(text, str(path))  # no good file gives way to one that could not be read again
    try:
        octets = text.encode()
    except UnicodeEncodeError:
        words = "{path}: a text in the experiment holds half a character"
        raise FileProblem(words, path=path) from None
    if len(octets) > LIMIT:
        most = LIMIT // 2**20
        raise FileProblem("{path}: the file would be larger than {most} MiB", path=path, most=most)
    write_file(path, octets)


def experiment_of(document: Document) -> Experiment:
    """The experiment in a lab file's document; FileProblem for the first fault."""
    document.insist(experiment_faults(document))
    return read(document.table, Experiment)


def experiment_faults(document: Document) -> Iterator[Fault]:
    """All that is wrong with a lab file's document."""
    return faults(document.table, Experiment)


def lab_text(experiment: Experiment, more: Mapping[str, object] = {}) -> str:
    """The experiment as a lab file: the general first, what is by default left out.

    `more` are keys that stand with the general ones.
    """
    parts = dict(_chosen(experiment))
    keys = sorted(parts, key=_ORDER.index)
    plain = {key: parts[key] for key in keys if not isinstance(parts[key], msgspec.Struct | tuple)}
    blocks = [table_text({"format": FORMAT, **plain, **more})]
    for key in keys:
        match parts[key]:
            case msgspec.Struct() as table:
                blocks.append(f"[{key}]\n{table_text(dict(_chosen(table)))}")
            case tuple() as tables:
                blocks += [f"[[{key}]]\n{table_text(dict(_chosen(table)))}" for table in tables]
    return "\n".join(blocks)


def _chosen(struct: msgspec.Struct) -> Iterator[tuple[str, object]]:
    """The keys and values that differ from their defaults."""
    for field in msgspec.structs.fields(struct):
        value = getattr(struct, field.name)
        if field.required or value != field.default:
            yield field.encode_name, value


def table_text(table: Mapping[str, object]) -> str:
    """Keys and values, a line each."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").removesuffix("\n")
