"""Numbers: documents, phones, postcodes. Equal, misread, one character off, or different."""

from __future__ import annotations

from functools import lru_cache

# Characters that are misread for each other, by shape, and those that an MRZ check digit cannot tell apart
# (values that differ by ten; domain reference §3.1) and that people do swap.
FOLD_FROM, FOLD_TO = "OQDILBS5ZG", "0001188826"
_ALIKE = str.maketrans(FOLD_FROM, FOLD_TO)


@lru_cache(maxsize=100_000)
def fold_shapes(code: str) -> str:
    """Return one text for all codes that only misreading tells apart.

    >>> fold_shapes("G1B") == fold_shapes("6L8")
    True
    """
    return code.translate(_ALIKE)


def compare_codes(left: tuple[str, ...], right: tuple[str, ...]) -> str:
    """Return "same", "confusable", "near", "different" or "missing": the best over all numbers given."""
    if not left or not right:
        return "missing"
    if not set(left).isdisjoint(right):
        return "same"
    if not {fold_shapes(code) for code in left}.isdisjoint(fold_shapes(code) for code in right):
        return "confusable"
    return "near" if any(_is_near(a, b) for a in left for b in right) else "different"


def compare_documents(left: tuple[str, ...], right: tuple[str, ...]) -> str:
    """Return the same for documents, and "rival" where two different numbers of one kind stand against each other.

    Few people hold two passports of one state, and nobody two national numbers.
    """
    level = compare_codes(left, right)
    if level != "different":
        return level
    return "rival" if {shape(code) for code in left} & {shape(code) for code in right} else "different"


def compare_postcodes(left: str, right: str) -> str:
    """Return the same for postcodes, and "area" where the first half is the same: many countries number by area."""
    level = compare_codes((left,), (right,)) if left and right else "missing"
    half = max(2, min(len(left), len(right)) // 2)
    return "area" if level == "different" and left[:half] == right[:half] else level


def area(postcode: str) -> str:
    """Return the half of a postcode by which many countries number areas."""
    return postcode[: max(2, len(postcode) // 2)]


@lru_cache(maxsize=100_000)
def shape(code: str) -> str:
    """Return the kind of a number, told by where its letters stand and how long it is."""
    return "".join("9" if letter.isdigit() else "A" for letter in code)


def _is_near(left: str, right: str) -> bool:
    """One character changed, left out or added, or two neighbours swapped; in numbers of six or more only."""
    if min(len(left), len(right)) < 4 or abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    a, b = left[start:], right[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
