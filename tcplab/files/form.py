"""Every fault of a table read from TOML, measured against the msgspec structs that declare it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect
from msgspec.structs import FieldInfo

from tcplab.files.disk import nearest
from tcplab.files.toml_lines import Place

Struct = TypeVar("Struct", bound=msgspec.Struct)
Form = type[msgspec.Struct]
Table = dict[str, Any]

# How a form begins a sentence about one of its keys, or a key of one of its tables.
_PLACED = re.compile(
    r'(?:(?P<table>\w+) (?P<number>\d+), )?"(?P<key>\w+)"(?P<words>[ :].*)', re.DOTALL
)


class Fault(msgspec.Struct, frozen=True):
    """What is wrong at `place`; `words` follow the place's name in a sentence."""

    place: Place
    words: str

    def __str__(self) -> str:
        return name(self.place) + self.words if self.place else self.words.removeprefix(": ")


def name(place: Place) -> str:
    """A place as people say it: `call 3, "at_ms"` for ("call", 2, "at_ms")."""
    words: list[str] = []
    for index, part in enumerate(place):
        if isinstance(part, int):
            words[-1] = f"{place[index - 1]} {part + 1}"
        elif index == len(place) - 1:
            words.append(f'"{part}"')
        else:
            words.append(part)
    return ", ".join(words)


def read(table: Table, form: type[Struct]) -> Struct:
    """The value of the keys that `form` declares; ValidationError if they are wrong."""
    keys = _keys(form)
    return msgspec.convert({key: table[key] for key in table if key in keys}, form)


@cache
def _keys(form: Form) -> frozenset[str]:
    return frozenset(field.encode_name for field in msgspec.structs.fields(form))


def faults(table: Table, *forms: Form, place: Place = ()) -> Iterator[Fault]:
    """What is wrong with `table`, whose keys are those of all `forms` together."""
    fields = {field.encode_name: field for form in forms for field in msgspec.structs.fields(form)}
    for key in table:
        if key not in fields:
            hint = nearest(key, list(fields)) or f"; known are {', '.join(fields)}"
            yield Fault((*place, _shown(key)[1:-1]), f" is no known key{hint}")
    for form in forms:
        try:
            read(table, form)
        except msgspec.ValidationError as error:
            yield from _why(error, table, form, place)


def _why(error: Exception, table: Table, form: Form, place: Place) -> Iterator[Fault]:
    by_key = False
    for field in msgspec.structs.fields(form):
        for fault in _of_key(table, field, (*place, field.encode_name)):
            by_key = True
            yield fault
    if not by_key:  # each is right, but not all together: a sentence of the form's own
        yield _together(str(error.__cause__ or error), form, place)


def _together(words: str, form: Form, place: Place) -> Fault:
    keys = [field.encode_name for field in msgspec.structs.fields(form)]
    match = _PLACED.fullmatch(words)
    if match is None or (match["table"] or match["key"]) not in keys:
        return Fault(place, f": {words}")
    if match["table"]:
        place = (*place, match["table"], int(match["number"]) - 1)
    return Fault((*place, match["key"]), match["words"])


def _of_key(table: Table, field: FieldInfo, place: Place) -> Iterator[Fault]:
    if field.encode_name in table:
        yield from _of_value(table[field.encode_name], field.type, place)
    elif field.required:
        right = _right(inspect.type_info(field.type), place)
        yield Fault(place, f" is missing; it must be {right}")


def _of_value(value: object, annotation: Any, place: Place) -> Iterator[Fault]:
    try:
        msgspec.convert(value, annotation)
        return
    except msgspec.ValidationError:
        kind = _present(inspect.type_info(annotation))
    match kind, value:
        case inspect.StructType(cls=form), dict():
            yield from faults(value, form, place=place)
        case inspect.VarTupleType(item_type=inspect.StructType(cls=form)), list() if (
            len(value) <= (kind.max_length or len(value))
            and all(isinstance(each, dict) for each in value)
            and value
        ):
            for index, each in enumerate(value):
                yield from faults(each, form, place=(*place, index))
        case inspect.VarTupleType(item_type=inspect.LiteralType(values=known) as each), list():
            wrong = next(item for item in value if item not in known)
            yield Fault(place, f" holds {_shown(wrong)}; each must be {_but(wrong, each, place)}")
        case _:
            yield Fault(place, f" is {_shown(value)}; it must be {_but(value, kind, place)}")


def _present(kind: inspect.Type) -> inspect.Type:
    """The kind of an optional value that is there."""
    if isinstance(kind, inspect.UnionType):
        known = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
        return known[0] if len(known) == 1 else inspect.UnionType(tuple(known))
    return kind


def _but(value: object, kind: inspect.Type, place: Place) -> str:
    """What must stand there instead of `value`."""
    hint = ""
    if isinstance(value, str) and isinstance(kind, inspect.LiteralType):
        hint = nearest(value, [str(known) for known in kind.values])
    return _right(kind, place) + hint


def _shown(value: object) -> str:
    """A value as the file has it, if it is short."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() if value.bit_length() > 100:
            return "a huge number"
        case int() | float():
            return str(value)
        case str():
            import json  # only a fault is shown

            quoted = json.dumps(value, ensure_ascii=False)
            return quoted if len(quoted) <= 60 else f'{quoted[:50]}…"'
        case list():
            return f"a list of {len(value)}"
        case dict():
            return "a table"
        case _:
            return "a date or a time"


def _right(kind: inspect.Type, place: Place) -> str:
    """What a value of this kind must be."""
    header = ".".join(part for part in place if isinstance(part, str))
    match kind:
        case inspect.Metadata(extra_json_schema={"description": str(words)}):
            return words
        case inspect.StructType():
            return f"one table, headed [{header}]"
        case inspect.VarTupleType(item_type=inspect.StructType() | inspect.DictType()):
            most = f"1 to {kind.max_length} " if kind.max_length else ""
            return f"{most}tables, each headed [[{header}]]"
        case inspect.VarTupleType():
            return f"a list in which each is {_right(kind.item_type, place)}"
        case inspect.UnionType():
            return ", or ".join(_right(each, place) for each in kind.types)
        case inspect.LiteralType():
            return "one of " + ", ".join(f'"{value}"' for value in kind.values)
        case inspect.IntType():
            return "a whole number" + _range(kind)
        case inspect.FloatType():
            return "a number" + _range(kind)
        case inspect.BoolType():
            return "true or false"
        case inspect.StrType():
            return "text in quotes"
        case _:
            raise TypeError(f"no words for {kind}")


def _range(kind: inspect.IntType | inspect.FloatType) -> str:
    if kind.ge is None:
        return ""
    return f" of at least {kind.ge}" if kind.le is None else f" from {kind.ge} to {kind.le}"
