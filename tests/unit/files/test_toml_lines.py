"""The line of every table and key, whatever TOML allows to stand in between."""

import tomllib

from tcplab.files.toml_lines import line_of, lines_of, too_deep

TEXT = '''\
format = 1
"quoted key" = "[not] = a table"   # nor = [this]
many = [
  "a", # ]
  "b",
]
long = """
[host]
name = "in the text"
\\""""
dotted.key = { inner = 1 }

[[call]]
host = 'c'
[[call]]
  when = "x"
[[call.part]]
a = 1
[[call.part]]
a = 2
[network]
delay_ms = 1.5
[a.b]
c = [[1, 2], [3]]
'''


def test_lines() -> None:
    tomllib.loads(TEXT)
    assert lines_of(TEXT) == {
        ("format",): 1,
        ("quoted key",): 2,
        ("many",): 3,
        ("long",): 7,
        ("dotted", "key"): 11,
        ("call",): 13,
        ("call", 0): 13,
        ("call", 0, "host"): 14,
        ("call", 1): 15,
        ("call", 1, "when"): 16,
        ("call", 1, "part"): 17,
        ("call", 1, "part", 0): 17,
        ("call", 1, "part", 0, "a"): 18,
        ("call", 1, "part", 1): 19,
        ("call", 1, "part", 1, "a"): 20,
        ("network",): 21,
        ("network", "delay_ms"): 22,
        ("a", "b"): 23,
        ("a", "b", "c"): 24,
    }


def test_the_innermost_table_stands_for_what_is_not_there() -> None:
    lines = lines_of(TEXT)
    assert line_of(("call", 1, "host"), lines) == 15
    assert line_of(("title",), lines) is None
    assert line_of((), lines) is None


def test_deep_is_what_no_key_of_ours_is() -> None:
    many = ".".join("a" * 200)
    assert too_deep(f"{many} = 1")
    assert too_deep(f"x = {{ {many} = 1 }}")
    assert too_deep("[" + '."a"' * 200 + "]")
    assert not too_deep(f'data = "{many}"')
    assert not too_deep(f"# {many}")
    assert not too_deep("data = '''\n" + "." * 500 + "'''")
    assert not too_deep("\n".join(["a.b = 1.5"] * 500))
    assert not too_deep("x = [" + "1.5, " * 500 + "]")
