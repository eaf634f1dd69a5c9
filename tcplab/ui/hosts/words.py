"""What the choices of a host are called, in groups, and in which units they are counted."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

GROUPS: dict[str, dict[str, str]] = {
    QT_TRANSLATE_NOOP("Hosts", "Numbers and ports"): {
        "iss": QT_TRANSLATE_NOOP("Hosts", "First sequence number (ISS)"),
        "first_port": QT_TRANSLATE_NOOP("Hosts", "First local port"),
        "last_port": QT_TRANSLATE_NOOP("Hosts", "Last local port"),
        "reads": QT_TRANSLATE_NOOP("Hosts", "Its program reads at once"),
    },
    QT_TRANSLATE_NOOP("Hosts", "Time"): {
        "msl_s": "MSL",
        "rto_first_ms": QT_TRANSLATE_NOOP("Hosts", "First RTO"),
        "rto_min_ms": QT_TRANSLATE_NOOP("Hosts", "Least RTO"),
        "rto_max_ms": QT_TRANSLATE_NOOP("Hosts", "Largest RTO"),
        "r2_syn_s": QT_TRANSLATE_NOOP("Hosts", "Gives up a SYN after (R2)"),
        "r2_data_s": QT_TRANSLATE_NOOP("Hosts", "Gives up data after (R2)"),
        "rst_on_give_up": QT_TRANSLATE_NOOP("Hosts", "Sends RST as it gives up"),
    },
    QT_TRANSLATE_NOOP("Hosts", "Windows and acknowledgments"): {
        "window": QT_TRANSLATE_NOOP("Hosts", "Receive buffer"),
        "delayed_ack_ms": QT_TRANSLATE_NOOP("Hosts", "Delays ACKs by"),
        "challenge_acks": QT_TRANSLATE_NOOP("Hosts", "Challenge ACKs in 5 s"),
        "invalid_ack_ms": QT_TRANSLATE_NOOP("Hosts", "Between ACKs of invalid segments"),
    },
    QT_TRANSLATE_NOOP("Hosts", "Options of TCP"): {
        "mss": "MSS",
        "window_scale": QT_TRANSLATE_NOOP("Hosts", "Window scale"),
        "timestamps": QT_TRANSLATE_NOOP("Hosts", "Timestamps"),
        "sack": QT_TRANSLATE_NOOP("Hosts", "SACK permitted"),
        "user_timeout_option_s": QT_TRANSLATE_NOOP("Hosts", "User Timeout Option"),
        "user_timeout_least_s": QT_TRANSLATE_NOOP("Hosts", "Least user timeout"),
        "user_timeout_most_s": QT_TRANSLATE_NOOP("Hosts", "Largest user timeout"),
    },
    QT_TRANSLATE_NOOP("Hosts", "Listening, idling, closing"): {
        "backlog": QT_TRANSLATE_NOOP("Hosts", "Backlog of a listener"),
        "syn_cookies": QT_TRANSLATE_NOOP("Hosts", "SYN cookies"),
        "keepalive_idle_s": QT_TRANSLATE_NOOP("Hosts", "First keep-alive probe after"),
        "keepalive_interval_s": QT_TRANSLATE_NOOP("Hosts", "Between keep-alive probes"),
        "keepalive_count": QT_TRANSLATE_NOOP("Hosts", "Keep-alive probes"),
        "fin_wait_2_s": QT_TRANSLATE_NOOP("Hosts", "Leaves FIN-WAIT-2 after"),
        "rfc1337": QT_TRANSLATE_NOOP("Hosts", "Ignores RST in TIME-WAIT"),
        "reopens_time_wait": QT_TRANSLATE_NOOP("Hosts", "A SYN reopens TIME-WAIT"),
    },
}
"""The keys are those of a lab file."""


translate = QCoreApplication.translate


def named(source: str) -> str:
    """A group or a choice in the language of the interface."""
    return translate("Hosts", source)


def unit_of(key: str) -> str:
    """What is counted: "s", "ms", octets, or nothing that needs a name."""
    if key in ("mss", "window"):
        return translate("Hosts", "octets")
    end = key.rpartition("_")[2]
    return end if end in ("s", "ms") else ""
