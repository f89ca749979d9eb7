"""How two figures that should be one may have come apart."""

from __future__ import annotations


def slip(found: int, stated: int) -> str:
    """Return the slip of the pen that would make one figure the other, in words; empty where there is none.

    >>> slip(5008, 5088), slip(68, 78), slip(12, 99)
    ('One digit differs.', 'One digit differs.', '')
    """
    left, right = str(found), str(stated)
    if left == right or len(left) != len(right) or len(left) < 2:
        return ""
    places = [place for place, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(places) == 1:
        return "One digit differs."
    i, j = places[0], places[-1]
    if len(places) == 2 and j == i + 1 and left[i] == right[j] and left[j] == right[i]:
        return "Two digits are swapped."
    return ""
