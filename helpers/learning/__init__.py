"""Learning from data: gradients and their checks, data sets, models, trainings, and what the results prove.

``datasets``, ``museum``, ``noise`` and ``study`` (the experiment of chapter 20) are used as modules, all else by name.
"""

from helpers.faces import face

__all__, __getattr__, __dir__ = face(__name__, {
    "gradients": "check_gradient complex_step numerical_gradient relative_error",
    "differences": "CURVES KINDS NEARBY best_step guides typical_error",
    "museum": "museum",
    "datasets": "datasets",
    "labels": "checked_labels checked_pictures",
    "models": "LOSSES Network",
    "lines": "line_loss",
    "training": "Training train train_many",
    "trained": "Trained",
    "recording": "Recording",
    "metrics": "accuracy confusion matthews",
    "boundaries": "first_of four_corners learn learn_bent small_network territories three_groups",
    "noise": "noise",
    "comparison": "compare difference_interval mean_and_error mean_interval",
    "study": "study"})
