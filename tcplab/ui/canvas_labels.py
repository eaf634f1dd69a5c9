"""What stands beside an arrow: its words, how wide they are, and how they are painted."""

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from tcplab.lab.sequence_picture import Arrow
from tcplab.ui.canvas_sizes import Sizes
from tcplab.ui.canvas_words import lost_word, tags
from tcplab.ui.theme import Theme

HALO = 4.0

FLAGS, KEY, NUMBER, TAG, LOST = range(5)


class Token(NamedTuple):
    """A piece of a label at `x` from its left end; `role` is whose sequence space it counts."""

    text: str
    kind: int
    role: int | None
    x: float


class Text(NamedTuple):
    """One line of tokens and its width."""

    tokens: tuple[Token, ...]
    width: float


class Label(NamedTuple):
    """All that may be said beside an arrow; `tags` from the longest to the shortest."""

    flags: Text
    numbers: Text
    whole: Text
    tags: tuple[Text, ...]
    lost: Text | None


_Piece = tuple[str, int, int | None]


def label(arrow: Arrow, sizes: Sizes, relative: bool, more: int = 0) -> Label:
    """The words for an arrow; `more` others lie exactly on it and are counted."""
    flags: list[_Piece] = [(", ".join(arrow.flags) or "no flags", FLAGS, None)]
    seq = arrow.relative_seq if relative else arrow.seq
    ack = arrow.relative_ack if relative else arrow.ack
    numbers: list[_Piece] = [("seq=", KEY, None), (_signed(seq), NUMBER, arrow.seq_role)]
    if ack is not None:
        numbers += [(" ack=", KEY, None), (_signed(ack), NUMBER, arrow.ack_role)]
    if arrow.length:
        numbers += [(" len=", KEY, None), (str(arrow.length), NUMBER, arrow.seq_role)]
    count: list[_Piece] = [(f"  +{more}", FLAGS, None)] if more else []
    return Label(
        flags=_text([*flags, *count], sizes),
        numbers=_text(numbers, sizes),
        whole=_text([*flags, ("  ", KEY, None), *numbers, *count], sizes),
        tags=tuple(_text([(tag, TAG, None)], sizes) for tag in tags(arrow)),
        lost=_text([(lost_word(arrow), LOST, None)], sizes) if arrow.lost else None,
    )


def joined(first: Text, second: Text, gap: float) -> Text:
    """Two texts on one line."""
    shift = first.width + gap
    moved = tuple(token._replace(x=token.x + shift) for token in second.tokens)
    return Text((*first.tokens, *moved), shift + second.width)


def _signed(number: int) -> str:
    return f"−{-number}" if number < 0 else str(number)


def _text(pieces: list[_Piece], sizes: Sizes) -> Text:
    tokens, x = [], 0.0
    for text, kind, role in pieces:
        tokens.append(Token(text, kind, role, x))
        x += _width(text, sizes.label_px, kind in (FLAGS, NUMBER, LOST))
    return Text(tuple(tokens), x)


@lru_cache(maxsize=20_000)
def _width(text: str, px: float, strong: bool) -> float:
    return _metrics(px, strong).horizontalAdvance(text)


@lru_cache
def _metrics(px: float, strong: bool) -> QFontMetricsF:
    return QFontMetricsF(_font(px, strong))


@lru_cache
def _font(px: float, strong: bool) -> QFont:
    sizes = Sizes(0, 0, 0, 0, label_px=px, state_px=px)
    return sizes.strong_font if strong else sizes.label_font


class LabelPainter:
    """Paints label texts in a theme's colours; the painter's origin is the line's left end."""

    def __init__(self, sizes: Sizes, theme: Theme) -> None:
        self._fonts = {
            kind: _font(sizes.label_px, kind in (FLAGS, NUMBER, LOST)) for kind in range(5)
        }
        self._theme = theme
        self._halo_pen = QPen(
            QColor(theme.canvas), HALO, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
            Qt.PenJoinStyle.RoundJoin,
        )  # fmt: skip
        self._plain = {
            FLAGS: QColor(theme.ink), KEY: QColor(theme.ink2), NUMBER: QColor(theme.ink),
            TAG: QColor(theme.ink), LOST: QColor(theme.loss),
        }  # fmt: skip
        self._numbers = [QColor(theme.host(role).text) for role in range(3)]
        self._future = QColor(theme.future)

    def paint(self, painter: QPainter, text: Text, *, past: bool, halo: bool) -> None:
        """One line from the origin on, with a halo where it may cross something."""
        if halo:
            self._paint_halo(painter, text)
        for token in text.tokens:
            painter.setFont(self._fonts[token.kind])
            painter.setPen(self._colour(token) if past else self._future)
            painter.drawText(QPointF(token.x, 0), token.text)

    def _paint_halo(self, painter: QPainter, text: Text) -> None:
        path = QPainterPath()
        for token in text.tokens:
            path.addText(QPointF(token.x, 0), self._fonts[token.kind], token.text)
        painter.strokePath(path, self._halo_pen)

    def _colour(self, token: Token) -> QColor:
        if token.kind == NUMBER and token.role is not None:
            return self._numbers[token.role]
        return self._plain[token.kind]
