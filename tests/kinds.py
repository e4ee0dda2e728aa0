"""One small figure of each kind, as text for a cell of a notebook and made in this process."""

from helpers import live, optimizers, surfaces
from helpers.learning import Network, datasets

SOURCES = {
    "one ball": """live.Descent(surfaces.canyon, optimizers.Momentum(0.01, 0.5), (-0.5, 2.3), steps=60,
        presets={"Elsewhere": {"start": (2.3, 2.3)}})""",
    "several balls": """live.Descent(surfaces.two_wells, optimizers.GradientDescent(0.4),
        [(-1.5, 1.2), (0.0, 0.0), (1.5, -1.8)], steps=60, basin_map=True, presets={"Wild": {"learning_rate": 0.9}})""",
    "moving surface": """live.Descent(surfaces.valley, optimizers.GradientDescent(0.05), (-1.8, 1.2), steps=30,
        presets={"Narrow": {"squeeze": 4.0}, "Askew": {"squeeze": 3.0, "turn": -45.0}})""",
    "guess": """live.Descent(surfaces.parabola, optimizers.GradientDescent(0.03), -0.9, steps=15, predict="kind",
        presets={"Zigzag": {"learning_rate": 0.15}})""",
    "race": """live.Race(surfaces.canyon, [optimizers.GradientDescent(0.01), optimizers.Adam(0.3)], (-0.5, 2.3),
        steps=30, presets={"Wild": {"scale": 4}, "Elsewhere": {"start": (2.0, 1.0)}})""",
    "race in one dimension": """live.Race(surfaces.cubic, [optimizers.GradientDescent(0.01),
        optimizers.Nesterov(0.01, 0.5)], 1.0, steps=30)""",
    "phase map": """live.PhaseMap(step=0.1, momentum=0.2, presets={"Swings": {"momentum": 0.81}})""",
    "settling": """live.Settling(surfaces.cubic, optimizers.GradientDescent(0.12), start=1.0, rates=(0.1, 0.2),
        presets={"Two": {"learning_rate": 0.18}, "Elsewhere": {"start": 2.0}})""",
    "slope": """live.Slope(surfaces.cubic, x=2.0, presets={"Narrow": {"h": 0.001}, "Hilltop": {"x": -1.0}})""",
    "direction": """live.Direction(surfaces.bowl, (2, 0.5), 30, presets={"Lowest": {"point": (1, 7 / 9)}})""",
    "microscope": """live.Microscope(surfaces.canyon, optimizers.Adam(0.3), (-0.5, 2.3), steps=60)""",
    "line": """live.LineFit([1, 2, 4], [5, 6, 6], optimizers.GradientDescent(0.05), (3.0, 0.0), steps=40,
        presets={"Elsewhere": {"start": (6.0, -1.0)}})""",
    "noise": """live.Noise(batch=4, sigma=0.5, decay=0.01, draw=3, steps=200, presets={
        "Elsewhere": {"start": (9.0, 2.0)}, "Whole": {"batch": 64}})""",
    "errors of steps": """live.StepError(presets={"Kink": {"function": "kink", "x": 0.01, "h": 0.03}})""",
    "classifier": """live.Classifier("hinge", presets={"Stray": {"learning_rate": 1.0, "stray": (3.5, 3.5)}})""",
    "border that bends": """live.BentBorder(steps=200, presets={"ReLU": {"kind": "relu"}, "Stuck": {"units": 2}})""",
    "runs": """live.Runs(presets={"Few": {"runs": 3, "order": 20}})""",
    "training": """live.LiveTraining(Network((64, 12, 10)), datasets.digits(), optimizers.Momentum(1.0, 0.0), first=40,
        presets={"Timid": {"learning_rate": 0.1}})""",
}
IMPORTS = """from helpers import live, optimizers, surfaces
from helpers.learning import Network, datasets"""


def make(name):
    """The figure of that name, in this process."""
    return eval(SOURCES[name], {"live": live, "optimizers": optimizers, "surfaces": surfaces, "Network": Network,
                                "datasets": datasets})
