"""Formulas for browsers and screen readers alike: LaTeX as MathML, set as a book sets it."""

import html
import re
from itertools import cycle

from latex2mathml.converter import convert

# Where a formula of several parts may go on in the next line; a word between two of them stays with the second.
PARTS = re.compile(r"(?:\\q?quad\b\s*)+(?:(\\text\{[^}]*\}|\\Rightarrow)\s*\\q?quad\b)?")
NORM = "<mo>&#x02016;</mo>", '<mo stretchy="false">&#x02016;</mo>'  # its bars: not as tall as a sum beside them
# Primes hang high of themselves: raised, they would be tiny.
PRIMED = re.compile(r"<msup>(<mi>[^<]*</mi>)<m[oi]>([′″‴]|&#x0203[234];)</m[oi]></msup>")
# A name such as cos keeps a thin space from what stands beside it.
THIN = '<mspace width="0.167em" />'
BEFORE_NAME = re.compile(r'(</m(?:i|n|sub|sup|frac|sqrt)>(?:<mo stretchy="false">\|</mo>)?)(?=<mi>[a-z]{2,}</mi>)')
BEHIND_NAME = re.compile(r"(?<!<msu[bp]>)(<mi>[a-z]{2,}</mi>)(?=<m(?:i|n|sub|sup|frac|sqrt|row)>)")
# A minus behind an operator belongs to its number.
SIGN = re.compile(r"(<mo[^>]*>([^<]*)</mo>(?:<mspace[^>]*>)*)<mo>&#x02212;</mo>")
CLOSING = frozenset(")]}|‖!′…⋯")
LETTER = re.compile(r"<mo[^>]*>(&#x0221E;|&#x02202;)</mo>")  # ∞ and ∂ stand like letters
THOUSANDS = re.compile(r"(<mn>\d{1,3})</mn><mrow><mo>&#x0002C;</mo></mrow><mn>(\d{3}</mn>)")
BAR = re.compile(r'<mo(?: stretchy="false")?>\|</mo>')  # of an absolute value


def mathml(latex, display="inline"):
    """A formula as MathML."""
    written = convert(html.unescape(latex).strip(), display=display).replace(*NORM).replace("&#x0007C;", "|")
    written = PRIMED.sub(r"<mrow>\1<mo>\2</mo></mrow>", written)
    written = BEHIND_NAME.sub(rf"\1{THIN}", BEFORE_NAME.sub(rf"\1{THIN}", written))
    written = LETTER.sub(r'<mi mathvariant="normal">\1</mi>', SIGN.sub(_signed, written))
    return _in_pairs(THOUSANDS.sub(r"\1,\2", written))


def in_parts(latex):
    """The parts of a display formula, side by side where there is room, as MathML."""
    first, *others = PARTS.split(latex)
    others = [rf"{word} \qquad {part}" if word else part for word, part in zip(others[::2], others[1::2], strict=True)]
    return [mathml(part, "block") for part in (first, *others)]


def _signed(found):
    before, operator = found.groups()
    return found[0] if html.unescape(operator) in CLOSING else f'{before}<mo form="prefix">&#x02212;</mo>'


def _in_pairs(written):
    """Of two bars the first opens, the second closes."""
    if len(BAR.findall(written)) % 2:
        return written
    forms = cycle(("prefix", "postfix"))
    return BAR.sub(lambda _: f'<mo stretchy="false" form="{next(forms)}">|</mo>', written)
