"""What is right in the exercises of chapters 06 to 15, and what near misses mean."""

import math

import numpy as np

from helpers import optimizers, schedules, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Function, Number, Trial

EXERCISES = {}

# ---- 06 momentum ------------------------------------------------------------------------------------------------


def _plain_in_disguise(pair):
    """The identity: Momentum(η, μ) must walk the path of GradientDescent(0.02), step for step."""
    if np.shape(pair) != (2,):
        return False, f"This wants the pair (η, μ); you gave {pair!r}."
    eta, mu = (float(part) for part in pair)
    wanted = descend(surfaces.canyon, (-0.5, 2.3), optimizers.GradientDescent(0.02), 40).points
    given = descend(surfaces.canyon, (-0.5, 2.3), optimizers.Momentum(eta, mu), 40).points
    if given.shape == wanted.shape and np.allclose(given, wanted, rtol=0, atol=1e-9):
        return True, "μ = 0: nothing is remembered, so v = −ηg and the step is plain descent's."
    if np.isclose(eta, 0.02):
        return False, f"The first step is right. From the second on, the ball still carries {mu:g} of the one before."
    hint = f"Look at step 1: v is still 0, so your ball moves by {eta:g} times the slope. Plain descent moves by 0.02."
    if np.isclose(eta / (1 - mu), 0.02):
        hint = f"The top speed η/(1 − μ) is right, the path is not. {hint}"
    return False, hint


def _out_of_the_shallow(mu):
    """Break it: ball B must come to rest in the deep well."""
    path = descend(surfaces.two_wells, (1.5, -1.8), optimizers.Momentum(0.1, float(mu)), 20_000, keep="last")
    deep, shallow = (float(np.hypot(*(path.final - minimum))) for minimum in surfaces.two_wells.minima)
    if shallow < 0.05:
        if mu > 0.9:
            return False, f"With μ = {mu:g} it swings out, and back again, and rests in the shallow well. Try another."
        return False, f"With μ = {mu:g} it never leaves the shallow well. Give it more memory."
    if deep > 0.05:
        return False, f"With μ = {mu:g} it is still on its way after 20,000 steps. Less memory, please."
    return True, f"With μ = {mu:g} it swings over the saddle: thrown out of the nearer well, and lucky."


EXERCISES.update({
    "06.1": Choice("the same", {
        "faster": "Plain descent's factor would change. But here both pairs swing, and there only μ counts.",
        "slower": "That is what plain descent would do. But here both pairs swing, and there only μ counts.",
        "the same": "(1 − 0.9)² = 0.01 is below both 0.25 and 0.5, so it swings in both: factor √0.81 = 0.9.",
    }),
    "06.2": Number((4 / 144, (2 / 3) ** 2), "λ = 4 and 100: η = (2/(2 + 10))² and μ = ((5 − 1)/(5 + 1))².", near=(
        ((4 / 144, 2 / 3), "η is right. Your second number is √μ, the factor a step: square it."),
        ((2 / 12, (2 / 3) ** 2), "μ is right. Your first number is √η: square it."),
        ((2 / 12, 2 / 3), "Both numbers are the square roots of what they should be."),
        ((2 / 104, (2 / 3) ** 2), "μ is right, but 2/(λ₁ + λ₂) is plain descent's best rate. Here: (2/(√λ₁ + √λ₂))²."),
        ((2 / 104, 24 / 26), "That is plain descent: its best rate and its factor (κ − 1)/(κ + 1)."),
        ((4 / (2**0.5 + 50**0.5) ** 2, (2 / 3) ** 2), "μ is right. But the curvatures are 4 and 100, not 2 and 50."),
        (((2 / 3) ** 2, 4 / 144), "The right numbers in the wrong order: first η, then μ."))),
    "06.3": Trial(_plain_in_disguise),
    "06.4": Trial(_out_of_the_shallow),
})

# ---- 07 Nesterov ------------------------------------------------------------------------------------------------


def _only_momentum(rate):
    """Break two of three: plain descent and Nesterov must diverge, momentum must arrive."""
    rate = float(rate)
    rules = (optimizers.GradientDescent(rate), optimizers.Nesterov(rate, 0.9), optimizers.Momentum(rate, 0.9))
    ends = [descend(surfaces.narrow_valley, (-2.4, 0.2), rule, 3000) for rule in rules]
    if rate < 0.02:
        return False, f"With η = {rate:g} all three creep along safely. Go up, past two of the three limits."
    plain, ahead, momentum = (end.outcome == "diverged" or np.hypot(*end.final) > 1 for end in ends)
    if momentum:
        return False, f"With η = {rate:g} momentum does not arrive either: its limit is 2(1 + μ)/18 = 0.211."
    if not ahead:
        return False, f"With η = {rate:g} all three arrive. Nesterov is the first to go: 2(1 + μ)/(1 + 2μ)/18 = 0.075."
    if not plain:
        return False, f"With η = {rate:g} Nesterov is gone, but plain descent still arrives. Its limit is 2/18."
    return True, f"With η = {rate:g} ηλ is {18 * rate:.2f}: past 1.36 and past 2, but below momentum's 3.8."


EXERCISES.update({
    "07.1": Choice("stays", {
        "stays": "The look-ahead slope sends it back by all that the memory adds: μ(1 − ηλ) = 0, both factors vanish.",
        "swings": "Momentum would. But here the slope is felt at x + μv, and ηλ = 1 steps from there to the minimum.",
        "diverges": "The limit is 2 · 1.9/2.8 = 1.36, and ηλ = 1 is below it. Put d = 0 and any v into the rule.",
    }),
    "07.2": Number(2 * 1.9 / 2.8 / 80, "ηλ = 2(1 + μ)/(1 + 2μ) = 1.357, and the steepest direction has λ = 80.", near=(
        (2 * 1.9 / 2.8, "That is the limit of ηλ. Divide by the largest curvature."),
        (2 * 1.9 / 2.8 / 12, "That is for λ = 12. The steepest direction sets the limit."),
        (2 * 1.9 / 2.8 / 40, "The coefficient of y² is 40, but the curvature is twice that."),
        (2 * 1.9 / 80, "That is momentum's limit, 2(1 + μ)/λ. Nesterov's has 1 + 2μ below the line."),
        (2 / 80, "That is plain descent's limit. Nesterov's is 2(1 + μ)/(1 + 2μ) in place of 2.")), tolerance=1e-4),
    "07.3": Function(lambda y, v, g, eta, mu: (y - eta * g + mu * (mu * v - eta * g), mu * v - eta * g),
                     [(1.0, 0.5, 2.0, 0.1, 0.9), (-2.0, 1.0, 3.0, 0.05, 0.8), (0.0, -1.0, 0.0, 0.1, 0.5)],
                     "A push from y, and the fresh memory on top of it.", near=(
        (lambda y, v, g, eta, mu: (y + mu * v - eta * g, mu * v - eta * g),
         "That adds μ times the old v, which is plain momentum. First make the new v, then add μ times that."),
        (lambda y, v, g, eta, mu: (y + mu * (mu * v - eta * g), mu * v - eta * g),
         "The push −ηg is missing in the new y: the memory alone counts it only μ times."),
        (lambda y, v, g, eta, mu: (mu * v - eta * g, y - eta * g + mu * (mu * v - eta * g)),
         "Both right, in the wrong order: return (y, v)."),
        (lambda y, v, g, eta, mu: (y - eta * (g + mu * (mu * v + g)), mu * v + g),
         "That is PyTorch's rule, whose v sums slopes without η. Here v holds η: v ← μv − ηg."),
        (lambda y, v, g, eta, mu: y - eta * g + mu * (mu * v - eta * g),
         "The new y is right. Return the pair (y, v), for the next step needs v."))),
    "07.4": Trial(_only_momentum),
})

# ---- 08 Adagrad -------------------------------------------------------------------------------------------------


def _still_far(start):
    """Break it: close to the star, but on ground so steep that the accumulator fills up at once."""
    start = np.asarray(start, dtype=float)
    if start.shape != (2,):
        return False, f"This wants a start of two numbers, (x, y); you gave something of shape {start.shape}."
    if not np.all(np.abs(start - surfaces.beale.minima[0]) <= 1 + 1e-9):
        return False, "x must lie between 2 and 4, y between −0.5 and 1.5."
    far = np.hypot(*(descend(surfaces.beale, start, optimizers.Adagrad(0.1), 1000).final - surfaces.beale.minima[0]))
    steep = np.abs(surfaces.beale.gradient(start)).max()
    if far <= 0.7:
        return False, f"It comes within {far:.2g}. The steepest slope there is {steep:,.0f}: look for a steeper corner."
    return True, f"Still {far:.2f} away: one slope of {steep:,.0f} at the start, and s never forgets it."


def _over_the_cliff(rate):
    """Beat it: a rate that jumps over the cliff instead of walking down it."""
    rule = optimizers.Adagrad(float(rate), initial_accumulator=1.0)
    path = descend(surfaces.beale, (3, 4), rule, 20_000, keep=[0, 1, 20_000])
    far = np.hypot(*(path.final - surfaces.beale.minima[0]))
    if far <= 0.3:
        x, y = path.points[1]
        return True, (f"{far:.2f} away. The first step landed at ({x:.2f}, {y:.2f}), below the ridge y = 1: a jump "
                      "that happened to fit, not a method.")
    if far < 0.6:
        return False, f"It ends {far:.2f} away: almost. A slightly longer jump."
    if path.final[0] < 0 and rate < 3:
        return False, f"It ends {far:.1f} away, in the left gutter. η is a length: can one step jump past y = 1?"
    return False, f"It ends {far:.1f} away. That first jump is too long; try one that lands a little below y = 1."


def _first_moves():
    """Where plain descent and other wrong readings of the first step lead, on the canyon from (−0.5, 2.3)."""
    start = np.array([-0.5, 2.3])
    g = surfaces.canyon.gradient(start)
    return start - 0.1 * g, start - 0.1 * g / np.hypot(*g), start + 0.1 * np.sign(g), start - 0.1 * np.abs(np.sign(g))


_PLAIN, _UNIT, _UPHILL, _UNSIGNED = (tuple(map(float, end)) for end in _first_moves())

EXERCISES.update({
    "08.1": Choice("slower", {
        "slower": "η is half a millimetre now, and 200 of them lie ahead: 400 first steps, and each is shorter.",
        "as fast": "The curvature cancels, the distance does not: η is still 0.5, but y now has 200 to go, not 0.2.",
        "faster": "The slopes are far gentler in these units, but Adagrad does not see slopes. It sees 200 to go.",
    }),
    "08.2": Number(lambda: tuple(descend(surfaces.canyon, (-0.5, 2.3), optimizers.Adagrad(0.1), 1).final),
                   "0.1 in each coordinate, against its slope. Only the signs of the gradient matter.", near=(
        (_PLAIN, "That is plain descent's step. Adagrad divides each part of the gradient by its own size first."),
        (_UNIT, "You divided by the length of the whole gradient. Each coordinate divides by its own part."),
        (_UPHILL, "Right length, but uphill: the step goes against the gradient."),
        (_UNSIGNED, "Right length, but the slope in x is negative there: downhill is to the right.")), tolerance=1e-6),
    "08.3": Number(10, "s is 10,000 for one and 100 for the other, and the root of 100 is 10.", near=(
        (100, "The sums of squares differ 100 times. The rule divides by their roots."),
        (0.1, "The other way round: fewer gradients, smaller sum, larger rate.")), tolerance=1e-2),
    "08.4": Trial(_still_far),
    "08.5": Trial(_over_the_cliff),
})

# ---- 09 RMSprop -------------------------------------------------------------------------------------------------


def _settles(epsilon):
    """Repair it: an ε that caps the rate below the limit at the star, and still lets the flat axis arrive."""
    path = descend(surfaces.beale, (2, 0.3), optimizers.RMSprop(0.01, epsilon=float(epsilon)), 5000, keep="last")
    far = np.hypot(*(path.final - surfaces.beale.minima[0]))
    if far <= 1e-6:
        return True, f"Settled. Above 0.01 · 48.98/2 = 0.245 the hop dies, and {float(epsilon):g} is still fast enough."
    if epsilon > 0.5:
        return False, f"No hop any more, but it is {far:.1g} away: with η/ε this small the flat axis takes too long."
    return False, f"Still hopping, {far:.1g} away. The steepest curvature at the star is 48.98: which ε is above ηλ/2?"


def _off_the_map(start):
    """Break it: a start from which the steps of constant length run down an endless arm."""
    start = np.asarray(start, dtype=float)
    if start.shape != (2,):
        return False, f"This wants a start of two numbers, (x, y); you gave something of shape {start.shape}."
    if not np.all(np.abs(start) <= 4.5):
        return False, "Both numbers must lie between −4.5 and 4.5."
    if np.hypot(*(start - (3, 4))) < 3:
        return False, "That is too near to (3, 4), whose fate you know. Which other ground leads into the arm?"
    path = descend(surfaces.beale, start, optimizers.RMSprop(0.01), 3000)
    outside = np.abs(path.points).max(axis=1) > 4.5
    if outside.any():
        return True, f"It left at step {int(np.argmax(outside)):,}, always downhill on average, always η at a time."
    return False, f"It stays, and ends {np.hypot(*(path.final - (3, 0.5))):.2g} from the star. Try the upper left."


EXERCISES.update({
    "09.1": Choice("sign descent", {
        "sign descent": "s is g² alone, so g/√s is +1 or −1: only the sign of each slope counts.",
        "plain descent": "That would need s to stay constant. With β = 0 it is g² afresh at every step.",
        "adagrad": "Adagrad remembers everything. With β = 0 nothing is remembered at all.",
    }),
    "09.2": Number(0.1, "s = 0.01 g², so the step is η/√0.01 = 10 η. A mean that starts at 0 is too small at first; "
                   "Adam will correct that.", near=(
        (0.01, "That would be Adagrad, or β = 0. Here s is only 0.01 g² after the first step."),
        (1.0, "You divided by s itself, relative to |g|. The rule divides by its root."),
        (0.1 * np.sqrt(2), "That is the length of the whole step. The question asks for each coordinate."),
        (0.01 / np.sqrt(0.99), "The new gradient enters with the weight 1 − β = 0.01, not with β."),
        (0.001, "s is smaller than g², so the step is longer than η, not shorter.")), tolerance=1e-4),
    "09.3": Number((0.5, 0.02), "2/4 and 2/100: each rate is turned up to its own limit, 2 over the curvature.", near=(
        ((0.25, 0.01), "Those are the best rates, 1/λ. It does not stop there: where does hopping begin?"),
        ((4, 100), "Those are the curvatures. The limit is 2 divided by them."),
        ((1, 0.04), "The curvatures are twice the coefficients: the second derivative of 2x² is 4."),
        ((0.02, 0.5), "The right numbers in the wrong order: which direction is the steep one?")), tolerance=1e-4),
    "09.4": Trial(_settles),
    "09.5": Trial(_off_the_map),
})

# ---- 10 Adadelta ------------------------------------------------------------------------------------------------


def _leaves_again(epsilon):
    """Break it: near the minimum once, far from it at the end."""
    path = descend(surfaces.narrow_valley, (-2.4, 0.2), optimizers.Adadelta(1.0, epsilon=float(epsilon)), 20_000)
    far = np.hypot(*path.points.T)
    told = f"With ε = {float(epsilon):g} it came within {far.min():.3f} and ended {far[-1]:.2f} away."
    if far.min() >= 0.05:
        return False, f"{told} Its hops are too long from early on: a smaller seed comes closer."
    if far[-1] <= 0.5:
        return False, f"{told} ½√(εt) says how far it drifts; a larger seed pushes harder."
    return True, f"{told} A larger ε starts sooner, and pushes it out sooner."


EXERCISES.update({
    "10.1": Choice("stand still", {
        "stand still": "d = 0 makes Δ = 0, and Δ = 0 keeps d = 0. Without a seed nothing grows.",
        "step by 1": "It would with √0/√0 = 1. But s is (1 − ρ)g² by then and only d is zero: Δ = 0.",
        "fly away": "The danger of a vanishing denominator is in s; but s is (1 − ρ)g², and zero is the numerator.",
    }),
    "10.2": Number(lambda: np.sqrt(1e-6 / 0.05), "√(ε/(1 − ρ)) = 0.00447, on any steep slope.", near=(
        (1e-3, "That is √ε. s is still small too: (1 − ρ)g², not g²."),
        (lambda: np.sqrt(1e-6 / 0.1), "That is with ρ = 0.9; here ρ = 0.95."),
        (lambda: 1e-6 / 0.05, "Take the root: d and s are squares.")), tolerance=4e-5),
    "10.3": Number(4e-4, "η²ε: every length is doubled, and ε stands among squared lengths.", near=(
        (2e-4, "A length is doubled, but ε stands among squared lengths."),
        (1e-4 / 4, "The other way round: a larger η means a larger seed."),
        (1e-4, "With the same seed all steps would stay the same; η = 2 doubles them.")), tolerance=1e-6),
    "10.4": Trial(_leaves_again),
})

# ---- 11 Adam ----------------------------------------------------------------------------------------------------


def _always_eta(triple):
    """The identity: no memory at all leaves the sign of g, so every step has length 0.1 in each coordinate."""
    if np.shape(triple) != (3,):
        return False, f"This wants the triple (η, β₁, β₂); you gave {triple!r}."
    eta, beta1, beta2 = (float(part) for part in triple)
    path = descend(surfaces.himmelblau, (0.03, -0.02), optimizers.Adam(eta, beta1, beta2, 0.0), 40)
    lengths = np.abs(np.diff(path.points, axis=0))
    off = np.abs(lengths - 0.1).max(axis=1) > 1e-9
    if not off.any():
        return True, "Without memory m̂ = g and v̂ = g²: only the sign of g is left. This is called sign descent."
    if off[0]:
        return False, f"Already the first step has length {lengths[0].max():.3g}. That one is η, whatever the betas."
    t = int(np.argmax(off))
    return False, f"Up to step {t} it holds; step {t + 1} moves by ({lengths[t, 0]:.5f}, {lengths[t, 1]:.5f})."


def _home_on_beale(beta1):
    """Break it, then mend it: which memory of the direction brings Adam home with β₂ = 0.9?"""
    path = descend(surfaces.beale, (3, 4), optimizers.Adam(0.001, float(beta1), 0.9), 20_000, keep="last")
    far = float(np.hypot(*(path.final - surfaces.beale.minima[0])))
    place = f"({path.final[0]:.2f}, {path.final[1]:.2f})"
    if far < 0.01:
        return True, f"With β₁ = {float(beta1):g} it swings past the saddle to the right and ends at {place}."
    if path.final[0] < 0:
        return False, f"With β₁ = {float(beta1):g} it ends in the gutter, at {place}. Remember the direction longer."
    return False, f"With β₁ = {float(beta1):g} it ends at {place}, still {far:.2f} away. Remember a little less."


EXERCISES.update({
    "11.1": Number((1.99, 3.01), "−η times the sign of g, in each coordinate.", near=(
        ((2.01, 2.99), "The length is right, the direction is uphill: Adam goes against the sign of g."),
        ((1.9975, 3.54), "That is plain descent, −ηg. Adam divides by √v̂ = |g|."),
        ((1.999, 3.001), "That would be without the correction of m, m = 0.1g. Corrected, m̂ = g."),
        ((2 - 0.01 * np.sqrt(10), 3 + 0.01 * np.sqrt(10)), "That is without the corrections: 0.1/√0.001 = 3.16."),
        ((2 - 0.01 * 0.25 / 54.0006, 3.01), "Each coordinate is divided by its own √v̂, not by the length of g."),
    ), tolerance=1e-5),
    "11.2": Number(lambda: math.ceil(math.log(1 - 1 / 1.01) / math.log(0.9)), "0.9⁴⁴ is below 1 − 1/1.01.", near=(
        (43, "Almost: 1/(1 − 0.9⁴³) is 1.0109, still too much."),
        (10, "1/(1 − β₁) = 10 is the memory; by then the correction is still 1/(1 − 0.9¹⁰) = 1.54."),
        (4613, "That is for β₂ = 0.999.")), tolerance=1e-3),
    "11.3": Trial(_always_eta),
    "11.4": Trial(_home_on_beale),
})

# ---- 12 Adam's family -------------------------------------------------------------------------------------------


def _part(surface, start, first, second):
    """The first step that takes two rules to different points."""
    one, other = (descend(surface, start, rule, 200).points for rule in (first, second))
    return int(np.argmax(np.any(one != other, axis=1)))


def _mislead_adam(slopes):
    """Break it: slopes with a positive sum, repeated, on which Adam without momentum walks to the right."""
    slopes = np.asarray(slopes, dtype=float)
    if slopes.ndim != 1 or not 2 <= slopes.size <= 6:
        return False, f"This wants a list of two to six slopes, such as [3, -1, -1]; you gave {slopes.tolist()!r}."
    if not np.all(np.abs(slopes) <= 3):
        return False, "Every slope must lie between −3 and 3."
    if slopes.sum() < 1e-6:
        return False, f"Their sum is {slopes.sum():.3g}: then right is no wrong side. Make the sum positive."
    if slopes.tolist() in ([3, -1, -1], [-1, 3, -1], [-1, -1, 3]):
        return False, "That is the chapter's own example. Find another."
    ends = []
    for largest in (False, True):
        x, v, w = 0.0, 0.0, 0.0
        for t in range(1, 3001):
            g = slopes[(t - 1) % slopes.size]
            v = 0.1 * v + 0.9 * g * g
            w = max(w, v) if largest else v
            x = min(1.0, max(-1.0, x - 0.5 / np.sqrt(t) * g / (np.sqrt(w) + 1e-8)))
        ends.append(x)
    if ends[0] < 0.9:
        return False, f"Adam ends at {ends[0]:+.2f}. Let the slopes that point the wrong way add up to more."
    return True, f"Adam ends at {ends[0]:+.2f}; AMSGrad, which does not forget, ends at {ends[1]:+.2f}."


EXERCISES.update({
    "12.1": Choice("same", {
        "adam": "On a plane m̂ = g and v̂ = g², so Adam steps η in each coordinate. What do the others do?",
        "adamax": "Its u is |g|, and m̂/u is 1 in size: steps of η, whatever the slope. And the others?",
        "amsgrad": "v only grows towards g² here, so its maximum is v itself. Where is the difference?",
        "same": "A slope that never changes leaves nothing to forget: every size is |g| and every step is η.",
    }),
    "12.2": Number(lambda: np.log(0.5) / np.log(0.999), "ln 2 / 0.001: about 693 steps for each half.", near=(
        (lambda: 2 * np.log(0.5) / np.log(0.999), "That is Adam: √v fades by √β₂ a step. AdaMax's u fades by β₂."),
        (500, "Fading does not add up like 500 · 0.001. Each step takes a thousandth of what is left."),
        (lambda: np.log(0.5) / np.log(0.9), "That is for β = 0.9, the memory of the direction.")), tolerance=2e-3),
    "12.3": Number(lambda: _part(surfaces.two_wells, (2, 1.5), optimizers.Adam(0.05), optimizers.AMSGrad(0.05)),
                   "Until then v only grew, so the largest v was v.", tolerance=1e-6, near=(
        (lambda: _part(surfaces.two_wells, (2, 1.5), optimizers.Adam(0.05), optimizers.AMSGrad(0.05)) - 1,
         "That is the last step with the same end. Which one is the first to differ?"),
        (lambda: _part(surfaces.two_wells, (2, 1.5), optimizers.Adam(0.1), optimizers.AMSGrad(0.1)),
         "That is for η = 0.1."),
        (0, "They start at the same point: np.argmax gives 0 also where nothing differs. Use more steps."))),
    "12.4": Trial(_mislead_adam),
})

# ---- 13 optimizers as objects -----------------------------------------------------------------------------------


class _Clipped(optimizers.Optimizer):
    """The rule of chapter 13: momentum with each slope cut off at a limit."""

    learning_rate: float = 0.03
    momentum: float = 0.8
    limit: float = 1.0

    def rule(g, v, learning_rate, momentum, limit):
        v = momentum * v - learning_rate * np.clip(g, -limit, limit)
        return v, v


def _damped_average(rule):
    """Write a rule: run the reader's class, compare its path with what momentum does at the converted rate."""
    if not isinstance(rule, type) or not issubclass(rule, optimizers.Optimizer):
        return False, f"This wants the class, without brackets behind it, made from optimizers.Optimizer; got {rule!r}."
    if set(rule.hyperparameters) != {"learning_rate", "momentum"}:
        return False, f"The fields must be learning_rate and momentum; yours are {', '.join(rule.hyperparameters)}."

    def end(optimizer):
        return descend(surfaces.bowl, (-0.5, 2.9), optimizer, 9).points

    try:
        given = end(rule(learning_rate=0.04, momentum=0.75))
    except Exception as error:  # a reader's rule may fail in any way; say how
        return False, f"Your rule fails: {type(error).__name__}: {error}"
    if np.allclose(given, end(optimizers.Momentum(0.01, 0.75)), rtol=0, atol=1e-9):
        return True, "It walks like Momentum with η(1 − μ) in place of η: the conversion of chapter 06."
    if np.allclose(given, end(optimizers.Momentum(0.04, 0.75)), rtol=0, atol=1e-9):
        return False, "The factor (1 − μ) in front of g is missing: that is plain momentum."
    if np.allclose(given, end(optimizers.GradientDescent(0.04)), rtol=0, atol=1e-9):
        return False, "It walks like plain descent: step along m, not along g."
    if np.allclose(given, end(optimizers.GradientDescent(0.01)), rtol=0, atol=1e-9):
        return False, "m is forgotten at every step. Is the new m the second value that your rule returns?"
    if given[1] @ (1.5, -2.1) < given[0] @ (1.5, -2.1):
        return False, "The first step leads uphill. Check the sign of the move."
    moved, wanted = given[1] - given[0], -0.01 * surfaces.bowl.gradient((-0.5, 2.9))
    if np.allclose(moved, wanted, rtol=0, atol=1e-9):
        return False, "The first step is right, the second is not: is the second value that you return the new m?"
    return False, (f"With η = 0.04, μ = 0.75 and g = (−18, 38.2) the first move should be ({wanted[0]:.3f}, "
                   f"{wanted[1]:.3f}); yours is ({moved[0]:.3f}, {moved[1]:.3f}).")


def _out_of_reach(start):
    """Break it: a start so far out that clipped steps are too short to come home."""
    start = float(start)
    if not 0 <= start <= 260:
        return False, f"x must lie between 0 and 260, you gave {start:g}."
    left = abs(float(descend(surfaces.parabola, start, _Clipped(), 1000).final) - 1)
    if left <= 100:
        return False, f"From {start:g} it is only {left:.3g} away after 1,000 steps. How far can it go in a thousand?"
    return True, f"It has covered {abs(start - 1) - left:.1f} and is still {left:.1f} away: at most 0.15 a step."


EXERCISES.update({
    "13.1": Choice("one run of 200", {
        "one run of 200": "Point and velocity both stay in the object, so the second call just goes on.",
        "the same 100 again": "For that you would have to put the point and the velocity back.",
        "fresh start": "The velocity lives in the object, not in the loop: nobody has set it to zero.",
    }),
    "13.2": Number(0.15, "v ← 0.8v − 0.03 settles where |v| = 0.03/(1 − 0.8).", near=(
        (0.03, "That is the first step. Momentum adds up the steps before it."),
        (0.054, "That is the second step. Go on: where does v ← 0.8v + 0.03 settle?"),
        (0.024, "That is 0.8 · 0.03, what is left of one push a step later. All pushes add up."),
        (0.006, "That is the damped convention, with (1 − μ) in front. Here you divide by it."),
        (0.12, "That is 0.8 · 0.15: what momentum adds. The newest push comes on top.")), tolerance=1e-4),
    "13.3": Trial(_damped_average),
    "13.4": Trial(_out_of_reach),
})

# ---- 14 learning-rate schedules ---------------------------------------------------------------------------------


def _never_arrives(rate):
    """Break it: the rates must add up to less than the way."""
    if not callable(rate):
        return False, f"This wants a function of t, such as lambda t: 0.1 / (1 + t); you gave {rate!r}."
    try:
        rates = np.array([float(rate(t)) for t in range(100_000)])
    except Exception as error:  # a reader's function may fail in any way; say how
        return False, f"Your function fails: {type(error).__name__}: {error}"
    if not np.all(np.isfinite(rates)) or np.any(rates < 0):
        return False, "A rate must be a finite number above zero at every step."
    if rates[0] < 0.1:
        return False, f"It starts at {rates[0]:g}. That is crawling from the first step on; start at 0.1 or more."
    if rates.max() > 2:
        return False, f"A rate of {rates.max():.3g} is beyond the limit 2: that flies away, but it does not stop short."
    left = abs(float(np.prod(1 - rates)))
    if left <= 0.5:
        total = f"the rates add up to {rates.sum():.3g}"
        return False, f"It leaves {left:.2g} of the distance; {total}. Let them sink faster."
    if np.any(rates[:30] == 0):
        return False, "A rate of exactly zero is switching off, not slowing down."
    return True, f"All rates together make {rates.sum():.3g}, and {left:.0%} of the way is left for ever."


def _warm_up_faster(pair):
    """Beat it: Beale from the cliff in fewer than 1,500 steps."""
    if np.shape(pair) != (2,):
        return False, f"This wants a pair (rate, over), such as (0.03, 2000); you gave {pair!r}."
    high, over = float(pair[0]), int(pair[1])
    path = descend(surfaces.beale, (3, 4), optimizers.GradientDescent(schedules.WarmUp(high, over=over)), 3000)
    if path.outcome == "diverged":
        return False, f"It diverged at step {path.steps}: the first rate was {high / over:.1e}. Too hasty on the cliff."
    reached = np.flatnonzero(np.hypot(*(path.points - surfaces.beale.minima[0]).T) < 1e-6)
    if not len(reached):
        why = "beyond the limit 0.041 at the star" if high > 0.041 else "a larger rate would get there sooner"
        return False, f"Not within a millionth in 3,000 steps: {high:g} is {why}."
    if reached[0] >= 1500:
        return False, f"It arrives after {reached[0]:,} steps. Shorten the warm-up, or end on a larger rate."
    return True, f"Within a millionth after {reached[0]:,} steps, of which {over:,} were the warm-up."


EXERCISES.update({
    "14.1": Choice("stop short", {
        "settle": "Its steps do shrink to nothing. But add them up first: do they cover 2.12?",
        "hop": "To hop around the star it must get there. Its steps add up to 0.1/(1 − e^−0.1). Is that 2.12?",
        "stop short": "0.1/(1 − e^−0.1) = 1.05: half of the way, however long you wait.",
    }),
    "14.2": Number(np.log(2) / 20, "e^(−20k) = 1/2, so k = ln 2/20: about 3.4 % less at each step.", near=(
        (-np.log(2) / 20, "The size is right. The minus sign stands in the formula already: yours lets it grow."),
        (0.5 ** (1 / 20), "That is γ, the factor of one step. And γ = e^(−k)."),
        (1 / 20, "That halves 1/(1 + kt) after 20 steps. The exponential falls faster: e^(−1) is 0.37, not 0.5."),
        (1 / 40, "That would halve a straight line. This one loses a share of what is left: e^(−20k) = 1/2."),
        (20 / np.log(2), "Upside down: with that k the rate would vanish in the first step."),
        (np.log10(2) / 20, "You took the logarithm to base 10; e wants the natural one.")), tolerance=2e-4),
    "14.3": Trial(_never_arrives),
    "14.4": Trial(_warm_up_faster),
    "14.5": Choice("b", {
        "a": "In A the old η lives on inside v: all that was gathered at the old rate still moves x.",
        "b": "In B the new η multiplies all of v, old slopes included. In A they keep the rate they came in with.",
        "neither": "They agree for constant η only. Where does η stand in each: inside v, or in front of it?",
    }),
})

# ---- 15 the race ------------------------------------------------------------------------------------------------


def _rig(rate):
    """Break it: one rate for all six with which the winner of the fair race comes last."""
    rules = (optimizers.GradientDescent, optimizers.Momentum, optimizers.Nesterov, optimizers.RMSprop, optimizers.Adam,
             optimizers.Adagrad)
    paths = [descend(surfaces.narrow_valley, (-2.4, 0.2), rule(float(rate)), 200) for rule in rules]
    heights = [np.inf if path.outcome == "diverged" else float(path.values[-1]) for path in paths]
    behind = [rule.__name__ for rule, height in zip(rules[:-1], heights[:-1], strict=True) if height >= heights[-1]]
    if behind:
        return False, (f"Adagrad ends at {heights[-1]:.2g} there and still beats {', '.join(behind)}. "
                       "Its steps shrink as it goes: at which rates would that hurt most?")
    return True, f"Adagrad ends at {heights[-1]:.2g} there, behind all others. Same rules, same track."


def _beat_them(optimizer):
    """Beat it: Rosenbrock in 200 gradients, below a millionth."""
    if not isinstance(optimizer, optimizers.Optimizer):
        return False, f"This wants an optimizer, such as optimizers.Nesterov(0.001, 0.9); you gave {optimizer!r}."
    path = descend(surfaces.rosenbrock, (-1.2, 1.0), optimizer, 200)
    if np.ndim(path.outcome):
        return False, "One setting only, please: no arrays. (To search with arrays first is a good idea.)"
    if path.outcome == "diverged":
        return False, f"{optimizer.name} diverged at step {path.steps}. Take a smaller rate."
    height = float(path.values[-1])
    if height >= 1e-6:
        return False, (f"{optimizer.name} ends at {height:.2g}. Search the rate and another setting together: "
                       "both can be arrays in one descend, one as a column.")
    return True, f"{optimizer.name} ends at {height:.1g} after {path.steps} gradients. Will it also win from (0, 2.5)?"


EXERCISES.update({
    "15.1": Choice("plain", {
        "plain": "On a round bowl plain descent is home in 20 steps; μ = 0.9 still swings, whatever its rate.",
        "momentum": "Its μ = 0.9 pays in narrow valleys. Here the swings fade only by √0.9 = 0.95 a step.",
        "tie": "Both are tuned in rate, but μ stays 0.9: swings fade only by √0.9 = 0.95 a step, 0.36 in twenty.",
    }),
    "15.2": Number(lambda: len(optimizers.everything) * 61 * len(surfaces.beale.starts) * 200,
                   "11 · 61 · 3 · 200: two thousand times the price of a run. Papers seldom print that bill.", near=(
        (134_200, "You left out the three starts."),
        (36_600, "That is the bill of one rule. There are eleven."),
        (2_013, "That is the number of runs. Each costs 200 gradients."),
        (6_600, "You left out the 61 rates."),
        (2_200, "That is the race itself, all eleven. Before it came 61 rates on three starts.")), tolerance=1e-6),
    "15.3": Trial(_rig),
    "15.4": Trial(_beat_them),
})
