"""The plots of a window: made when they are first asked for, then shown again."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, Signal

from tcplab.files.disk import FileProblem
from tcplab.ui.look.theme import Theme

if TYPE_CHECKING:
    from tcplab.ui.plots.window import PlotsWindow

translate = QCoreApplication.translate


class Plotting(QObject):
    """Has the PlotsWindow of a MainWindow, and saves what it shows."""

    busy_changed = Signal(bool)
    _read = Signal(object)

    def __init__(self, window) -> None:
        super().__init__(window)
        self._window = window
        self.busy = False
        self.plots: PlotsWindow | None = None
        self._read.connect(self._make)

    def show(self) -> None:
        """Brings the plots to the front; at first they come when all that they need is read."""
        if self.plots is not None:
            self._bring()
        elif not self.busy:
            self._set_busy(True)
            QThreadPool.globalInstance().start(self._read_modules)

    def _read_modules(self) -> None:
        """pyqtgraph and numpy take a while: beside the window, so that it answers."""
        try:
            from tcplab.ui.plots.window import PlotsWindow
        except Exception as error:
            self._read.emit(error)
        else:
            self._read.emit(PlotsWindow)

    def _make(self, read: "type[PlotsWindow] | Exception") -> None:
        self._set_busy(False)
        if isinstance(read, Exception):
            raise read
        if self._window.isVisible():  # nobody has closed it meanwhile
            self.plots = read(self._window.session, self._window.theme, self._window.wardrobe)
            self.plots.save_asked.connect(self._ask_and_save)
            self._bring()

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit(busy)

    def _bring(self) -> None:
        self.plots.show()
        self.plots.raise_()
        self.plots.activateWindow()

    def set_theme(self, theme: Theme) -> None:
        """Draws everything in the theme's colours."""
        if self.plots is not None:
            self.plots.set_theme(theme)

    def _ask_and_save(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # dialogs are for later

        dialog = QFileDialog(self.plots, translate("Plots", "Save the plots"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        kinds = {
            translate("Plots", "Picture (*.png)"): "png",
            translate("Plots", "Drawing (*.svg)"): "svg",
            translate("Plots", "Values (*.csv)"): "csv",
        }
        dialog.setNameFilters(list(kinds))
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(kinds[chosen]))
        dialog.setDefaultSuffix("png")
        proposed = self._window.documents.proposed()
        dialog.setDirectory(str(proposed.parent))
        dialog.selectFile(proposed.stem)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        if chosen:
            self.save(Path(chosen[0]))

    def save(self, path: Path) -> None:
        """Writes what is shown; a problem becomes one sentence."""
        from tcplab.ui.plots.saving import save_plots  # they are there

        try:
            save_plots(self.plots, path)
        except FileProblem as problem:
            what = translate("Plots", "The plots were not saved.")
            self._window.documents.tell(what, problem)
