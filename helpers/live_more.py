"""A button that sets a long piece of work going in a thread of its own, and a line that says how far it is."""

import threading

import ipywidgets as widgets


class MoreButton:
    """A button and a line of text; ``work()`` runs in a thread, so that sliders go on answering, and returns the text.

    What goes wrong in the thread is said in the line, for nobody waits for it. ``row`` is the widget to show.
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
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        try:
            self.tell(self.work())
        except Exception as error:  # whatever it is, the reader has to see it
            self.tell(f"That failed. {type(error).__name__}: {error}")
        finally:
            self.button.disabled = False
