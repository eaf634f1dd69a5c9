"""How a host's name is shown: known names are translated, others begin with a capital letter."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_KNOWN = {
    "client": QT_TRANSLATE_NOOP("Hosts", "Client"),
    "server": QT_TRANSLATE_NOOP("Hosts", "Server"),
    "attacker": QT_TRANSLATE_NOOP("Hosts", "Attacker"),
}


def shown_name(name: str) -> str:
    """The name of a host in the language of the interface."""
    if name in _KNOWN:
        return QCoreApplication.translate("Hosts", _KNOWN[name])
    return name[:1].upper() + name[1:]
