"""The line of every table and key in a TOML text, which tomllib does not tell."""

import re

from tcplab.sim.sentences import Place

_STRINGS = r"""
    \"{3} (?: \\. | [^\\] )*? \"{3,5}
  | '{3} .*? '{3,5}
  | " (?: \\. | [^"\\\n] )* "
  | ' [^'\n]* '
"""
_TOKEN = re.compile(
    rf"(?P<comment>\#[^\n]*) | (?P<quoted>{_STRINGS}) | (?P<bare>[\w-]+) | (?P<sign>[][{{}}=\n])",
    re.VERBOSE | re.DOTALL,
)
# tomllib needs time that grows with the square of the parts of a dotted key.
_DEEP = re.compile(r"(?:\.[^.=\n\[\]{},]*+){100}")
_HIDDEN = re.compile(rf"\#[^\n]* | {_STRINGS}", re.VERBOSE | re.DOTALL)


def too_deep(text: str) -> bool:
    """Whether some key has a hundred parts (`a.b.c…`), as no file of ours has."""
    return bool(_DEEP.search(text)) and bool(_DEEP.search(_HIDDEN.sub("_", text)))


def lines_of(text: str) -> dict[Place, int]:
    """The line, from 1, of every table header and key of a valid TOML text.

    What stands inside an inline table or an array is not listed; its key is.
    """
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    line, depth, brackets, keys, in_value = 1, 0, 0, list[str](), False
    for token in _TOKEN.finditer(text):
        match token.group():
            case "\n":
                if depth == 0:
                    brackets, keys, in_value = 0, [], False
            case "[" | "{" if in_value:
                depth += 1
            case "]" | "}" if in_value:
                depth -= 1
            case "[":
                brackets += 1
            case "]" if keys:
                table = _table(keys, brackets == 2, counts)
                lines.setdefault(table, line)
                if isinstance(table[-1], int):
                    lines.setdefault(table[:-1], line)
                keys = []
            case "=" if not in_value:
                lines.setdefault((*table, *keys), line)
                in_value = True
            case part if not in_value and token.lastgroup != "comment":
                keys.append(part if token.lastgroup == "bare" else part[1:-1])
        line += token.group().count("\n")
    return lines


def _table(keys: list[str], is_array: bool, counts: dict[Place, int]) -> Place:
    """The place of a table header; inside an array of tables, the last one is meant."""
    place: Place = ()
    for key in keys[:-1]:
        place = (*place, key)
        if place in counts:
            place = (*place, counts[place] - 1)
    place = (*place, keys[-1])
    if is_array:
        counts[place] = counts.get(place, 0) + 1
        place = (*place, counts[place] - 1)
    return place


def line_of(place: Place, lines: dict[Place, int]) -> int | None:
    """The line of `place`, or else of the innermost table around it that the text has."""
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return None
