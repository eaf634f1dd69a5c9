"""Whether a window can open here, asked without Qt, which would end the program if none can."""

import ctypes
import os
import sys


def has_screen() -> bool:
    """Whether a display answers; elsewhere than on Linux there always is one."""
    if not sys.platform.startswith(("linux", "freebsd")) or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return _wayland_answers() or _x11_answers()


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    import socket  # which elsewhere nobody needs

    path = os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name)  # an absolute name wins
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(path)
        except OSError:
            return False
    return True


def _x11_answers() -> bool:
    """Asks with the library that Qt asks with: it knows cookies and forwarded displays."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = not xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return answers
