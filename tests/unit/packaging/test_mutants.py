"""mutants.py: what it turns around, that it chooses evenly, and that what it explains exists."""

import mutants

SOURCE = '''
class State(Enum, frozen=True):
    """Words."""

    one: int = 1


def rule(p: P | None, a: int) -> bool:
    """Says > and `and`."""
    if p.now < a and not p.fin:
        p.set(state=a + 1, fin=True)
        p.rule(RULE)
    return seq.lt(a, p.now)
'''


def changes(source: str) -> list[str]:
    return [one.key.removeprefix("a.py ") for one in mutants.mutants("a.py", source)]


def test_every_place_is_turned_around_once() -> None:
    condition = "p.now < a and (not p.fin)"
    call = "p.set(state=a + 1, fin=True)"
    assert changes(SOURCE) == [
        "State: 1 -> 2 #1",
        f"rule: {condition} -> not ({condition}) #1",
        f"rule: {condition} -> not p.fin #1",
        f"rule: {condition} -> p.now < a #1",
        f"rule: {condition} -> p.now < a or not p.fin #1",
        "rule: p.now < a -> p.now <= a #1",
        f"rule: {call} -> pass #1",
        f"rule: {call} -> p.set(fin=True) #1",
        f"rule: {call} -> p.set(state=a + 1) #1",
        "rule: a + 1 -> a - 1 #1",
        "rule: 1 -> 2 #1",
        "rule: True -> False #1",
        "rule: p.rule(RULE) -> pass #1",
        "rule: seq.lt -> seq.le #1",
    ]


def test_each_mutant_differs_in_its_place_alone() -> None:
    sources = [one.source for one in mutants.mutants("a.py", SOURCE)]
    assert len(set(sources)) == len(sources)
    plain = mutants.mutants("a.py", "def f():\n    g(1)\n    h(2)\n")
    assert [one.source.split("\n")[1:] for one in plain] == [
        ["    pass", "    h(2)"],
        ["    g(2)", "    h(2)"],
        ["    g(1)", "    pass"],
        ["    g(1)", "    h(3)"],
    ]


def test_they_are_chosen_evenly_and_again_the_same() -> None:
    every = mutants.mutants("a.py", "\n".join(f"x{nth} = {nth}" for nth in range(100)))
    some = mutants.chosen(every, 10, seed=1)
    assert [(one.line - 1) // 10 for one in some] == list(range(10))
    assert some == mutants.chosen(every, 10, seed=1)
    assert some != mutants.chosen(every, 10, seed=2)
    assert mutants.chosen(every, 100, seed=3) == every


def test_what_is_explained_exists() -> None:
    every = {one.key for one in mutants.every_mutant()}
    assert len(every) > 1_000
    for key, why in mutants.explained().items():
        assert key in every
        assert why.endswith(".")
