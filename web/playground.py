"""The playground: any surface of the course, or a formula that the reader types, and one to four rules raced on it.

The page computes all of it (``page/playground.js``). What it gets from here: the surfaces with their traced programs,
every rule traced once for any surface, the hyperparameters with their ranges, colours, markers and dashes.
"""

from pathlib import Path
from types import SimpleNamespace

import numpy as np

from helpers import optimizers, surfaces
from helpers.drawing import look
from helpers.live.basins import COLOURS, map_spec
from helpers.live.controls import of_hyperparameter
from helpers.tracing import called, surface_program, walk_program

MOST_RULES = 4
RATES = (1e-6, 10.0)  # between them lie the rates of every surface of the course
TYPED = {  # the surfaces as a reader would type them, and what to look for
    "himmelblau": ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
                   "Four minima of the same height: a small change of start or rate leads to another one."),
    "two_wells": ("-2*exp(-((x+1)^2+(y-1)^2)/2) - exp(-((x-1)^2+(y+1)^2)/2)",
                  "A deep well and a shallow one: who has gathered speed may leave the shallow one again."),
    "rosenbrock": ("(1 - x)^2 + 100*(y - x^2)^2", "A bent gorge: soon down on its floor, slowly along it."),
    "beale": ("(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
              "Steep walls beside a floor that is nearly flat: a rate that survives the walls crawls on the floor."),
    "rastrigin": ("20 + x^2 + y^2 - 10*cos(2pi*x) - 10*cos(2pi*y)", "A bowl with 121 dents, the lowest in its middle."),
    "bowl": ("6x^2 + 9y^2 - 12x - 14y + 3", "A bowl, half as steep again along y as along x."),
    "canyon": ("6x^2 + 40y^2 - 12x - 30y + 3", "Nearly seven times as steep across as along."),
    "narrow_valley": ("x^2/16 + 9y^2", "144 times as steep across as along: plain descent has to crawl or to zigzag."),
    "saddle": ("x^2 - y^2", "No minimum at all: up on two sides, down without end on the other two."),
    "parabola": ("6x^2 - 12x + 3", "The same curvature everywhere, 12: plain descent diverges above a rate of 1/6."),
    "cubic": ("x^3 - 3x^2 - 9x + 2", "A minimum at 3; to the left of −1 the way down has no end."),
    "cube": ("x^3", "Flat at 0, and yet no minimum there."),
}
EXAMPLES = {  # formulas to try: typed, a view a variable, a start, what to look for
    "x^2 + 3*sin(y)": ([[-4, 4], [-6, 6]], [3, 2], "A row of valleys, with passes between them."),
    "sin(x)*cos(y) + 0.05*(x^2 + y^2)": ([[-6, 6], [-6, 6]], [-4.5, 4], "An egg box in a wide bowl."),
    "abs(x) + 2*abs(y)": ([[-3, 3], [-3, 3]], [-2.5, 1.6],
                          "Kinks: the slope stays as large near the minimum, so steps of a constant rate hop across."),
    "log(1 + (1 - x)^2 + 100*(y - x^2)^2)": ([[-2, 2], [-1, 3]], [-1.2, 1],
                                             "Rosenbrock's gorge under a logarithm: the same minimum, other slopes."),
    "x^3 - 3x*y^2": ([[-2, 2], [-2, 2]], [1.6, 0.02], "A saddle for a monkey: three ways down, one for the tail."),
    "x^4 - 3x^2 + x": ([[-2.2, 2.2]], [2], "Two minima; the nearer one is not the lower one."),
}
STARTS = {"two_wells": 3, "beale": 2}  # which of a surface's starts tells most, where it is not the first
FIRST = {  # what the page shows when no link says otherwise
    "surface": "himmelblau", "start": [-0.2, 0.7], "steps": 80,  # from here each of the three finds another minimum
    "lanes": [{"rule": "GradientDescent", "settings": {"learning_rate": 0.01}},
              {"rule": "Momentum", "settings": {"learning_rate": 0.01, "momentum": 0.85}},
              {"rule": "Adam", "settings": {"learning_rate": 0.2, "beta2": 0.99}}],
}


def page_parts():
    """What the site's template makes the page from: its title, the HTML of its body, its style, data and entry."""
    data = {"surfaces": [_surface(name) for name in TYPED], "rules": [_rule(kind) for kind in optimizers.everything],
            "examples": [{"formula": formula, "view": view, "start": start, "words": words}
                         for formula, (view, start, words) in EXAMPLES.items()],
            "looks": [dict(zip(("colour", "marker", "dash"), look(k), strict=True)) for k in range(MOST_RULES)],
            "basin_colours": map_spec((), 0, ())["colours"], "basins": COLOURS, "first": FIRST}
    style = (Path(__file__).parent / "page" / "playground.css").read_text(encoding="utf-8")
    return {"title": "Playground", "body": BODY, "style": style, "data": data, "entry": "playground"}


def _surface(name):
    """A surface of the course as the page knows it."""
    surface, (typed, words) = getattr(surfaces, name), TYPED[name]
    width = surface.dimension
    start = [float(part) for part in np.atleast_1d(surface.starts[STARTS.get(name, 0)])]
    title = surface.name[0].upper() + surface.name[1:] if surface.name[:2].isalpha() else surface.name
    return {"key": name, "name": title, "formula": typed, "words": words, "dimension": width, "start": start,
            "view": [list(ends) for ends in surface.view], "minima": surface.minima.reshape(-1, width).tolist(),
            "programs": surface_program(surface)}


def _rule(kind):
    """A rule as the page knows it: its name, its equation in words, its programs and its controls."""
    optimizer = kind(0.1)  # any rate will do: settings are looked up while it runs
    usual = {name: getattr(optimizer, name) for name in kind.hyperparameters}
    controls = [{**of_hyperparameter(h, usual[name], others=RATES if h.kind == "rate" else ()).described(),
                 "value": usual[name]} for name, h in kind.hyperparameters.items()]
    return {"rule": kind.__name__, "name": optimizer.name, "about": kind.__doc__.split("\n\n")[0].replace("\n   ", ""),
            "walk": {str(width): rule_program(optimizer, width) for width in (1, 2)}, "controls": controls}


def rule_program(optimizer, width):
    """One program for every surface of ``width`` variables: functions of the surface's gradient, which the page gives.

    ``start(s, h)`` as in ``walk_program``; ``step`` takes a function ``gradient(x, y)``, which returns an array, and
    returns the step of ``walk_program`` for the surface that it belongs to.
    """
    anything = SimpleNamespace(dimension=width, slope_at=lambda *point: called("gradient", point, width))
    program = walk_program(anything, optimizer)
    return {**program, "step": f"gradient => {program['step']}"}


BODY = """
<h1>Playground</h1>
<p class="play-lead">Pick a surface or type a formula of your own, let up to four rules race on it, and drag the start
across the map. The address of the page always holds all that you see.</p>
<div id="playground">
<noscript><p>The playground computes in your browser and needs JavaScript for it.</p></noscript>
</div>
<section class="play-help">
<h2>What a formula may hold</h2>
<ul>
<li>The variables <code>x</code> and <code>y</code>. With <code>x</code> alone you get a curve, else a map.</li>
<li>Numbers such as <code>0.5</code> or <code>1e-3</code>, and <code>pi</code> and <code>e</code>.</li>
<li><code>+</code> <code>-</code> <code>*</code> <code>/</code> and powers, <code>x^2</code> or <code>x**2</code>.
Between factors the sign may be left out: <code>2x</code>, <code>3(x+1)</code>, <code>x y</code>.</li>
<li><code>sin cos tan asin acos atan sinh cosh tanh exp log sqrt abs</code>, and <code>max(a, b)</code>,
<code>min(a, b)</code>. <code>log</code> is the natural logarithm.</li>
</ul>
<p>Slopes and curvatures come from the rules of differentiation, so they are exact. Where the formula has a kink, the
slope there is taken as 0, or as that of one of its sides. Where it has no value (the root of a negative number, for
example), the map stays white, and a rule that steps there is out of the race. The minima are looked for from a grid of
points on the map and around it; a very narrow one may be missed.</p>
<h2>Is the race fair?</h2>
<p>Each rule counts one gradient a step, starts at the same place and has its own learning rate. “Tune the rates” tries
57 rates from 0.000001 to 10 for each rule and keeps the one that ends lowest, after as many steps as you see (at most
2,000) and without leaving the map; of several that end equally low, the one that is low soonest. What suits one start
and one number of steps may do badly for others: move them and look. What the rules do, and why, is the matter of
<a href="index.html#chapters">chapters 02 to 15</a>.</p>
</section>
"""
