"""The run onto paper, into a file or the clipboard, made beside the window so that it goes on."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QThreadPool, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from tcplab.files.disk import FileProblem, write_file
from tcplab.ui.documents import Documents
from tcplab.ui.export_progress import Cancelled, ExportProgress
from tcplab.ui.session import Session

if TYPE_CHECKING:
    from tcplab.files.exports import Manner

translate = QCoreApplication.translate


class Printing(QObject):
    """Asks where to, and works in a thread of its own; a problem becomes one sentence."""

    busy_changed = Signal(bool)
    _ended = Signal(object)

    def __init__(self, window: QWidget, session: Session, documents: Documents) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._documents = documents
        self._works = 0
        self._progress: list[ExportProgress] = []
        self._ending = ".png"  # chosen last, as is the manner
        self._manner: Manner | None = None
        self._ended.connect(self._end)

    @property
    def busy(self) -> bool:
        """Whether something is still being painted."""
        return self._works > 0

    def ask_and_export(self) -> None:
        """The run as a file of the kind, and in the manner, that is chosen."""
        from PySide6.QtWidgets import QDialog  # dialogs are for later

        from tcplab.files.exports import Manner
        from tcplab.ui.export_dialog import ExportDialog

        manner = self._manner or Manner(theme=self._window.theme.name)
        dialog = ExportDialog(self._session, self._ending, manner, self._window.wardrobe)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if accepted:
            self._ending, self._manner = dialog.ending, dialog.manner
            path = self._asked_path()
            if path is not None:
                self.export(path, self._manner)

    def _asked_path(self) -> Path | None:
        from PySide6.QtWidgets import QFileDialog  # as above

        from tcplab.ui.export_dialog import name_filter

        dialog = QFileDialog(self._window.wardrobe, translate("Printing", "Export"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(name_filter(self._ending))
        dialog.setDefaultSuffix(self._ending[1:])
        proposed = self._documents.proposed()
        dialog.setDirectory(str(proposed.parent))
        dialog.selectFile(proposed.stem)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        return Path(chosen[0]) if chosen else None

    def export(self, path: Path, manner: "Manner") -> None:
        """Begins to write the file whose ending says as what."""
        from tcplab.files.exports import ANIMATIONS, TEXTS, check_ending, text_file

        run, lesson = self._session.run, self._session.lesson
        language = self._documents.language
        animated = path.suffix.lower() in ANIMATIONS
        progress = ExportProgress(self._window.wardrobe, path.name) if animated else None

        def write() -> None:
            ending = check_ending(path)
            if ending in TEXTS:
                octets = text_file(run, lesson, ending, language, manner.capture)
            else:
                from tcplab.ui.export import picture_file, unheard

                octets = picture_file(run, path, manner, progress.tell if progress else unheard)
            write_file(path, octets)

        self._begin(write, progress=progress)

    def copy_picture(self) -> None:
        """The whole run in the window's theme to the clipboard, as an image and as SVG."""
        from tcplab.files.exports import Manner
        from tcplab.ui.export import picture_data

        run, manner = self._session.run, Manner(theme=self._window.theme.name)

        def put(made: tuple[bytes, QImage | None]) -> None:
            svg, image = made
            data = QMimeData()
            data.setData("image/svg+xml", svg)
            if image is not None:
                data.setImageData(image)
            QGuiApplication.clipboard().setMimeData(data)

        self._begin(lambda: picture_data(run, manner), put)

    def copy_text(self) -> None:
        """The ladder to the clipboard."""
        from tcplab.files.trace_lines import text_lines

        run, lesson = self._session.run, self._session.lesson
        language = self._documents.language
        self._begin(
            lambda: "\n".join(text_lines(run, lesson, language)),
            QGuiApplication.clipboard().setText,
        )

    def copy_link(self) -> None:
        """The experiment to the clipboard, as one word that can be pasted and opened again."""
        from tcplab.files.link import link_of

        try:
            QGuiApplication.clipboard().setText(link_of(self._session.experiment))
        except FileProblem as problem:
            self._documents.tell(translate("Printing", "This was not copied."), problem)

    def ask_and_print(self) -> None:
        """The whole run in dark ink on as many pages as it takes."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        from tcplab.ui.export import print_on

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._session.title(self._documents.language))
        printer.setCreator("TCP Lab")
        dialog = QPrintDialog(printer, self._window.wardrobe)
        accepted = dialog.exec()
        dialog.deleteLater()
        if accepted:
            run = self._session.run
            self._begin(lambda: print_on(printer, run))

    def _begin(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], object] = lambda made: None,
        progress: ExportProgress | None = None,
    ) -> None:
        """Has `work` done beside the window, and `then` in it, with what was made."""

        def job() -> None:
            try:
                end = partial(then, work())
            except Cancelled:
                end = partial(then, None)
            except Exception as error:
                end = partial(self._fail, error)
            self._ended.emit((end, progress))

        self._works += 1
        self._progress += [progress] if progress else []
        self.busy_changed.emit(self.busy)
        QThreadPool.globalInstance().start(job)

    def _end(self, ended: tuple[Callable[[], object], ExportProgress | None]) -> None:
        end, progress = ended
        self._works -= 1
        if progress is not None:
            self._progress.remove(progress)
            progress.close()
        self.busy_changed.emit(self.busy)
        end()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, FileProblem):
            raise error
        self._documents.tell(translate("Printing", "This was not exported."), error)

    def wait(self) -> None:
        """Returns when everything has been painted; an animation is given up."""
        for progress in self._progress:
            progress.cancel()
        QThreadPool.globalInstance().waitForDone()
