"""Names compared in the plainest way: every word beside every word, every way through two words, nothing kept."""

from __future__ import annotations

from itertools import pairwise, product
from math import prod

from homeward.match.compare import names
from homeward.match.compare.names import _common_words
from homeward.match.han import is_chinese
from homeward.match.rarity import rare_bits
from homeward.match.spelling import _ADDED, _UNSEEN, NO_WAY, background, likeliest, surplus
from homeward.record import Token, TokenKind


def best_way(word, latin, table):
    """Return log2 P(word, latin) by trying every step from every place."""
    reached = {(0, 0): 0.0}

    def put(i, j, bits):
        reached[i, j] = max(bits, reached.get((i, j), NO_WAY))

    for i, j in product(range(len(word) + 1), range(len(latin) + 1)):
        here = reached.get((i, j))
        if here is None:
            continue
        if j < len(latin):
            put(i, j + 1, here + _ADDED)
        if i < len(word):
            letter = here + table.alone.get(word[i], _UNSEEN)
            put(i + 1, j, letter + table.dropped)
            if j < len(latin):
                put(i + 1, j + 1, letter + table.changed)
        for k in range(1, min(table.longest, len(word) - i) + 1):
            for piece, bits in (table.units.get(word[i : i + k]) or {}).items():
                if latin.startswith(piece, j):
                    put(i + k, j + len(piece), here + bits)
    return reached.get((len(word), len(latin)), NO_WAY)


def compare_names(left, right, *, attribute, model):
    """Return bits, tokens laid and tokens open on either side."""
    if (right.script, [t.text for t in right.tokens]) < (left.script, [t.text for t in left.tokens]):
        bits, laid, *opened = compare_names(right, left, attribute=attribute, model=model)
        return bits, laid, *opened[::-1]
    ours, theirs = left.tokens, right.tokens

    def share(token):
        unknown = _common_words().get(token.text, model.prior["share_unknown"])
        return model.rarity.share(attribute, token.text, unknown=unknown)

    texts = [[t.text for t in side] for side in (ours, theirs)]
    initials = any(t.kind is TokenKind.INITIAL for t in (*ours, *theirs))
    settled = {t for t in texts[0] if not initials and 0 < texts[0].count(t) == texts[1].count(t)}
    singles = [
        (bits, (i, i + 1), (j, j + 1))
        for (i, a), (j, b) in product(enumerate(ours), enumerate(theirs))
        if (bits := word_bits(a, b, max(share(a), share(b)), model)) >= model.name["least"]
    ]
    by_text = [({ours[i[0]].text, theirs[j[0]].text}, (b, i, j)) for b, i, j in singles]
    chosen = choose([pair for words, pair in by_text if len(words) == 1 or not settled & words])
    opened = [still_open(side, chosen, at) for at, side in enumerate((ours, theirs), start=1)]
    if may_join(ours, theirs, chosen, opened):
        more = joined(ours, theirs, chosen, share, model) if len(ours) >= len(theirs) else []
        if len(theirs) >= len(ours):
            turned = joined(theirs, ours, [(b, j, i) for b, i, j in chosen], share, model)
            more += [(b, i, j) for b, j, i in turned]
        chosen = choose(more + singles) if more else chosen
        opened = [still_open(side, chosen, at) for at, side in enumerate((ours, theirs), start=1)]
    counts = [len(opened[0]), len(opened[1])]
    if not chosen:
        return model.name["different"], 0, *counts
    foreign = 0
    if "han" in (left.script, right.script) and left.script != right.script:
        words = opened[1] if left.script == "han" else opened[0]
        foreign = sum(t.script == "latin" and not is_chinese(t.text) for t in words)
    both = min(*counts, max(counts) - foreign)
    bits = sum(b for b, _, _ in chosen) + both * model.name["contradicted"]
    bits += (sum(counts) - 2 * both) * model.name["omitted"]
    bits += model.name["twisted"] if any(b[2] < a[2] for a, b in pairwise(chosen)) else 0.0
    return max(bits, model.name["different"]), len(chosen), *counts


def may_join(ours, theirs, chosen, opened):
    if len(ours) == len(theirs):
        return all(opened) and any(t.may_be_left_out for t in (*ours, *theirs))
    poor = [b < (names._WEAK if ours[i[0]].text == theirs[j[0]].text else names._UNEQUAL) for b, i, j in chosen]
    return all(opened) or (any(opened) and any(poor))


def word_bits(a, b, share, model):
    if TokenKind.INITIAL in (a.kind, b.kind):
        first, second = (likeliest(t.full or t.text, t.script)[:1] for t in (a, b))
        return model.name["initial"] if first and first == second else NO_WAY
    likely = likelier(a, b, model)
    return rare_bits(share + 2.0**-likely) if likely > 0 else NO_WAY


def likelier(a, b, model):
    if (a.text, a.script) == (b.text, b.script):
        return 200.0
    said = [(t.text, t.full or t.text) if t.kind is TokenKind.SHORT else (t.text,) for t in (a, b)]
    bits = max(spelled(x, a.script, y, b.script) for x, y in product(*said))
    bits += model.name["unheard"] if a.script == b.script != "latin" else 0.0
    return bits * model.scripts["latin" if a.script == b.script == "latin" else "other"]


def spelled(a, script_a, b, script_b):
    if script_a == "latin":
        a, script_a, b, script_b = b, script_b, a, script_a
    latin = b if script_b == "latin" else likeliest(b, script_b)
    return -background(latin) if a == latin or (script_a != "latin" and a == b) else surplus(a, script_a, latin)


def joined(long, short, chosen, share, model):
    closed = {place for _, i, _ in chosen for place in range(*i)}
    taken = {j[0] for _, _, j in chosen}
    found = []
    for start in range(len(long)):
        for end in range(start + 2, min(len(long), start + 4) + 1):
            run, places = long[start:end], set(range(start, end))
            if places <= closed or any(t.script != run[0].script or t.kind is TokenKind.INITIAL for t in run):
                continue
            whole = Token(text="".join(t.text for t in run), script=run[0].script)
            for j, token in enumerate(short):
                sizes = [len(likeliest(t.text, t.script)) for t in (whole, token)]
                if token.kind is TokenKind.INITIAL or (j in taken and not places & closed):
                    continue
                likely = likelier(whole, token, model)
                if likely > 0 and abs(sizes[0] - sizes[1]) <= 2 + max(sizes) // 4:
                    bits = rare_bits(prod([share(part) for part in run]) + 2.0**-likely)
                    found += [(bits, (start, end), (j, j + 1))] if bits >= model.name["least"] else []
    return found


def choose(found):
    used, chosen = (set(), set()), []
    for bits, i, j in sorted(found, key=lambda pair: (-pair[0], abs(pair[1][0] - pair[2][0]), pair[1:])):
        if used[0].isdisjoint(range(*i)) and used[1].isdisjoint(range(*j)):
            chosen.append((bits, i, j))
            used[0].update(range(*i))
            used[1].update(range(*j))
    return sorted(chosen, key=lambda pair: pair[1])


def still_open(tokens, chosen, at):
    used = {place for pair in chosen for place in range(*pair[at])}
    return [token for place, token in enumerate(tokens) if place not in used and not token.may_be_left_out]
