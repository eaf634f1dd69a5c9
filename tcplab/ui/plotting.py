"""The plots of a window: made when they are first asked for, then shown again."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from tcplab.files.disk import FileProblem
from tcplab.ui.look.theme import Theme

translate = QCoreApplication.translate


class Plotting(QObject):
    """Has the PlotsWindow of a MainWindow, and saves what it shows."""

    def __init__(self, window) -> None:
        super().__init__(window)
        self._window = window
        self.plots: QWidget | None = None

    def show(self) -> None:
        """Brings the plots to the front."""
        if self.plots is None:
            QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
            from tcplab.ui.plots.window import PlotsWindow  # pyqtgraph and numpy take a while

            QApplication.restoreOverrideCursor()
            self.plots = PlotsWindow(self._window.session, self._window.theme, self._window)
            self.plots.save_asked.connect(self._ask_and_save)
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
        try:
            self.plots.write(path)
        except FileProblem as problem:
            what = translate("Plots", "The plots were not saved.")
            self._window.documents.tell(what, problem)
