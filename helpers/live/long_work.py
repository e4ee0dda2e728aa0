"""One long piece of work at a time, in a thread of its own or in the cell that asks for it."""

import threading


class LongWork:
    """Who may work when: the work is a function that looks at ``enough``, an Event, now and then, and ends soon after.

    JupyterLab gives what a page says to two threads of the kernel, and cells run in one of them. Who replaces what the
    work works on holds ``alone`` meanwhile, so that none begins.
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
