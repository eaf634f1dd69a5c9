"""TCP Lab: watch and touch a TCP connection. The version has its one place here."""

__version__ = "0.1.0"
