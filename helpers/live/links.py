"""Links: how a figure stands, as text that an address can hold, such as ``learning_rate=0.1&steps=40&hide=summary``.

The page writes and reads the same (page/link.js). A link holds names and numbers; nothing in it is ever run.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from urllib.parse import quote, unquote

import traitlets

from helpers.drawing import number

PARTS = ("controls", "presets", "play", "summary")  # what an exercise or an exam may hide
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
BLANK = " \t\r\n"


class Hidden(traitlets.TraitType):
    """The trait for what is hidden: some of PARTS, in their order; ValueError for others."""

    def validate(self, figure, value):
        if not isinstance(value, list | tuple | set) or not set(value) <= set(PARTS):
            raise ValueError(f"hide must be a list of {', '.join(map(repr, PARTS))}, such as ['controls'], "
                             f"got {value!r}")
        return tuple(part for part in PARTS if part in value)


class Step(traitlets.TraitType):
    """The trait for the step at which Play stands: a whole number that the figure can reach, or None."""

    def validate(self, figure, value):
        if value is not None and not figure.play:
            raise ValueError(f"at_step must be None, for this figure plays no steps, got {value!r}")
        most = value if value is None else figure.controls[figure.play].high
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most):
            raise ValueError(f"at_step must be None or a whole number from 0 to {most:g} in this figure, got {value!r}")
        return value


class Linked(traitlets.HasTraits):
    """The part of a live figure that links tell: its settings, the step that is shown, and what is hidden."""

    hide = Hidden(()).tag(sync=True)
    at_step = Step(None).tag(sync=True)  # where Play stands; None: the whole run is shown
    _page_speaks = False

    @property
    def link(self):
        """The figure as it stands, as text that a figure and the page understand: what differs from the text."""
        text, settings = self._in_the_text(), self.settings
        parts = [f"{quote(name)}={written(settings[name])}" for name in text
                 if repr(settings[name]) != repr(text[name])]  # 0.0 and −0.0 are apart
        parts += [] if self.at_step is None else [f"at_step={self.at_step}"]
        return "&".join([*parts, f"hide={','.join(self.hide)}"] if self.hide else parts)

    @link.setter
    def link(self, link):
        read = read_link(link, self)
        if read.unread:
            raise ValueError(f"link could not be read: {'; '.join(read.unread)}")
        with self.hold_sync():
            self.apply(self._in_the_text() | read.settings)
            self.hide, self.at_step = read.hide, read.at_step

    def _in_the_text(self):
        """The settings of the figure in the text, as far as links tell them."""
        return {name: value for name, value in next(iter(self.presets.values())).items() if self.controls[name].linked}

    def set_state(self, sync_data):
        self._page_speaks = True
        try:
            super().set_state(sync_data)
        finally:
            self._page_speaks = False

    def _rewind(self, _):
        """Other settings have another run, and all of it is shown; a page says by itself where it stands."""
        if not self._page_speaks:
            self.at_step = None


@dataclass
class Read:
    """What a link says: settings by name, what to hide, the step to show, and in words what could not be read."""

    settings: dict = field(default_factory=dict)
    hide: tuple = ()
    at_step: int | None = None
    unread: list = field(default_factory=list)


def written(value):
    """A number as JavaScript writes it: in as few digits as give it back to the last bit, and without a plus sign."""
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    mantissa, exponent = repr(float(value)).split("e")
    return f"{mantissa}e{int(exponent)}"


def read_link(link, figure):
    """Take a link apart, or a whole address: what could be read, and in words what could not.

    Raises ValueError for what is not text.
    """
    if not isinstance(link, str):
        raise ValueError(f"link must be text such as 'learning_rate=0.1&steps=40', got {link!r}")
    read, names = Read(), []
    for part in filter(None, re.split("&(?:amp;)?", _settings_in(link))):
        name, value = _unescaped(part)
        names.append(name)
        try:
            if names.count(name) > 1:
                raise ValueError("it stands there twice")
            _take(read, name, value, figure)
        except ValueError as trouble:
            read.unread.append(f"“{part if len(part) <= 40 else part[:39] + '…'}” ({trouble})")
    return read


def _settings_in(link):
    """What stands behind the last ``?``; an address that ends with a place in its page has no settings."""
    _, hash_sign, place = link.strip(BLANK).rpartition("#")
    return place.rpartition("?")[2] if not hash_sign or "?" in place else ""


def _unescaped(part):
    """Name and value of one part, without percent signs; an escape that is none stays, and is no name or number."""
    try:
        whole = part if re.search("%(?![0-9a-fA-F]{2})", part) else unquote(part, errors="strict")
    except UnicodeDecodeError:
        whole = part
    name, _, value = whole.partition("=")
    return name.strip(BLANK), value.strip(BLANK)


def _take(read, name, value, figure):
    """Put what one part says into ``read``; ValueError that tells what is wrong with it."""
    control = figure.controls.get(name)
    if name == "hide":
        parts = [part for part in re.split("[,+ ]+", value) if part]
        read.hide = tuple(part for part in PARTS if part in parts)
        if not parts or not set(parts) <= set(PARTS):
            raise ValueError(f"it may hide {', '.join(PARTS)}")
    elif name == "at_step" and figure.play:
        read.at_step = _number_in(value, replace(figure.controls[figure.play], low=0))
    elif control is not None and control.linked:
        read.settings[name] = _number_in(value, control)
    else:
        raise ValueError("this figure has no such control")


def _number_in(text, control):
    """The number that a control takes; ValueError that tells its ends where there is none."""
    text = text.replace("−", "-")
    with suppress(ValueError):
        return control.check(float(text) if NUMBER.fullmatch(text) else float("nan"))
    kind = "a whole number" if control.scale == "whole" else "a number"
    raise ValueError(f"it takes {kind} from {number(control.low)} to {number(control.high)}")
