"""The choices of a host in groups, and in which units they are counted."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from tcplab.lab.host_options import unit

GROUPS: dict[str, tuple[str, ...]] = {
    QT_TRANSLATE_NOOP("Hosts", "Numbers and ports"): ("iss", "first_port", "last_port", "reads"),
    QT_TRANSLATE_NOOP("Hosts", "Time"): (
        "msl_s",
        "rto_first_ms",
        "rto_min_ms",
        "rto_max_ms",
        "r2_syn_s",
        "r2_data_s",
        "rst_on_give_up",
    ),
    QT_TRANSLATE_NOOP("Hosts", "Windows and acknowledgments"): (
        "window",
        "delayed_ack_ms",
        "challenge_acks",
        "invalid_ack_ms",
    ),
    QT_TRANSLATE_NOOP("Hosts", "Options of TCP"): (
        "mss",
        "window_scale",
        "timestamps",
        "sack",
        "user_timeout_option_s",
        "user_timeout_least_s",
        "user_timeout_most_s",
    ),
    QT_TRANSLATE_NOOP("Hosts", "Listening, idling, closing"): (
        "backlog",
        "syn_cookies",
        "keepalive_idle_s",
        "keepalive_interval_s",
        "keepalive_count",
        "fin_wait_2_s",
        "rfc1337",
        "reopens_time_wait",
    ),
}
"""The keys are those of a lab file."""


translate = QCoreApplication.translate


def named(source: str) -> str:
    """A group in the language of the interface."""
    return translate("Hosts", source)


def unit_of(key: str) -> str:
    """What is counted: "s", "ms", octets, or nothing that needs a name."""
    return translate("Hosts", "octets") if key in ("mss", "window") else unit(key)
