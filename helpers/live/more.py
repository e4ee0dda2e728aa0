"""Long pieces of work: buttons that set them going, what says how far they are, and who may work when."""

import threading

import ipywidgets as widgets

from helpers.drawing import COLOURS


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


class LongWork:
    """One long piece of work at a time, in a thread of its own or in the cell that asks for it.

    The work is a function that looks at ``enough``, a threading.Event, now and then, and ends soon after it is set.
    Who replaces what the work works on holds ``alone`` meanwhile, so that none begins; whoever needs the figure's
    ``lock`` as well takes ``alone`` first.
    """

    def __init__(self):
        self.enough, self.alone, self._idle = threading.Event(), threading.RLock(), threading.Event()
        self._idle.set()

    def stop(self):
        """Ask the work to end, and wait until it has."""
        with self.alone:
            self.enough.set()
            self._idle.wait()

    def start(self, work):
        """Do it in a thread."""
        self._clear_the_way()
        threading.Thread(target=self._do, args=(work,), daemon=True).start()

    def here(self, work):
        """Do it now."""
        self._clear_the_way()
        self._do(work)

    def _clear_the_way(self):
        with self.alone:
            self.stop()
            self.enough.clear()
            self._idle.clear()

    def _do(self, work):
        try:
            work()
        finally:  # an interrupt of the kernel may come at any moment
            self._idle.set()
