"""What a page without a kernel needs to train a network by itself: data, rule, and where the training stands."""

import base64
import zlib

import numpy as np

from helpers.live import page
from helpers.tracing import Untraceable, vector_program

MOST = 1_500_000  # pixels; more would make a page too large, and its training too slow


def material(data, recording, fresh):
    """What the page's trainer needs (``page/trainer.js``), as JSON; where it cannot be, the ``reason`` in a sentence.

    Arguments: data, Images; recording, a Recording at rest; fresh, the Training that it began as.
    """
    training, network, tested = recording.training, fresh.network, len(recording.tested[1])
    pictures = np.vstack([data.train, recording.tested[0].T, recording.followed[0].T])
    shades, levels = np.unique(pictures, return_inverse=True)
    if pictures.size > MOST or len(shades) > 256:
        return {"reason": "These pictures are too many, or too fine, for a page."}
    try:
        program = vector_program(training.optimizer)
    except Untraceable as reason:
        return {"reason": f"This rule cannot run in a page: {reason}."}
    labels = np.concatenate([data.train_labels, recording.tested[1], recording.followed[1]])
    return {
        "script": page.joined("trainer"), "program": program,
        "sizes": list(map(int, network.sizes)), "loss": network.loss_name, "penalty": network.penalty,
        "units": network.units,
        "shades": shades.tolist(), "pixels": _text(zlib.compress(levels.astype(np.uint8).tobytes(), 9)),
        "labels": _text(labels.astype(np.uint8).tobytes()),
        "parts": {"train": len(data.train), "tested": tested, "followed": len(recording.followed[1])},
        "now": _standing(training), "fresh": _standing(fresh)}


def _standing(training):
    """Where a training stands, for ``page/learner.js``."""
    found = training.standing()
    random, = found["random"]
    spare = random["uinteger"] if random["has_uint32"] else None
    return {**found, "params": _floats(found["params"]), "state": [_floats(part) for part in found["state"]],
            "random": {**{name: str(part) for name, part in random["state"].items()}, "spare": spare}}


def _floats(values):
    return _text(values.astype("<f4").tobytes())


def _text(data):
    return base64.b64encode(data).decode()
