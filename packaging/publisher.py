"""Who hands TCP Lab out. Set DOMAIN, ADDRESS and HOMEPAGE before publishing: all installers take
them."""

NAME = "The TCP Lab authors"
# The project has no domain yet, and nobody can have one under .invalid (RFC 2606, section 2).
DOMAIN = "tcplab.invalid"
ADDRESS = f"tcplab@{DOMAIN}"
HOMEPAGE = f"https://{DOMAIN}"
MAINTAINER = f"{NAME} <{ADDRESS}>"


def identifier(*names: str) -> str:
    """The domain turned around, then the name: how AppStream and macOS tell programs apart."""
    return ".".join([*reversed(DOMAIN.split(".")), *names])
