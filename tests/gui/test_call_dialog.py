"""The arguments of a call, changed by keys where it is drawn."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QWidget

from tcplab.files.lessons import lesson_ids, read_lesson
from tcplab.ui.call_dialog import CallDialog
from tests.support.canvas import touchable
from tests.support.experiments import client, opened

KEY = Qt.Key
HELLO = client("send", 1_000, octets=100)


def opened_by_key(qtbot, what, presses: int) -> tuple:
    """The canvas's session, and the dialog that E opens on the call that T has picked."""
    session, canvas = touchable(qtbot, what)
    for _ in range(presses):
        QTest.keyClick(canvas, KEY.Key_T)
    QTest.keyClick(canvas, KEY.Key_E)
    (dialog,) = canvas.window().findChildren(CallDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    return session, dialog


def write(dialog: CallDialog, key: str, text: str) -> None:
    field = dialog.fields[key]
    line = field.lineEdit() if isinstance(field, QComboBox) else field
    line.selectAll()
    QTest.keyClick(field, KEY.Key_Delete)
    QTest.keyClicks(field, text)


def test_what_is_typed_is_one_edit_and_what_cannot_be_is_told_in_a_sentence(qtbot):
    session, dialog = opened_by_key(qtbot, opened(HELLO), 3)
    assert dialog.windowTitle() == "Client calls send()"
    octets = dialog.fields["octets"]
    assert dialog.focusWidget() is octets
    wrong = (
        ("octets", "0", '"octets" is 0; it must be a whole number from 1 to 1048576'),
        ("octets", "ten", '"octets" is "ten"; it must be a whole number from 1 to 1048576'),
        ("octets", "", 'send needs exactly one of "octets" and "data"'),
        ("data", "hi", ""),
        ("when", "connected", 'send needs exactly one of "at_ms" and "when"'),
        ("at_ms", "", ""),
        ("socket", "s", 'call 3, "socket": no call of client makes "s"; '),
    )
    for key, text, sentence in wrong:
        write(dialog, key, text)
        if sentence:
            QTest.keyClick(dialog.fields[key], KEY.Key_Return)
            assert dialog.hint.text().startswith(sentence)
            assert session.experiment == opened(HELLO)
    assert dialog.focusWidget() is dialog.fields["socket"]
    write(dialog, "socket", "")
    for key, text in (("after_ms", "250"), ("times", "3"), ("every_ms", "40")):
        write(dialog, key, text)
    QTest.keyClick(dialog.fields["times"], KEY.Key_Return)
    assert not dialog.isVisible()
    edited = client("send", "connected", after_ms=250, data="hi", times=3, every_ms=40)
    assert session.experiment == opened(edited)
    session.undo()
    assert session.experiment == opened(HELLO)


def test_escape_leaves_the_call_as_it_is_and_other_halves_can_be_chosen(qtbot):
    call = client("shutdown", 1_000, how="write")
    session, dialog = opened_by_key(qtbot, opened(call), 3)
    QTest.keyClick(dialog.fields["how"], KEY.Key_Down)
    QTest.keyClick(dialog, KEY.Key_Escape)
    assert session.experiment == opened(call)
    _, dialog = again = opened_by_key(qtbot, opened(call), 3)
    QTest.keyClick(dialog.fields["how"], KEY.Key_Down)
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
    assert again[0].experiment == opened(replace(call, how="both"))


def test_every_call_of_the_lessons_is_shown_as_it_is(qtbot):
    parent, met = QWidget(), set()
    qtbot.addWidget(parent)
    for lesson in map(read_lesson, lesson_ids()):
        for call in (call for one in lesson.variants for call in one.experiment.calls):
            keys = (call.do, *(getattr(call, key) is None for key in call.__struct_fields__))
            if keys in met:
                continue
            met.add(keys)
            taken = []
            dialog = CallDialog(call, taken.append, "zh_CN", parent)
            dialog._finish()
            assert taken == [call], dialog.hint.text()
    assert len(met) > 30
