"""Markdown of a notebook as HTML: formulas become MathML, headings get addresses, links stay within the pages."""

import html
import re

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

# No line may begin with the comma behind a formula. And primes hang high of themselves: raised, they would be tiny.
FORMULA_AND_SIGN = re.compile(r'(<math [^>]*display="inline">(?:(?!</math>).)*</math>[.,;:!?)]+)', re.DOTALL)
BARS = "<mo>&#x02016;</mo>", '<mo stretchy="false">&#x02016;</mo>'  # of a norm: not as tall as a sum beside them
# A name such as cos keeps a thin space from what stands beside it, and a minus behind an operator belongs to its number.
THIN = '<mspace width="0.167em" />'
BEFORE_NAME = re.compile(r'(</m(?:i|n|sub|sup|frac|sqrt)>(?:<mo stretchy="false">&#x0007C;</mo>)?)(?=<mi>[a-z]{2,}</mi>)')
BEHIND_NAME = re.compile(r"(?<!<msu[bp]>)(<mi>[a-z]{2,}</mi>)(?=<m(?:i|n|sub|sup|frac|sqrt|row)>)")
SIGN = re.compile(r"(<mo[^>]*>([^<]*)</mo>(?:<mspace[^>]*>)*)<mo>&#x02212;</mo>")
CLOSING = frozenset(")]}|‖!′…⋯")
# Where a formula of several parts may go on in the next line; a word between two of them stays with the second.
PARTS = re.compile(r"(?:\\q?quad\b\s*)+(?:(\\text\{[^}]*\}|\\Rightarrow)\s*\\q?quad\b)?")
PRIMED = re.compile(r"<msup>(<mi>[^<]*</mi>)<m[oi]>([′″‴]|&#x0203[234];)</m[oi]></msup>")


class Renderer(IPythonRenderer):
    """Collects the headings on its way."""

    def __init__(self):
        super().__init__(escape=False)
        self.headings = []  # (level, address, text)

    def inline_math(self, body):
        return mathml(body)

    def block_math(self, body):
        first, *others = PARTS.split(body)
        parts = [first, *(rf"{word} \qquad {part}" if word else part for word, part in zip(*[iter(others)] * 2, strict=True))]
        return f'<span class="formula">{" ".join(mathml(part, "block") for part in parts)}</span>'

    def block_code(self, code, info=None):
        text = coloured(code) if info and info.startswith("python") else html.escape(code)
        return f'<pre class="listing" tabindex="0"><code>{text}</code></pre>\n'

    def heading(self, text, level, **_):
        plain = html.unescape(re.sub("<[^>]+>", "", text))
        address = addressed(plain)
        self.headings.append((level, address, plain))
        return f'<h{level} id="{address}">{text}</h{level}>\n'

    def link(self, text, url, title=None):
        return super().link(text, re.sub(r"^([\w.]+)\.ipynb", r"\1.html", url), title)

    def table(self, text):
        return f'<div class="wide"><table>{text}</table></div>\n'


def prose(source, headings):
    """One markdown cell; its headings are appended to ``headings``."""
    renderer = Renderer()
    written = MarkdownWithMath(renderer=renderer).render(source)
    headings += renderer.headings
    return FORMULA_AND_SIGN.sub(r'<span class="together">\1</span>', written)


def mathml(latex, display="inline"):
    """A formula for browsers and screen readers alike."""
    written = convert(html.unescape(latex).strip(), display=display).replace(*BARS)
    written = PRIMED.sub(r"<mrow>\1<mo>\2</mo></mrow>", written)
    written = BEHIND_NAME.sub(rf"\1{THIN}", BEFORE_NAME.sub(rf"\1{THIN}", written))
    return SIGN.sub(_signed, written)


def _signed(found):
    before, operator = found.groups()
    return found[0] if html.unescape(operator) in CLOSING else f'{before}<mo form="prefix">&#x02212;</mo>'


def addressed(text):
    """A heading as the part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"


def coloured(source):
    """Python with its colours as classes."""
    return highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
