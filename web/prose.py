"""Markdown of a notebook as HTML: formulas become MathML, headings get addresses, links stay within the pages."""

import html
import re

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from web.mathml import in_parts, mathml

# No line may begin with the comma behind a formula, or end with the bracket before it.
FORMULA = r'<math [^>]*display="inline">(?:(?!</math>).)*</math>'
FORMULA_AND_SIGN = re.compile(rf"([(“]+{FORMULA}[.,;:!?)”]*|{FORMULA}[.,;:!?)]+)", re.DOTALL)


class Renderer(IPythonRenderer):
    """Collects the headings on its way."""

    def __init__(self):
        super().__init__(escape=False)
        self.headings = []  # (level, address, text)

    def inline_math(self, body):
        return mathml(body)

    def block_math(self, body):
        return f'<span class="formula">{" ".join(in_parts(body))}</span>'

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


def addressed(text):
    """A heading as the part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"


def coloured(source):
    """Python with its colours as classes."""
    return highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
