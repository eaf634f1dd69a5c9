"""The About box: what runs here, and the licences of all of it, to read and to copy."""

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from tcplab import __version__
from tcplab.ui.about import AboutDialog


def test_about_shows_versions_and_every_licence(make, qtbot):
    window = make("handshake")
    window.set_language("zh_CN")
    qtbot.waitUntil(window.updatesEnabled)
    window.action["about"].trigger()
    about = window.findChild(AboutDialog)
    assert about.windowTitle() == "关于 TCP Lab"
    texts = []
    for index in range(about.choice.count()):
        about.choice.setCurrentIndex(index)
        texts.append(about.licence.toPlainText())
    assert len(set(texts)) == about.choice.count()
    qt = next(text for text in texts if text.startswith("Qt "))
    assert f"/{qVersion()}/" in qt
    assert "可以换成" in qt  # what the LGPL grants is said in the reader's language
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt
    assert "FreeType" in qt
    assert about.licence.verticalScrollBar().maximum() > 0

    copy = about.findChild(QDialogButtonBox).buttons()[-1]
    assert copy.text() == "复制版本信息"
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text().splitlines()
    assert copied[:2] == [f"TCP Lab {__version__}", f"Qt {qVersion()}"]
    assert f"Python {platform.python_version()} – PSF-2.0" in copied
