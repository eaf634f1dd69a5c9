"""What stands beside an arrow: its words, how wide they are, and how they are painted."""

from functools import lru_cache
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from tcplab.lab.arrows import Arrow
from tcplab.ui.canvas.faces import face, paint_plate
from tcplab.ui.canvas.look import Look
from tcplab.ui.canvas.sizes import Sizes
from tcplab.ui.canvas.words import lost_word, tags
from tcplab.ui.look.fonts import REGULAR, SEMIBOLD

FLAGS, KEY, NUMBER, TAG, LOST = range(5)


class Token(NamedTuple):
    """A piece of a label at `x` from its left end; `role` is whose sequence space it counts."""

    text: str
    kind: int
    role: int | None
    x: float


class Text(msgspec.Struct, frozen=True, eq=False):
    """One line of tokens and its width; the same line is the same object."""

    tokens: tuple[Token, ...]
    width: float


class Label(msgspec.Struct, frozen=True, eq=False):
    """All that may be said beside an arrow; `tags` from the longest to the shortest.

    The same words are the same object, so that finding what is known of them takes no time.
    """

    flags: Text
    numbers: Text
    whole: Text
    tags: tuple[Text, ...]
    lost: Text | None


_Piece = tuple[str, int, int | None]


def label(arrow: Arrow, sizes: Sizes, relative: bool, more: int = 0) -> Label:
    """The words for an arrow; `more` others lie exactly on it and are counted."""
    return _label(
        arrow.flags,
        arrow.relative_seq if relative else arrow.seq,
        arrow.relative_ack if relative else arrow.ack,
        arrow.length,
        (arrow.seq_role, arrow.ack_role),
        tags(arrow),
        lost_word(arrow) if arrow.lost else None,
        more,
        sizes.label_px,
    )


@lru_cache(maxsize=4_096)
def _label(
    names: tuple[str, ...], seq: int, ack: int | None, length: int,
    roles: tuple[int | None, int | None], remarks: tuple[str, ...], lost: str | None, more: int,
    px: float,
) -> Label:  # fmt: skip
    flags: tuple[_Piece, ...] = ((", ".join(names) or "no flags", FLAGS, None),)
    numbers: tuple[_Piece, ...] = (("seq=", KEY, None), (_signed(seq), NUMBER, roles[0]))
    if ack is not None:
        numbers += ((" ack=", KEY, None), (_signed(ack), NUMBER, roles[1]))
    if length:
        numbers += ((" len=", KEY, None), (str(length), NUMBER, roles[0]))
    count: tuple[_Piece, ...] = ((f"  +{more}", FLAGS, None),) if more else ()
    return Label(
        flags=_text((*flags, *count), px),
        numbers=_text(numbers, px),
        whole=_text((*flags, ("  ", KEY, None), *numbers, *count), px),
        tags=tuple(_text(((tag, TAG, None),), px) for tag in remarks),
        lost=None if lost is None else _text(((lost, LOST, None),), px),
    )


@lru_cache(maxsize=4096)
def joined(first: Text, second: Text, gap: float) -> Text:
    """Two texts on one line."""
    shift = first.width + gap
    moved = tuple(token._replace(x=token.x + shift) for token in second.tokens)
    return Text((*first.tokens, *moved), shift + second.width)


def _signed(number: int) -> str:
    return f"−{-number}" if number < 0 else str(number)


@lru_cache(maxsize=16_384)
def _text(pieces: tuple[_Piece, ...], px: float) -> Text:
    tokens, x = [], 0.0
    for text, kind, role in pieces:
        if not text.isspace():
            tokens.append(Token(text, kind, role, x))
        x += face(px, _weight(kind)).width(text)
    return Text(tuple(tokens), x)


def _weight(kind: int) -> int:
    return SEMIBOLD if kind in (FLAGS, NUMBER, LOST) else REGULAR


def paint_text(painter: QPainter, look: Look, text: Text, *, past: bool, plate: bool) -> None:
    """One line from the origin on, on cleared ground where it may cross something."""
    px = look.sizes.label_px
    if plate:
        paint_plate(painter, 0, 0, text.width, px, look.canvas)
    for token in text.tokens:  # in the order in which a file of them is read
        painter.setFont(face(px, _weight(token.kind)).font)
        painter.setPen(_colour(look, token) if past else look.future)
        painter.drawText(QPointF(token.x, 0), token.text)


def _colour(look: Look, token: Token) -> QColor:
    if token.kind == NUMBER and token.role is not None:
        return look.text[token.role]
    return {KEY: look.ink2, LOST: look.loss}.get(token.kind, look.ink)
