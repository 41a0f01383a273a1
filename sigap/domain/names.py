"""A person's name and the degrees before and behind it, taken apart and put together."""

from dataclasses import dataclass

# What stands before a name in Indonesian papers. An initial ("M. Yusuf") is part of the name.
_BEFORE = frozenset({"prof", "dr", "drg", "drh", "ir", "drs", "dra", "h", "hj", "kh", "apt", "ns"})


@dataclass(frozen=True, slots=True)
class Named:
    """The parts of a name: "Hj." · "Ratna Kusumawardani" · "S.Kom., M.Si."."""

    front: str
    bare: str
    back: str

    def __str__(self) -> str:
        name = f"{self.front} {self.bare}".strip()
        return f"{name}, {self.back}" if self.back else name


def taken_apart(name: str) -> Named:
    """The likely parts of a name written in one line; putting them together gives it back.

    A guess to begin a form with: a person corrects what it gets wrong.
    """
    whole, _, back = " ".join(name.split()).partition(", ")
    words = whole.split(" ")
    count = 0
    while count < len(words) - 1 and words[count].rstrip(".").casefold() in _BEFORE:
        count += 1
    return Named(" ".join(words[:count]), " ".join(words[count:]), back)
