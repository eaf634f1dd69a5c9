"""The diagram onto paper or into a file, from the window, painted beside it so that it goes on."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, Signal
from PySide6.QtWidgets import QWidget

from tcplab.files.disk import FileProblem, write_file
from tcplab.files.exports import Manner
from tcplab.ui.documents import Documents
from tcplab.ui.session import Session

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
        self._ended.connect(self._end)

    @property
    def busy(self) -> bool:
        """Whether something is still being painted."""
        return self._works > 0

    def ask_and_export(self) -> None:
        """The whole run in the window's theme, as a file of the kind that its ending says."""
        from PySide6.QtWidgets import QFileDialog  # dialogs are for later

        dialog = QFileDialog(self._window, translate("Printing", "Export picture"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        kinds = {
            translate("Printing", "Picture (*.png)"): "png",
            translate("Printing", "Drawing (*.svg)"): "svg",
            translate("Printing", "PDF (*.pdf)"): "pdf",
        }
        dialog.setNameFilters(list(kinds))
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(kinds[chosen]))
        dialog.setDefaultSuffix("png")
        proposed = self._documents.proposed()
        dialog.setDirectory(str(proposed.parent))
        dialog.selectFile(proposed.stem)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        if chosen:
            self.export(Path(chosen[0]))

    def export(self, path: Path) -> None:
        """Begins to write the picture."""
        from tcplab.ui.export import picture_file

        run, manner = self._session.run, Manner(theme=self._window.theme.name)

        def write() -> None:
            write_file(path, picture_file(run, path, manner))

        self._begin(write)

    def ask_and_print(self) -> None:
        """The whole run in dark ink on as many pages as it takes."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        from tcplab.ui.export import print_on

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._session.title(self._documents.language))
        printer.setCreator("TCP Lab")
        dialog = QPrintDialog(printer, self._window)
        accepted = dialog.exec()
        dialog.deleteLater()
        if accepted:
            run = self._session.run
            self._begin(lambda: print_on(printer, run))

    def _begin(self, work: Callable[[], None]) -> None:
        def job() -> None:
            try:
                work()
            except Exception as error:
                self._ended.emit(error)
            else:
                self._ended.emit(None)

        self._works += 1
        self.busy_changed.emit(self.busy)
        QThreadPool.globalInstance().start(job)

    def _end(self, error: Exception | None) -> None:
        self._works -= 1
        self.busy_changed.emit(self.busy)
        if isinstance(error, FileProblem):
            self._documents.tell(translate("Printing", "This was not exported."), str(error))
        elif error is not None:
            raise error

    def wait(self) -> None:
        """Returns when everything has been painted."""
        QThreadPool.globalInstance().waitForDone()
