"""What is right in the exercises of chapters 00 to 05, and what near misses mean."""

import math

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Function, Number, Trial

EXERCISES = {}

# ---- 00 start here ----------------------------------------------------------------------------------------------


def _farther(rate):
    """Break it: the end must lie farther from the minimum than the start."""
    path = descend(surfaces.canyon, (2.3, 2.3), optimizers.GradientDescent(rate), 12)
    minimum = surfaces.canyon.minima[0]
    first, last = (float(np.hypot(*(p - minimum))) for p in (path.points[0], path.points[-1]))
    if last <= first:
        return False, f"With η = {rate:g} it went from {first:.2f} to {last:.2f} away from the star: closer."
    return True, f"With η = {rate:g} it went from {first:.2f} to {last:.3g} away from the star."


EXERCISES.update({
    "00.1": Choice("away", {
        "closer": "It would be, if longer steps were always better. Drag the rate to 0.04 and look at the bounces.",
        "away": "At 0.04 each bounce in y is more than twice as long as the one before.",
    }),
    "00.2": Number(lambda: surfaces.canyon((2.3, 2.3)), "Or let it say so itself: surfaces.canyon((2.3, 2.3)).", near=(
        (surfaces.canyon((2.3, 2.3)) - 3, "Almost: the 3 at the end is missing."),
        (lambda: surfaces.bowl((2.3, 2.3)), "That is the bowl of chapter 03; the canyon has 40y² and 30y."))),
    "00.3": Trial(_farther),
})

# ---- 01 slopes and stationary points ----------------------------------------------------------------------------


def _fool_the_test(function):
    """Break it: a smooth minimum at 0 that the second derivative does not see."""
    if not callable(function):
        return False, f"This wants a function of x, such as lambda x: x**2; you gave {function!r}."
    widths = np.array([1e-3, 1e-2, 0.1, 0.5])
    try:
        middle, left, right = (np.array([float(function(x)) for x in places]) for places in ((0.0,), -widths, widths))
    except Exception as error:  # a reader's function may fail in any way; say how
        return False, f"Your function fails near 0: {type(error).__name__}: {error}"
    if not np.all(np.isfinite([*middle, *left, *right])):
        return False, "Near 0 your function is not a finite number everywhere."
    noise = 1e-15 * (abs(middle[0]) + abs(right[0]))
    slope, curvature = (right - left) / (2 * widths), (right + left - 2 * middle) / widths**2
    if abs(slope[0]) > max(abs(slope[1]) / 2, noise / 1e-3):  # what does not shrink with the width is not zero
        return False, f"Its slope at 0 is about {slope[0]:.3g}: 0 is not even stationary."
    if abs(curvature[0]) > max(2 * abs(curvature[1]), noise / 1e-6):
        return False, "It has a kink at 0: no curvature there, so nothing that could be zero. Find a smooth one."
    if abs(curvature[0]) > max(abs(curvature[1]) / 2, noise / 1e-6):
        return False, f"Its curvature at 0 is about {curvature[0]:.3g}, so the test works. Make it flatter at 0."
    rise = np.concatenate([left[1:], right[1:]]) - middle
    if np.all(rise == 0):
        return False, "A level line: the test is silent, but no point is lower than its neighbours."
    if np.all(rise[[1, 2, 4, 5]] > 0) and np.all(rise >= 0):
        return True, "Slope 0, curvature 0, and a minimum all the same: silent does not mean that there is none."
    return False, "The test is silent, but close to 0 your function also goes lower than at 0: no minimum."


EXERCISES.update({
    "01.1": Choice("north-west", {
        "north": "To the north the slope is −2. You go down, but one direction falls faster still.",
        "north-east": "That is along the contour: g · u = 0 for g = (2, −2). You would stay level.",
        "east": "To the east the slope is +2: that is uphill.",
        "south-east": "That is g = (2, −2) itself: the steepest way up.",
        "south": "To the south the slope is +2: that is uphill.",
        "south-west": "That is along the contour: g · u = 0 for g = (2, −2). You would stay level.",
        "west": "To the west the slope is −2. You go down, but one direction falls faster still.",
        "north-west": "g = (2, −2), so −g = (−2, 2): west and north in equal parts, with slope −2.83.",
    }),
    "01.2": Number(lambda: surfaces.bowl.gradient((0, 1)) @ (0.6, 0.8),
                   "g = (−12, 4), the way is (3, 4), its length 5: (−36 + 16) / 5.", near=(
        (-20, "Almost: that is g · (3, 4). The direction must have length one, and (3, 4) has length 5."),
        (-16 / 34**0.5, "(3, 5) is where you go. The way there, from (0, 1), is (3, 4)."),
        (-16, "(3, 5) is where you go. The way there, from (0, 1), is (3, 4), and it must get length one."),
        (4, "The size is right. Is it up or down?"),
        (-8, "That adds up the two partial derivatives. Weigh them with the direction: g · u."),
        (160**0.5, "That is |g|, the steepest slope of all. You go another way."),
        (-(160**0.5), "That is −|g|, the steepest way down. You go another way."))),
    "01.3": Function(lambda x, y: surfaces.narrow_valley.gradient((x, y)), [(1.0, 0.0), (0.0, 1.0), (-2.4, 0.2)],
                     "Each partial derivative sees only its own variable here: (x/8, 18y).", near=(
        (lambda x, y: (x / 16, 9 * y), "The slope of x² is 2x, so a factor 2 is missing in both."),
        (lambda x, y: (18 * y, x / 8), "The right two numbers in the wrong order: first ∂f/∂x, then ∂f/∂y."),
        (lambda x, y: (-x / 8, -18 * y), "That is −∇f, the way down. The gradient points up."),
        (lambda x, y: x / 8 + 18 * y, "Do not add them up: the gradient keeps its two numbers apart, (∂f/∂x, ∂f/∂y)."),
        (lambda x, y: x**2 / 16 + 9 * y**2, "That is the height. The gradient is the pair of its slopes."))),
    "01.4": Trial(_fool_the_test),
})

# ---- 02 descent in one dimension --------------------------------------------------------------------------------


def _diverge_slowly(rate):
    """Break it, but only just: the run must diverge, and its tenth point must still be inside the picture."""
    path = descend(surfaces.parabola, 0.75, optimizers.GradientDescent(rate), 10)
    last, factor = float(path.final), 1 - 12 * rate
    if abs(last - 1) <= 0.25:
        return False, f"With η = {rate:g} the ball ends {abs(last - 1):.3g} from the minimum: it has not moved away."
    if not -0.2 <= last <= 2.2:
        return False, f"It moves away, but too fast: after 10 steps it is at x = {last:.3g}, outside the picture."
    return True, f"The factor is {factor:.3f}: each step is {abs(factor) - 1:.1%} longer than the one before."


EXERCISES.update({
    "02.1": Choice("zigzag", {
        "steady": "For η = 0.1 the factor 1 − 12η is below zero: each step crosses the minimum.",
        "zigzag": "1 − 12 · 0.1 = −0.2: it changes sides every step and shrinks to a fifth.",
        "diverge": "The factor 1 − 12 · 0.1 is −0.2. Its size is below one, so the distance shrinks.",
    }),
    "02.2": Number(1 / 12, "1 − 12η = 0: one step lands on the minimum, from anywhere.", near=(
        (1 / 6, "1/6 is the limit: there the ball jumps between two points for ever."),
        (1 / 24, "That halves the distance each step. Which η makes the factor 1 − 12η vanish?"),
        (-1 / 12, "Check the sign: the factor is 1 − 12η."))),
    "02.3": Trial(_diverge_slowly),
})

# ---- 03 descent in two dimensions -------------------------------------------------------------------------------


def _along_the_floor(start):
    """Break the limit: above it, only a ball without any distance in the steep direction comes home."""
    if np.shape(start) != (2,) or not np.all(np.abs(start) <= 100):
        return False, f"This wants one start, a pair of numbers of at most 100, x first; you gave {start!r}."
    path = descend(surfaces.canyon, start, optimizers.GradientDescent(0.03), 100)
    away = path.points[[0, -1]] - surfaces.canyon.minima[0]
    if math.hypot(*away[0]) < 1:
        return False, f"Nice try: that start is only {math.hypot(*away[0]):.3g} from the minimum. Go at least 1 away."
    if path.outcome == "diverged" or math.hypot(*away[1]) > 1e-6:
        return False, (f"It starts {abs(away[0, 1]):.3g} from the floor of the canyon, and across it the factor is "
                       f"1 − 80 · 0.03 = −1.4: every distance in y grows. Which distance does not grow?")
    return True, ("No distance in y, so −1.4 has nothing to multiply; along x the factor is 0.64. In practice a speck "
                  "of dust in y would ruin it.")


EXERCISES.update({
    "03.1": Choice("zigzag in y", {
        "steady": "Along x it is steady. Now look across: the second derivative in y is 100. What is 1 − 100η?",
        "zigzag in x": "Along x the factor is 1 − 4 · 0.015 = 0.94: positive, so no zigzag there.",
        "zigzag in y": "Curvatures 4 and 100, factors 0.94 in x and −0.5 in y: it bounces across and creeps along.",
        "diverge": "The limit is 2/100 = 0.02, and 0.015 is below it. (50 is not the curvature; its double is.)",
    }),
    "03.2": Number((1 / 4, 1 / 2), "The Hessian (4, 2; 2, 4) has eigenvalues 2 and 6: κ = 3, η = 2/(2 + 6).", near=(
        ((1 / 4, 0.0), "The rate is right. But 4 and 4 are the curvatures along x and y, not along the valley's axes."),
        ((1 / 4, -1 / 2), "Right but for the sign: one axis has +0.5, the other −0.5; the size counts."),
        ((1 / 4, 3.0), "3 is the condition number κ. Each step leaves (κ − 1)/(κ + 1) of the distance."),
        ((1 / 4, 2.0), "The rate is right. The factor is (κ − 1)/(κ + 1); yours is upside down."),
        ((1 / 3, 1.0), "1/3 is the limit 2/λ_max: there the ball bounces across for ever. The best rate is smaller."),
        ((1 / 2, 1 / 2), "The second derivatives are twice the coefficients: the Hessian is (4, 2; 2, 4)."))),
    "03.3": Number(lambda: math.log(1e6) / math.log(145 / 143), "κ = 144. Six digits are twice three digits: 2 · 3.5κ.",
                   tolerance=0.02, near=(
        (lambda: math.log(1e3) / math.log(145 / 143), "That is a thousand times closer: three digits. This wants six."),
        (lambda: math.log(1e6) / -math.log(1 - 0.1 / 8), "That is for η = 0.1. The best rate is 2/(1/8 + 18)."),
        (lambda: math.log(1e6) / -math.log(1 - 1 / 144), "That is for η = 1/λ_max. The best rate is larger."))),
    "03.4": Trial(_along_the_floor),
})


# ---- 04 Beale's function ----------------------------------------------------------------------------------------


def _downhill_and_away(start):
    """Break it: every step leads down, yet the run ends farther from the star than it began."""
    start = np.asarray(start, dtype=float)
    if start.shape != (2,):
        return False, f"This wants a start of two numbers, (x, y); you gave something of shape {start.shape}."
    if not np.all(np.abs(start) <= 4.5):
        return False, "Both numbers must lie between −4.5 and 4.5."
    path = descend(surfaces.beale, start, optimizers.GradientDescent(5e-6), 300_000)
    if path.outcome == "diverged":
        return False, f"It flew off at step {path.steps}: that is uphill. Find one that keeps going down."
    if np.any(np.diff(path.values) > 0):
        return False, "Not every step led downhill: the start is on too steep a wall. Try flatter ground."
    first, last = (float(np.hypot(*(p - surfaces.beale.minima[0]))) for p in (start, path.final))
    if last == first:
        return False, "It has not moved at all: the ground is level there. Start a little beside it."
    if last <= first:
        return False, f"It came closer: from {first:.3f} to {last:.3f}. Where on the map do the arrows point away?"
    return True, f"Downhill all the way, from {first:.3f} to {last:.3f} away from the star."


def _two_gears(answer):
    """Beat it: first 5e-6, then a rate of the reader's own, within a millionth in at most 2,500 steps."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return False, f"This wants a pair, (steps, rate), such as (1_000, 0.005); you gave {answer!r}."
    first, rate = answer
    if first > 2500:
        return False, f"{first:,} steps before the change are more than 2,500. Where is the ground flat enough?"
    fall = descend(surfaces.beale, (3, 4), optimizers.GradientDescent(5e-6), first)
    rest = descend(surfaces.beale, fall.final, optimizers.GradientDescent(rate), 20_000)
    close = np.hypot(*(rest.points - surfaces.beale.minima[0]).T) <= 1e-6
    if rest.outcome == "diverged":
        limit = 2 / np.linalg.eigvalsh(surfaces.beale.hessian(fall.final))[-1]
        return False, (f"It flew off. After {fall.steps:,} steps the limit 2/λ is {limit:.2g}: change gear later, or "
                       "take a smaller rate.")
    if not close.any():
        return False, f"Not there after 20,000 more steps with {rate:g}. The limit at the star is 0.041; aim below it."
    total = fall.steps + int(np.argmax(close))
    if total > 2500:
        return False, f"There after {total:,} steps; 2,500 is the goal. Is the time lost before the change or after it?"
    return True, f"There after {total:,} steps: off the cliff and home."


def _millions(left, curvature):
    """Millions of steps of 5e-6 until this share of the distance is left."""
    return float(np.log(1 / left) / (5e-6 * curvature)) / 1e6


_FLAT, _STEEP = np.linalg.eigvalsh(surfaces.beale.hessian((3, 0.5)))

EXERCISES.update({
    "04.1": Choice("neither", {
        "cliff": "Only by a hair, 0.304 against 0.331: it lands a little nearer. Both spend their time waiting.",
        "floor": "It looks like a head start. But the cliff costs only some thousand of the 300,000 steps.",
        "neither": "They end 0.304 and 0.331 away. The cliff costs next to nothing; the plain costs all the rest.",
    }),
    "04.2": Number(_millions(0.1, _FLAT), "ln 10 / (5e-6 · 0.30146): 1.5 million a decimal.", near=(
        (1e6 * _millions(0.1, _FLAT), "Right, but in steps. The question asks for millions."),
        (_millions(0.5, _FLAT), "That is for a half. For a tenth put ln 10 in place of ln 2."),
        (5 * _millions(0.5, _FLAT), "Five halvings leave 1/32. A tenth takes about 3.3 of them."),
        (_millions(1 / np.e, _FLAT), "That leaves 1/e of the distance. A tenth takes ln 10 times as long."),
        (_millions(0.9, _FLAT), "That takes a tenth away. A tenth should be left."),
        (_millions(0.1, _STEEP), "That is the steep axis, λ = 48.98. The flat one is what you wait for.")),
        tolerance=0.012),
    "04.3": Trial(_downhill_and_away),
    "04.4": Trial(_two_gears),
})

# ---- 05 multiple minima -----------------------------------------------------------------------------------------


def _saddle():
    """The pass between the two wells, by Newton's method."""
    point, f = np.array([0.3, -0.3]), surfaces.two_wells
    for _ in range(8):
        point = point - np.linalg.solve(f.hessian(point), f.gradient(point))
    return point


def _end_nowhere(start):
    """Break it: a start in the window whose run ends far from both minima, on the plain or on the ridge."""
    start = np.asarray(start, dtype=float)
    if start.shape != (2,):
        return False, f"This wants a start of two numbers, (x, y); you gave something of shape {start.shape}."
    if not np.all(np.abs(start) <= 3):
        return False, "Both numbers must lie between −3 and 3: beyond that it is too easy."
    end, saddle = descend(surfaces.two_wells, start, optimizers.GradientDescent(0.4), 100).final, _saddle()
    gaps = np.hypot(*(end - surfaces.two_wells.minima).T)
    if np.hypot(*(end - saddle)) < 0.2:
        return True, "You balanced it on the ridge, and it crept to the saddle. Flat ground would be the other kind."
    if gaps.min() > 1:
        return True, (f"There it hardly moves: {np.hypot(*(end - start)):.2g} in 100 steps. "
                      "The ridge would be the other kind.")
    if abs(start @ (1, -1) - saddle @ (1, -1)) < 0.02:
        return False, "Almost on the ridge, but the nudge grew. You need all the digits: use the variable border."
    well = ("deep", "shallow")[np.argmin(gaps)]
    return False, f"This ball ends in the {well} well. Look for flat ground, or for the line where no side wins."


def _break_the_deep_well(rate):
    """Break only the sharper well: D must converge, A must not."""
    rate = float(rate)
    a, d = (descend(surfaces.two_wells, start, optimizers.GradientDescent(rate), 10_000, tolerance=1e-6)
            for start in ((-1.5, 1.2), (0.7, -0.2)))
    if a.outcome == "converged":
        return False, f"Ball A still settles, after {a.steps} steps. The deep well holds below η = 2/2.019."
    if rate < 0.9:
        return False, "With steps that small ball A only needs more time; it would settle in the end."
    if d.outcome != "converged" or np.hypot(*(d.final - surfaces.two_wells.minima[1])) > 0.1:
        return False, "Neither ball settles: this η is beyond the shallow well's limit 2/1.044 too."
    return True, f"A never comes to rest, D settles after {d.steps} steps: its well is worse, but flatter."


EXERCISES.update({
    "05.1": Choice("deep", {
        "deep": "1.2 − 0.6 = 0.6 is below 0.728: it starts on the deep side of the border. Nearness does not count.",
        "shallow": "That is the nearer well, but the border does not lie halfway. Compare x − y with 0.728.",
        "saddle": "Only balls on the border itself end there, where x − y is 0.728. Here x − y is 0.6.",
    }),
    "05.2": Number(8, "0.4⁸ is 0.0007: all eight miss less than once in a thousand times.", near=(
        (7, "Close: 0.4⁷ = 0.0016, so seven starts miss a little more than once in a thousand times."),
        (14, "You used 0.6 as the chance to miss. A start misses with chance 0.4: when is 0.4ⁿ at most 0.001?"),
        (2, "Chances do not add up like 0.6 · 2: two starts both miss with chance 0.16. When is 0.4ⁿ at most 0.001?"),
        (7.54, "The formula is right: ln 0.001 / ln 0.4. But you cannot release half a ball.")), tolerance=2e-3),
    "05.3": Trial(_end_nowhere),
    "05.4": Trial(_break_the_deep_well),
})
