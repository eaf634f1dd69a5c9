"""Every fault of a table read from TOML, measured against the msgspec structs that declare it."""

from collections.abc import Iterator
from functools import cache, reduce
from typing import Any, TypeVar

import msgspec
from msgspec import inspect
from msgspec.structs import FieldInfo

from tcplab.files.disk import nearest
from tcplab.sim.sentences import At, Place, Sentence, Unfit, said

Struct = TypeVar("Struct", bound=msgspec.Struct)
Form = type[msgspec.Struct]
Table = dict[str, Any]


class Fault(msgspec.Struct, frozen=True):
    """What is wrong at `place`."""

    place: Place
    sentence: Sentence


def fault(place: Place, words: str, /, **values: object) -> Fault:
    """A fault whose words name the {place}."""
    return Fault(place, Sentence(words, {**values, "place": At(place)}))


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
            hint = nearest(key, list(fields)) or said("; known are {known}", known=tuple(fields))
            yield fault((*place, _quoted(key)[1:-1]), "{place} is no known key{hint}", hint=hint)
    for form in forms:
        try:
            read(table, form)
        except msgspec.ValidationError as error:
            yield from _why(error, table, form, place)


def _why(error: Exception, table: Table, form: Form, place: Place) -> Iterator[Fault]:
    by_key = False
    for field in msgspec.structs.fields(form):
        for found in _of_key(table, field, (*place, field.encode_name)):
            by_key = True
            yield found
    if not by_key:  # each is right, but not all together: a sentence of the form's own
        yield _together(error, place)


def _together(error: Exception, place: Place) -> Fault:
    cause = error.__cause__
    if not isinstance(cause, Unfit):
        raise error
    if cause.place:
        sentence, place = cause.sentence, (*place, *cause.place)
        return Fault(place, Sentence(sentence.words, {**sentence.values, "place": At(place)}))
    if not place:
        return Fault(place, cause.sentence)
    return fault(place, "{place}: {what}", what=cause.sentence)


def _of_key(table: Table, field: FieldInfo, place: Place) -> Iterator[Fault]:
    if field.encode_name in table:
        yield from _of_value(table[field.encode_name], field.type, place)
    elif field.required:
        right = _right(inspect.type_info(field.type), place)
        yield fault(place, "{place} is missing; it must be {right}", right=right)


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
            right = _but(wrong, each, place)
            words = "{place} holds {shown}; each must be {right}"
            yield fault(place, words, shown=_shown(wrong), right=right)
        case _:
            right = _but(value, kind, place)
            words = "{place} is {shown}; it must be {right}"
            yield fault(place, words, shown=_shown(value), right=right)


def _present(kind: inspect.Type) -> inspect.Type:
    """The kind of an optional value that is there."""
    if isinstance(kind, inspect.UnionType):
        known = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
        return known[0] if len(known) == 1 else inspect.UnionType(tuple(known))
    return kind


def _but(value: object, kind: inspect.Type, place: Place) -> Sentence:
    """What must stand there instead of `value`."""
    right = _right(kind, place)
    if isinstance(value, str) and isinstance(kind, inspect.LiteralType):
        hint = nearest(value, [str(known) for known in kind.values])
        return said("{right}{hint}", right=right, hint=hint)
    return right


def _shown(value: object) -> Sentence:
    """A value as the file has it, if it is short."""
    match value:
        case bool():
            return said("{value}", value="true" if value else "false")
        case int() if value.bit_length() > 100:
            return said("a huge number")
        case int() | float():
            return said("{value}", value=value)
        case str():
            return said("{value}", value=_quoted(value))
        case list():
            return said("a list of {count}", count=len(value))
        case dict():
            return said("a table")
        case _:
            return said("a date or a time")


def _quoted(text: str) -> str:
    import json  # only a fault is shown

    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if len(quoted) <= 60 else f'{quoted[:50]}…"'


def _right(kind: inspect.Type, place: Place) -> Sentence:
    """What a value of this kind must be."""
    header = ".".join(part for part in place if isinstance(part, str))
    match kind:
        case inspect.Metadata(extra_json_schema={"description": str(words)}):
            return said(words)
        case inspect.StructType():
            return said("one table, headed [{header}]", header=header)
        case inspect.VarTupleType(item_type=inspect.StructType() | inspect.DictType()):
            if kind.max_length:
                words = "1 to {most} tables, each headed [[{header}]]"
                return said(words, most=kind.max_length, header=header)
            return said("tables, each headed [[{header}]]", header=header)
        case inspect.VarTupleType():
            each = _right(kind.item_type, place)
            return said("a list in which each is {right}", right=each)
        case inspect.UnionType():
            parts = [_right(each, place) for each in kind.types]
            return reduce(lambda one, other: said("{one}, or {other}", one=one, other=other), parts)
        case inspect.LiteralType():
            return said("one of {known}", known=tuple(At((str(value),)) for value in kind.values))
        case inspect.IntType():
            return said("a whole number{range}", range=_range(kind))
        case inspect.FloatType():
            return said("a number{range}", range=_range(kind))
        case inspect.BoolType():
            return said("true or false")
        case inspect.StrType():
            return said("text in quotes")
        case _:
            raise TypeError(f"no words for {kind}")


def _range(kind: inspect.IntType | inspect.FloatType) -> Sentence | str:
    if kind.ge is None:
        return ""
    if kind.le is None:
        return said(" of at least {least}", least=kind.ge)
    return said(" from {least} to {most}", least=kind.ge, most=kind.le)
