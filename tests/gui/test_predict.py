"""Predict, then see: the run stops before the step, the answer is judged, nobody sees ahead."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton

from tcplab.files.lessons import Opened
from tcplab.files.wording import read_words
from tcplab.lab.diagram_layout import NODES
from tcplab.lab.lesson import Asked
from tcplab.lab.prediction import Question, sentence
from tcplab.sim.run import run
from tests.support.experiments import client, opened, server

KEY = Qt.Key


@pytest.fixture
def asked(make, qtbot):
    """A window that predicts, stepped on until it asks."""

    def asked(what="teardown", size=(1440, 900)):
        window = make(what, size)
        qtbot.keyClick(window.canvas, KEY.Key_P)
        while window.predicting.question is None:
            before = window.session.cursor
            qtbot.keyClick(window.canvas, KEY.Key_Right)
            assert window.session.cursor > before, "the run is over, and nothing was asked"
        qtbot.waitUntil(lambda: not window.renewing.busy)
        return window

    return asked


@pytest.fixture
def offered(qtbot):
    """The answers that can be clicked, by their words."""

    def offered(widget):
        def found():
            return {one.text(): one for one in widget.findChildren(QPushButton) if one.isVisible()}

        qtbot.waitUntil(lambda: len(found()) > 1)
        return found()

    return offered


def state_at(window, name):
    """Where a state of the diagram is."""
    box = window.predict.diagram._scene.look.grid.box(NODES[name])
    return QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))


def test_the_run_stops_before_the_step_that_is_asked_about(asked):
    window = asked()
    question = window.predicting.question
    assert window.session.cursor == question.moment - 1
    assert window.predict.heading.text() == question.text.en
    assert window.predict.isVisible()
    assert not window.right.isVisible()
    assert not window.left.isVisible()


def test_nothing_beyond_the_cursor_is_seen_or_reached(asked, qtbot):
    window = asked()
    stays = window.session.cursor
    assert window.canvas.scene.picture.last == stays
    for key in (KEY.Key_End, KEY.Key_Space):
        qtbot.keyClick(window.canvas, key)
        assert window.session.cursor == stays
    qtbot.keyClick(window.canvas, KEY.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert window.session.cursor == stays
    assert not window.player.playing


def test_a_right_number_is_judged_right_and_remembered(asked, qtbot):
    window = asked()
    moment = window.predicting.question.moment
    window.predict.number.field.setFocus()
    qtbot.keyClicks(window.predict.number.field, "102")
    qtbot.keyClick(window.predict.number.field, KEY.Key_Return)
    assert window.session.cursor == moment
    assert window.predict.verdict.text() == "Right: 102"
    assert window.predicting.marks == ("right", "open", "open")
    assert window.settings.answers("teardown") == {"teardown/1": True}


def test_a_wrong_number_is_told_what_is_right(asked, qtbot):
    window = asked()
    qtbot.keyClicks(window.predict.number.field, "101")
    qtbot.keyClick(window.predict.number.field, KEY.Key_Return)
    assert window.predict.verdict.text() == "Not 101, but 102"
    assert window.settings.answers("teardown") == {"teardown/1": False}


@pytest.mark.parametrize("nonsense", ["", "4294967296", "9999999999"])
def test_what_cannot_be_a_sequence_number_cannot_be_given(asked, qtbot, nonsense):
    window = asked()
    field = window.predict.number.field
    qtbot.keyClicks(field, nonsense)
    qtbot.keyClick(field, KEY.Key_Return)
    assert window.predicting.question is not None
    assert not window.predict.number.confirm.isEnabled()


def test_a_kind_of_segment_is_a_button(asked, click, offered):
    window = asked("abort")
    click(offered(window.predict.kinds)["RST,ACK"])
    assert window.predict.verdict.text() == "Right: RST,ACK"


def test_every_answer_can_be_read_in_the_smallest_window(asked, offered):
    window = asked("teardown-three", (1024, 768))
    window.set_language("zh_CN")
    answers = offered(window.predict.kinds)
    seen = window.predict._pages.rect()
    for button in answers.values():
        assert button.width() >= button.sizeHint().width(), button.text()
        corner = button.mapTo(window.predict._pages, button.rect().bottomRight())
        assert seen.contains(corner), button.text()


def test_that_nothing_is_sent_is_wrong_where_something_is(asked, click, offered):
    window = asked("abort")
    click(offered(window.predict.kinds)["nothing"])
    assert window.predict.verdict.text() == "Not nothing, but RST,ACK"


def test_a_state_is_clicked_in_the_diagram(asked, click):
    window = asked("fin-ack-lost")
    click(window.predict.reveal)
    while window.predicting.question is None:
        click(window.predict.onward)
    click(window.predict.diagram, state_at(window, "FIN-WAIT-2"))
    assert window.predict.verdict.text() == "Right: FIN-WAIT-2"


def test_the_verdict_can_be_read_before_the_next_question(asked, click, offered, qtbot):
    window = asked("abort")
    click(offered(window.predict.kinds)["RST,ACK"])
    assert window.predict.verdict.isVisible()
    assert window.predicting.question is None
    stays = window.session.cursor
    qtbot.keyClick(window.canvas, KEY.Key_Right)  # a question about the very next step
    assert window.predicting.question is not None
    assert window.session.cursor == stays


def test_sentences_to_choose_from_are_words_of_the_run(asked, click, offered):
    window = asked("abort")
    question = Question(window.session.cursor + 1, Asked.SENTENCE, "client")
    window.predicting._questions = (question,)
    window.predicting.changed.emit()
    choices = offered(window.predict.sentences)
    right = sentence(window.session.run, question.moment, read_words("en"))
    assert len(choices) == 4
    click(choices[right])
    assert window.predict.verdict.text() == f"Right: {right}"


def test_the_step_key_shows_the_answer(asked, qtbot):
    window = asked()
    moment = window.predicting.question.moment
    qtbot.keyClick(window.canvas, KEY.Key_Right)
    assert window.session.cursor == moment
    assert window.predict.verdict.text() == "The answer: 102"
    assert window.settings.answers("teardown") == {}


def test_a_hint_names_the_rule(asked, click):
    window = asked()
    click(window.predict.hint)
    assert window.predict._how.prose == "It is written in RFC 9293 §3.10.7.4, eighth step."


def test_the_key_that_begins_it_ends_it(asked, qtbot):
    window = asked()
    qtbot.keyClick(window.canvas, KEY.Key_P)
    qtbot.waitUntil(lambda: not window.renewing.busy)
    assert window.right.isVisible()
    assert window.left.isVisible()
    assert window.canvas.scene.picture.last == window.session.last
    qtbot.keyClick(window.canvas, KEY.Key_End)
    assert window.session.cursor == window.session.last


def test_playing_stops_before_a_question(make, qtbot):
    window = make("teardown")
    window.player.speed = 100.0
    qtbot.keyClick(window.canvas, KEY.Key_P)
    qtbot.keyClick(window.canvas, KEY.Key_Space)
    qtbot.waitUntil(lambda: not window.player.playing)
    assert window.predicting.question is not None


def test_an_experiment_of_ones_own_asks_about_every_change_of_state(asked):
    what = opened(client("close", 1_500), server("close", "end-of-stream"))
    window = asked(Opened(what))
    changes = {
        moment.index
        for moment in run(what).moments[1:]
        if any(one.line.before.state is not one.line.after.state for one in moment.step.happened)
    }
    assert len(window.predicting.marks) == len(changes)
    assert window.predicting.question.moment in changes
    assert "Which state will the server be in" in window.predict.heading.text()


def test_a_teacher_asks_at_any_step(make, qtbot):
    window = make("handshake")
    qtbot.keyClick(window.canvas, KEY.Key_Right)
    qtbot.keyClick(window.canvas, KEY.Key_P, Qt.KeyboardModifier.ShiftModifier)
    question = window.predicting.question
    assert question.moment == 2
    assert window.predict.heading.text() == "Which state will the client be in after the next step?"


def test_an_edit_begins_the_questions_anew(asked, qtbot):
    window = asked()
    qtbot.keyClick(window.canvas, KEY.Key_Right)
    assert window.predicting.outcomes
    window.session.edit(opened(client("close", 1_500)))
    assert window.predicting.outcomes == ()
    assert set(window.predicting.marks) <= {"open", "here"}


def test_questions_are_asked_in_the_language_of_the_interface(asked, qtbot):
    window = asked()
    window.set_language("zh_CN")
    chinese = window.predicting.question.text.zh_CN
    qtbot.waitUntil(lambda: window.predict.heading.text() == chinese)
    assert window.predict.hint.text() == "提示"


def test_the_least_window_has_room_for_it(asked):
    window = asked("teardown", (1024, 640))
    for widget in (window.predict.hint, window.predict.leave, window.predict.heading):
        place = widget.rect().translated(widget.mapTo(window, QPoint()))
        assert window.rect().contains(place)
    assert window.canvas.horizontalScrollBar().maximum() == 0


def test_below_the_diagram_is_what_has_room_there(asked, qtbot):
    window = asked("handshake", (1024, 640))
    panel = window.predict

    def seen():
        foot = (panel._marks, panel._score, panel.hint, panel.reveal, panel.leave)
        shown = [one for one in foot if one.isVisible()]
        assert all(one.width() >= one.sizeHint().width() for one in shown)
        places = [(one.x(), one.geometry().right()) for one in shown]
        assert all(end < start for (_, end), (start, _) in pairwise(places))
        return shown[:-3]

    qtbot.waitUntil(lambda: seen() == [panel._marks])
    assert panel._marks.accessibleName() == "Question 1 of 3"
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: seen() == [panel._marks, panel._score])
    window.text_size.choose(175)
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: not window.renewing.busy and seen() == [panel._marks])


def test_a_lesson_offers_its_questions_at_its_start(make, click, qtbot):
    window = make("teardown")
    offer = window.right.pages.why.predict
    assert offer.text() == "Predict, then see: 3 questions (P)"
    qtbot.keyClick(window.canvas, KEY.Key_Right)
    assert not offer.isVisible()
    qtbot.keyClick(window.canvas, KEY.Key_Left)
    click(offer)
    assert window.predicting.on
    window.predicting.toggle()
    window.documents.open_lesson("third-ack-lost", 0)
    assert offer.text() == "Predict, then see: one question (P)"
    for percent, lines in ((200, 2), (100, 1)):
        window.text_size.choose(percent)
        qtbot.waitUntil(lambda lines=lines: len(offer.text().splitlines()) == lines)
        area = window.right.pages.why.parentWidget().parentWidget()
        qtbot.waitUntil(lambda area=area: area.horizontalScrollBar().maximum() == 0)


def test_what_was_right_last_time_is_told(make, qtbot):
    window = make("teardown")
    window.settings.remember_answer("teardown", "teardown/1", True)
    window.settings.remember_answer("teardown", "teardown/2", False)
    qtbot.keyClick(window.canvas, KEY.Key_P)
    assert window.predict._score.text() == "1 of 3 right last time"


def test_a_segment_that_will_be_lost_gives_nothing_away(make, qtbot):
    window = make("last-ack-lost")
    canvas, session = window.canvas, window.session
    lost = next(one for one in canvas.scene.picture.arrows if one.lost)

    def shown():
        return next(one.lost for one in canvas.scene.picture.arrows if one.id == lost.id)

    session.go(lost.sent_moment)
    assert shown() == "fate"
    qtbot.keyClick(canvas, KEY.Key_P)
    assert shown() is None
    if window.predicting.question is not None:
        window.predicting.show_answer()
    qtbot.keyClick(canvas, KEY.Key_Right)
    assert (session.cursor, shown()) == (lost.ended_moment, "fate")
    session.go(canvas.scene.picture.arrows[0].sent_moment)
    canvas.pick(0)
    qtbot.keyClick(canvas, KEY.Key_L)
    assert canvas.scene.picture.arrows[0].lost == "fate"  # whoever lost it by hand knows it
    session.go(session.last)
    session.edit(session.original)  # a run of another length: nothing beyond its end is cut
    assert canvas.scene.picture.last <= session.last
