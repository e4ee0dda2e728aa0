"""What is right in the exercises of chapter 18, linear classifiers, and what near misses mean."""

import numpy as np

from helpers.exercises import Choice, Number, Trial
from helpers.learning import learn, three_groups
from helpers.live import Classifier


def _strays(place):
    """Break it: five of 31 points on the wrong side by moving a single one, with the settings of the exercise."""
    if np.shape(place) != (2,):
        return False, f"This wants a place (x, y); you gave {place!r}."
    place = np.array(place, dtype=float)
    if not all(low <= at <= high for at, (low, high) in zip(place, Classifier.view, strict=True)):
        return False, f"Stay in the picture: x and y from {Classifier.view[0][0]:g} to {Classifier.view[0][1]:g}."
    points, labels = three_groups()
    done = learn(np.vstack([points, place]), np.append(labels, 0), 1.0, 1e-4, 60)
    wrong = int(done.wrong[0, -1])
    if wrong >= 5:
        return True, (f"{wrong} of 31 are wrong. The farther out it is, the longer its x, and the stronger its pull on "
                      "the weights: δ times x.")
    itself = int((done.weights[0, -1] @ np.append(place, 1)).argmax())
    if itself == 0 and wrong < 2:
        return False, f"Only {wrong} wrong: there its own class scores highest anyway. Put it among its rivals."
    if wrong == 1:
        return False, "Only the stray itself is wrong, the others do not care. Look for a place where class 0 reaches."
    return False, f"{wrong} of 31 are wrong. Go far out, where the two other classes meet."


EXERCISES = {
    "18.1": Choice("only softmax", {
        "both": "The hinge asks for a lead of 1, and here the lead is 1.5 already: it was charged nothing before.",
        "only hinge": "The hinge asks for a lead of 1 and has it, so it is 0 already. Which loss is never content?",
        "only softmax": "The hinge was 0 already. Softmax wants probability 1, which no finite score gives.",
        "neither": "True for the hinge, which has its lead of 1. But the probability still rises a little towards 1.",
    }),
    "18.2": Number((np.log(10), 9.0), "Each class has probability 1/10. Nine wrong classes are 1 too close.", near=(
        ((np.log10(10), 9.0), "The second is right. The first is the logarithm to base ten; take the natural one."),
        ((-np.log(10), 9.0), "The second is right. The first has the wrong sign: a loss is −log p."),
        ((0.1, 9.0), "The second is right. 1/10 is the probability; the loss is −log of it."),
        ((np.log(10), 10.0), "Softmax is right. The hinge leaves the right class out of its sum."),
        ((np.log(10), 0.0), "Softmax is right. With equal scores nobody leads by 1, so each wrong class costs 1."),
        ((9.0, np.log(10)), "The right numbers in the wrong order: softmax first."))),
    "18.3": Choice("momentum", {
        "momentum": "v ← μv − ηg is linear in g: half the sum of the steps is the step of half the sum.",
        "rmsprop": "RMSprop divides by the root of g², and that is not linear: look at Adam's example again.",
        "both": "Momentum only adds and scales, so yes. But RMSprop divides by a size that it takes from g itself.",
        "neither": "RMSprop fails, as Adam does. But momentum only adds and scales gradients.",
    }),
    "18.4": Trial(_strays),
}
