"""For ``nbconvert --to html``: a page without a network shows the pictures of live figures, not their absent widgets.

Named in ``nbconvert_config.json``, which ``make lab`` lays where nbconvert looks.
"""

from nbconvert.preprocessors import Preprocessor

VIEW = "application/vnd.jupyter.widget-view+json"


class Pictures(Preprocessor):
    """Take the view of a widget out of an output that has a picture beside it."""

    def preprocess_cell(self, cell, resources, index):
        for output in cell.get("outputs", []):
            if "<img" in output.get("data", {}).get("text/html", ""):
                output["data"].pop(VIEW, None)
        return cell, resources
