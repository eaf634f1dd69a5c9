"""On Python 3.11, PySide6 reads the arguments of an error that has none yet, and the process dies.

So it is (6.10 to 6.11) where C code raises in a method that Qt calls from within another one. An
error that a Python frame has caught is whole; from 3.12 on each is.
"""

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from shiboken6 import Shiboken


def keep_errors_whole() -> None:
    """From now on no method of a new class that Qt calls lets an error out as it was raised."""
    if sys.version_info < (3, 12):
        Shiboken.Object.__init_subclass__ = classmethod(_wrap_overrides)


def _wrap_overrides(cls: type) -> None:
    known = [vars(base) for base in cls.__mro__[1:] if base.__module__.startswith("PySide6.")]
    for name, method in list(vars(cls).items()):
        ours = isinstance(method, FunctionType) and not name.startswith("__")
        if ours and any(name in names for names in known):
            setattr(cls, name, _caught(method))


def _caught(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def caught(*values: Any, **named: Any) -> Any:
        try:
            return method(*values, **named)
        except Exception:
            raise  # whole

    return caught
