"""Host names: 1 to 20 letters, digits, "-", "_" or ".", in the scripts that people write."""

import pytest

from tcplab.sim.experiment import HostSetup
from tests.support.experiments import LISTEN, call, experiment, told


@pytest.mark.parametrize(
    "name",
    ["a", "客户端", "сервер-1", "café", "cafe\u0301", "सर्वर", "เครื่อง", "مُضِيف", "_x.y-2", "x" * 20],
)
def test_letters_of_any_script_with_their_marks(name: str) -> None:
    assert HostSetup(name).name == name


@pytest.mark.parametrize(
    "name", ["", "x" * 21, "a b", "a:b", "\u0301a", "a\n", "a/b", "☃", "a\u200b"]
)
def test_anything_else_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="is no host name; right are 1 to 20 letters"):
        HostSetup(name)


def test_such_a_name_serves_like_any_other() -> None:
    what = experiment(
        LISTEN,
        call("ग्राहक", "connect", 100, to="server:80"),
        hosts=("ग्राहक", "server"),
        horizon=200,
    )
    assert told(what, "receive") == ["200 server gets ग्राहक 1: SYN 100"]
