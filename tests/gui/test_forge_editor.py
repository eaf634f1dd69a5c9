"""The fields of a forged segment, in the window."""

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QIcon, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QWidget

from tcplab.ui.canvas.handles import handles
from tcplab.ui.forge_editor import ForgeEditor
from tcplab.ui.hosts.fields import NumberField
from tcplab.ui.look.icons import icon
from tcplab.ui.look.theme import load_theme
from tcplab.ui.panels.value_field import ValueField
from tcplab.ui.touching import Touching
from tests.support.canvas import Touchable, move, spot
from tests.support.experiments import opened
from tests.support.hands import FORGED, at

KEY = Qt.Key


def editor_of(shown: Touchable) -> ForgeEditor:
    return shown.canvas.findChild(ForgeEditor)


def named(editor: ForgeEditor, kind: type[QWidget]) -> dict[str, QWidget]:
    """Its fields of a kind, by what a screen reader calls them."""
    return {one.accessibleName(): one for one in editor.findChildren(kind)}


def pixels(image: QIcon) -> QImage:
    return image.pixmap(16, 16).toImage()


def test_a_segment_is_forged_by_keys_alone_and_its_fields_are_changed(touch):
    shown = touch(opened())
    session = shown.session
    session.go(session.last)
    QTest.keyClick(shown.canvas, KEY.Key_Menu)
    for key in (KEY.Key_Down, KEY.Key_Down, KEY.Key_Right, KEY.Key_Return):
        QTest.keyClick(QApplication.activePopupWidget(), key)
    (forged,) = session.experiment.injections
    assert (forged.to, forged.flags, forged.seq, forged.at_ms) == ("server:80", ("RST",), 101, 400)
    editor = editor_of(shown)
    assert editor.isVisible()
    flags = {one.text(): one for one in editor.findChildren(QPushButton) if one.isCheckable()}
    assert QApplication.focusWidget() is flags["RST"]
    QTest.keyClick(flags["RST"], KEY.Key_Space)
    QTest.keyClick(flags["ACK"], KEY.Key_Space)
    QTest.keyClick(flags["PSH"], KEY.Key_Space)
    forged = session.experiment.injections[0]
    assert (forged.flags, forged.ack) == (("PSH", "ACK"), 301)
    session.step(-1)
    assert not editor.isVisible()  # it would stand before what is looked at now
    assert QApplication.focusWidget() is shown.canvas
    shown.canvas.forgery_opened.emit(0)
    seq = named(editor, ValueField)["seq"]
    seq.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(seq, "7")
    (stamp,) = editor.findChildren(NumberField)
    stamp.setFocus(Qt.FocusReason.TabFocusReason)
    assert session.experiment.injections[0].seq == 7
    assert (stamp.text(), stamp.placeholderText()) == ("", "none")
    for typed, has in (("4294967296", None), ("5", 5), ("", None), ("9", 9)):
        stamp.selectAll()
        QTest.keyClick(stamp, KEY.Key_Delete)
        QTest.keyClicks(stamp, typed)
        stamp.editingFinished.emit()
        assert session.experiment.injections[0].timestamp == has
    QTest.keyClick(stamp, KEY.Key_Return)
    assert not editor.isVisible()
    assert QApplication.focusWidget() is shown.canvas


def test_the_editor_says_where_the_number_lies_and_removes_the_segment(touch):
    shown = touch(FORGED)
    canvas, session = shown.canvas, shown.session
    index = next(i for i, one in enumerate(canvas.scene.picture.arrows) if one.injected)
    canvas.pick(index)
    QTest.keyClick(canvas, KEY.Key_E)
    editor = editor_of(shown)
    note = editor._note
    assert note.text() == "Server, ESTABLISHED: seq is RCV.NXT, what is expected next."
    seq = named(editor, ValueField)["seq"]
    seq.setFocus(Qt.FocusReason.TabFocusReason)
    for key, text in ((KEY.Key_Up, "is in the window 101–65635"),
                      (KEY.Key_PageDown, "is outside the window 101–65635")):  # fmt: skip
        QTest.keyClick(seq, key)
        assert text in note.text()
    session.undo()
    assert session.experiment.injections[0].seq == 102
    assert seq.value == 102
    QTest.mouseClick(editor._remove, Qt.MouseButton.LeftButton)
    assert session.experiment.injections == ()
    assert not editor.isVisible()
    session.undo()
    canvas.findChild(Touching).set_theme(dark := load_theme("dark"))
    assert pixels(editor._close.icon()) == pixels(icon("close", dark))
    handle = next(one for one in handles(canvas.scene.geometry, index) if one.do == "edit")
    move(canvas, spot(canvas, index, 0.4))
    QTest.mouseClick(
        canvas.viewport(), Qt.MouseButton.LeftButton, pos=at(canvas, handle.x, handle.y)
    )
    assert editor.isVisible()
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Escape)
    assert not editor.isVisible()


def test_a_forged_segment_comes_often_and_from_other_ports(touch):
    shown = touch(FORGED)
    session = shown.session
    shown.canvas.forgery_opened.emit(0)
    editor = editor_of(shown)
    fields = named(editor, ValueField)
    (ports,) = editor.findChildren(QCheckBox)
    assert not ports.isEnabled()  # it comes once
    typed = (("at", "1600"), ("times", "26000"), ("every", "10"), ("times", "3"))
    for name, text in typed:
        fields[name].setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClicks(fields[name], text)
        fields[name].editingFinished.emit()
        many = session.experiment.injections[0].times > 25_536  # there are no such ports
        assert ports.isEnabled() is (not many and session.experiment.injections[0].times > 1)
    QTest.mouseClick(ports, Qt.MouseButton.LeftButton, pos=QPoint(8, ports.height() // 2))
    (forged,) = session.experiment.injections
    assert (forged.at_ms, forged.times, forged.every_ms) == (1_600, 3, 10)
    assert forged.next_port
    QTest.keyClicks(fields["times"], "26000")  # past the last port: it is put back
    fields["times"].editingFinished.emit()
    assert (session.experiment.injections, fields["times"].text()) == ((forged,), "3")


def test_a_forged_segment_comes_from_whom_one_likes(touch):
    shown = touch(FORGED)
    session = shown.session
    shown.canvas.forgery_opened.emit(0)
    editor = editor_of(shown)
    ends = named(editor, QLineEdit)

    def enter(name: str, text: str) -> tuple[str, str]:
        ends[name].setFocus(Qt.FocusReason.TabFocusReason)
        ends[name].selectAll()
        QTest.keyClicks(ends[name], text)
        QTest.keyClick(ends[name], KEY.Key_Return)
        (forged,) = session.experiment.injections
        return forged.from_, forged.to

    before = session.experiment.injections[0]
    for name, text, wrong in (
        ("from", "nobody", '"from": "nobody" is not NAME:PORT with a port from 1 to 65535'),
        ("to", "nobody:80", 'no host is called "nobody"; the hosts are: client, server'),
    ):
        assert enter(name, text) == (before.from_, before.to)
        assert editor.isVisible()
        assert wrong in editor._refusal.text()
        assert ends[name].text() == (before.from_ if name == "from" else before.to)
    assert enter("from", "10.0.0.99:7") == ("10.0.0.99:7", before.to)
    assert editor._note.text() == "Server will be in LISTEN."
    assert not editor.isVisible()
    session.undo()
    assert session.experiment.injections == (before,)


def test_what_is_being_typed_stays_while_the_run_changes(touch):
    shown = touch(FORGED)
    session = shown.session
    shown.canvas.forgery_opened.emit(0)
    editor = editor_of(shown)
    ends = named(editor, QLineEdit)
    ends["from"].setFocus(Qt.FocusReason.TabFocusReason)
    ends["from"].selectAll()
    QTest.keyClicks(ends["from"], "10.0.0.")
    (forged,) = session.experiment.injections
    session.edit(replace(session.experiment, injections=(replace(forged, to="server:81"),)))
    assert (ends["from"].text(), ends["to"].text()) == ("10.0.0.", "server:81")
    shown.canvas.forgery_opened.emit(0)
    assert ends["from"].text() == forged.from_


def test_the_editor_goes_when_what_it_edits_is_no_more(touch, monkeypatch):
    shown = touch(FORGED)
    canvas, session = shown.canvas, shown.session
    canvas.forgery_opened.emit(0)
    editor = editor_of(shown)
    monkeypatch.setattr(session._computing, "start", lambda *_: None)  # as a long run does
    session.edit(opened())
    assert editor.isVisible()
    seq = named(editor, ValueField)["seq"]
    QTest.keyClick(seq, KEY.Key_Up)
    assert session.experiment == opened()
    assert not editor.isVisible()
