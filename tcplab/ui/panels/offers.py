"""Calls that can be made, in words: what each would do, or why it would fail."""

from PySide6.QtCore import QCoreApplication

from tcplab.lab.calls_picture import Offer, Refusal

translate = QCoreApplication.translate


def offer_words(offer: Offer) -> str:
    """What the call would do, and when; why not, if it would be refused."""
    if offer.refusal is not None:
        return _reason(offer.refusal)
    call = offer.call
    at = f"{(call.at_ms or 0) / 1000:.3f} s"
    match call.do:
        case "connect":
            return translate("Offers", "connect to {0} at {1}").format(call.to, at)
        case "listen":
            return translate("Offers", "listen on port {0} at {1}").format(call.port, at)
        case "send":
            return translate("Offers", "send {0} octets at {1}").format(call.octets, at)
        case "shutdown":
            words = translate("Offers", "shutdown(SHUT_WR) at {0}: no more data from here")
            return words.format(at)
        case _ if offer.on_listener:
            return translate("Offers", "{0}() at {1}, of the listener").format(call.do, at)
        case _:
            return translate("Offers", "{0}() at {1}").format(call.do, at)


def _reason(refusal: Refusal) -> str:
    if not refusal.citation:
        words = translate("Offers", "{0}() in {1} fails: {2}")
        return words.format(refusal.call, refusal.state, refusal.error)
    words = translate("Offers", "{0} in {1}: TCP answers “{2}” ({3})")
    return words.format(refusal.call, refusal.state, refusal.error, refusal.citation)
