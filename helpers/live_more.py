"""Buttons that set a long piece of work going, and what says how far it is."""

import threading

import ipywidgets as widgets

from helpers.plotting import COLOURS


class MoreButton:
    """A button and a line of text; ``work()`` runs in a thread, so that sliders go on answering.

    The work says with ``tell`` how far it is. What goes wrong in the thread is told as well, for nobody waits for it.
    ``row`` is the widget to show.
    """

    def __init__(self, name, tooltip, work):
        self.work = work
        self.button = widgets.Button(description=name, tooltip=tooltip,
                                     layout={"width": "auto", "margin": "2px 8px", "border": "1px solid #767676"},
                                     style={"font_size": "15px", "font_weight": "bold", "button_color": "#dcebf7"})
        self.said = widgets.HTML()
        self.button.add_class("downhill-more")
        self.said.add_class("downhill-more-told")
        self.button.on_click(lambda _: self._begin())
        self.row = widgets.HBox([self.button, self.said])

    def tell(self, text):
        self.said.value = f'<span role="status" style="font-size: 15px; color: #111">{text}</span>'

    def _begin(self):
        self.button.disabled = True
        self.tell(f"{self.button.tooltip} …")
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        try:
            self.work()
        except Exception as error:  # whatever it is, the reader has to see it
            self.tell(f"That failed. {type(error).__name__}: {error}")
        finally:
            self.button.disabled = False


class TrainBar:
    """The buttons of a training, Train (which becomes Stop) and Start over, and a bar of up to ``most`` minibatches."""

    def __init__(self, most):
        look = {"button_color": "#f2f2f2", "text_color": "#111111", "font_size": "14px"}
        box = {"border": "1px solid #767676", "height": "32px", "width": "auto"}
        self.button = widgets.Button(description="▶ Train", style={**look, "font_weight": "bold"},
                                     layout={**box, "min_width": "92px"}, tooltip="Train on from here")
        self.again = widgets.Button(description="Start over", style=look, layout=box,
                                    tooltip="A new network with these settings")
        self.progress = widgets.IntProgress(max=most, layout={"width": "240px"}, style={"bar_color": COLOURS["blue"]})
        self.button.add_class("downhill-train")
        self.again.add_class("downhill-again")
        self.row = widgets.HBox([self.button, self.again, self.progress], layout={"align_items": "center"})
