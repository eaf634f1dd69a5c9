"""What `tcplab trace` prints: a run as a ladder in text, or as JSON lines."""

from collections.abc import Iterator

import msgspec

from tcplab.files.wording import read_words
from tcplab.lab.ladder import ladder
from tcplab.lab.lesson import Language, Lesson
from tcplab.lab.moments import narration
from tcplab.lab.story_picture import Sentence, story_picture
from tcplab.lab.trace import trace
from tcplab.lab.words import Words
from tcplab.sim.run import Run


def json_lines(run: Run) -> Iterator[str]:
    """One JSON object a line, in the order of happening (the contract of `trace --json`)."""
    encoder = msgspec.json.Encoder()
    for event in trace(run):
        yield encoder.encode(event).decode()


def text_lines(run: Run, lesson: Lesson | None, language: Language) -> Iterator[str]:
    """The ladder with, for each step, the lesson's story, and every rule with its why."""
    words = read_words(language)
    told = narration(lesson, run) if lesson is not None else {}

    def why(index: int) -> Iterator[str]:
        story = story_picture(run, index, words, language, lesson=lesson, told=told)
        if index in told and told.get(index - 1) is not told[index]:  # what goes on, once
            yield f"» {story.narration}"
        for sentence in (story.main, *story.others):
            if sentence is not None:
                yield _spoken(sentence, language)

    yield run_title(run, lesson, language)
    yield ""
    yield from ladder(run, why, language, shown_names(words, language))


def shown_names(words: Words, language: Language) -> dict[str, str]:
    """The names of hosts that everybody knows, where they are words of the language."""
    if language == "en":
        return {}
    return {
        key.removeprefix("host/"): entry.text
        for key, entry in words.items()
        if key.startswith("host/")
    }


def run_title(run: Run, lesson: Lesson | None, language: Language) -> str:
    """A lesson's title, with the variant's if it has several; else the experiment's."""
    if lesson is None:
        return run.experiment.title
    title = lesson.title.written_in(language)
    if len(lesson.variants) == 1:
        return title
    shown = [one for one in lesson.variants if one.experiment == run.experiment]
    return f"{title} · {shown[0].title.written_in(language)}" if shown else title


def _spoken(sentence: Sentence, language: Language) -> str:
    """Title, meaning and citation in one paragraph, punctuated as the language has it."""
    if language == "zh_CN":
        citation = f"（{sentence.citation}）" if sentence.citation else ""
        return f"{sentence.title}：{sentence.text}{citation}"
    citation = f" ({sentence.citation})" if sentence.citation else ""
    return f"{sentence.title}. {sentence.text}{citation}"
