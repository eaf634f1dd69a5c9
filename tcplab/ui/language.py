"""The interface's language, switched while the program runs."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from tcplab.files.resources import resource
from tcplab.lab.lesson import Language

LANGUAGES: dict[Language, str] = {"en": "English", "zh_CN": "简体中文"}


class Translators:
    """The translators installed in the application: ours, and Qt's for its own dialogs."""

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._installed: list[QTranslator] = []

    def use(self, language: Language) -> None:
        """Everything on screen gets a LanguageChange event and shows itself in `language`."""
        for translator in self._installed:
            self._application.removeTranslator(translator)
        self._installed.clear()
        QLocale.setDefault(QLocale(language))
        if language == "en":
            return
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for path in (f"{qt}/qtbase_{language}.qm", str(resource("i18n", f"tcplab_{language}.qm"))):
            translator = QTranslator()
            if translator.load(path):
                self._application.installTranslator(translator)
                self._installed.append(translator)
