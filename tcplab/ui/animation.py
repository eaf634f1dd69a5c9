"""A run that plays, as an animated picture: painted frame by frame, packed by Pillow."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from tcplab.files.disk import FileProblem
from tcplab.files.exports import Manner
from tcplab.sim.run import Run
from tcplab.ui.canvas.look import View
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.scrolling import BELOW, FOLLOW
from tcplab.ui.export import Told, diagram_scene
from tcplab.ui.player import pause

_FRAME_MS = 80
_GRAIN_MS = 10  # a GIF's unit of time
_BEGIN_MS, _END_MS = 800, 2_500
_MOST_PIXELS = 700_000_000  # Pillow holds all frames of a GIF at once, an octet a pixel
_SAMPLES = 6
_COLOURS, _ALIKE = 256, 8
_GLIDE = 0.6
_KEY_FRAMES = 1_000


class Frame(NamedTuple):
    """What is seen for `ms`: the scene from the place `top` on."""

    view: View
    top: int
    ms: int


def animation(run: Run, path: Path, manner: Manner, told: Told) -> bytes:
    """The octets of a .gif or .webp; `told` hears of every frame, and what it raises ends it.

    FileProblem if it would be too long.
    """
    width, height = manner.size
    scene = diagram_scene(run, manner, width, height)
    scale = width / scene.width  # less than 1 where so many hosts need more room
    page = QRectF(0, 0, scene.width, min(height / scale, scene.height))
    frames = planned(run, scene, page.height(), manner)
    painting = _Painting(scene, page, scale * (manner.scale or 1.0))
    most = _MOST_PIXELS // (painting.size.width() * painting.size.height())
    if len(frames) > most:
        words = (
            "{path}: the animation would have {count} frames, and of this size there is "
            "room for {most}; right would be a higher speed, a smaller size or an earlier end"
        )
        raise FileProblem(words, path=path, count=f"{len(frames):,}", most=f"{most:,}")
    images = _indexed(painting, frames, told)
    pack = _webp if path.suffix.lower() == ".webp" else _gif
    return pack(images, [frame.ms for frame in frames])


def planned(run: Run, scene: SequenceScene, height: float, manner: Manner) -> list[Frame]:
    """The frames up to the cursor or the run's end, as long as the player waits at each step."""
    last = len(run.moments) - 1 if manner.cursor is None else manner.cursor
    delay, geometry = run.experiment.network.delay_ms, scene.geometry
    seen: list[tuple[View, float]] = [(scene.view(0), _BEGIN_MS)]
    there = frozenset(geometry.picture.rows.times)  # not what is too crowded to be seen
    shown = [one for one in run.moments[: last + 1] if one.world.now in there]
    for before, after in pairwise(shown):
        times = before.world.now, after.world.now
        wait = pause(times[1] - times[0], max(50, delay), manner.speed)
        y, end = geometry.y(times[0]), geometry.y(times[1])
        count = max(1, round(wait / _FRAME_MS)) if end > y else 1
        for part in range(count):
            now = y + (end - y) * part / count
            clock = round(geometry.ms(now)) if part else times[0]
            seen.append((View(before.index, now, clock=clock), wait / count))
    seen.append((scene.view(last), _END_MS))
    return list(_timed(seen, scene.height, height))


def _timed(seen: list[tuple[View, float]], whole: float, height: float) -> Iterator[Frame]:
    """Each with its place and with whole grains of time, which add up to all of it."""
    elapsed, shown = 0.0, 0
    top = wanted = 0.0
    for view, ms in seen:
        assert view.now is not None
        elapsed += ms
        grains = max(2, round((elapsed - shown) / _GRAIN_MS))  # browsers slow down what is quicker
        shown += grains * _GRAIN_MS
        if view.now - wanted > height - BELOW:  # as the canvas follows: a picture at rest is small
            wanted = max(0.0, min(whole - height, view.now - FOLLOW * height))
        top = wanted if wanted - top < 2 else top + _GLIDE * (wanted - top)
        yield Frame(view, round(top), grains * _GRAIN_MS)


class _Painting(NamedTuple):
    scene: SequenceScene
    page: QRectF
    scale: float

    @property
    def size(self) -> QSize:
        """Device pixels."""
        return QSize(round(self.page.width() * self.scale), round(self.page.height() * self.scale))

    def frame(self, frame: Frame) -> Image.Image:
        """One frame as Pillow has it."""
        size = self.size
        image = QImage(size, QImage.Format.Format_RGBX8888)
        image.setDevicePixelRatio(self.scale)
        painter = QPainter(image)
        painter.translate(0, -frame.top)
        visible = QRectF(0, frame.top, self.page.width(), self.page.height())
        self.scene.paint(painter, visible, frame.view)
        painter.end()
        octets = bytes(image.constBits())
        return Image.frombytes(
            "RGB", size.toTuple(), octets, "raw", "RGBX", image.bytesPerLine(), 1
        )


def _indexed(painting: _Painting, frames: list[Frame], told: Told) -> Iterator[Image.Image]:
    """All frames in the colours of one palette, which both kinds pack many times better."""
    palette = _palette(painting, frames)
    for done, frame in enumerate(frames):
        told(done, len(frames))
        yield painting.frame(frame).quantize(palette=palette, dither=Image.Dither.NONE)
    told(len(frames), len(frames))


def _palette(painting: _Painting, frames: list[Frame]) -> Image.Image:
    """The commonest colours of frames from beginning to end; of those nearly alike only one.

    Pillow takes the same entry for all that are nearly alike, and need not take the nearest.
    """
    picked = {round(at * (len(frames) - 1) / (_SAMPLES - 1)) for at in range(_SAMPLES)}
    counts: Counter[tuple[int, int, int]] = Counter()
    for index in sorted(picked):
        sample = painting.frame(frames[index])
        colours = sample.getcolors(sample.width * sample.height)
        counts.update({colour: count for count, colour in colours})
    chosen: dict[tuple[int, ...], tuple[int, int, int]] = {}
    for colour, _ in counts.most_common():
        chosen.setdefault(tuple(part // _ALIKE for part in colour), colour)
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in list(chosen.values())[:_COLOURS] for part in colour])
    return palette


def _gif(images: Iterator[Image.Image], durations: list[int]) -> bytes:
    octets = BytesIO()
    next(images).save(
        octets, "GIF", save_all=True, append_images=images, duration=durations, loop=0
    )
    return octets.getvalue()


def _webp(images: Iterator[Image.Image], durations: list[int]) -> bytes:
    """Without loss, and with few frames that need no other: so it is smallest and quickest."""
    octets = BytesIO()
    plain = (image.convert("RGB") for image in images)
    next(plain).save(
        octets, "WEBP", save_all=True, append_images=plain, duration=durations, loop=0,
        lossless=True, quality=20, method=2, kmin=_KEY_FRAMES - 1, kmax=_KEY_FRAMES,
    )  # fmt: skip
    return octets.getvalue()
