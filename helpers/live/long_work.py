"""One long piece of work at a time, in a thread of its own or in the cell that asks for it."""

import threading


class LongWork:
    """Who may work when: the work is a function that looks at ``enough``, an Event, now and then, and ends soon after.

    JupyterLab gives what a page says to two threads of the kernel, and cells run in one of them. Who replaces what the
    work works on holds ``alone`` meanwhile, so that none begins. What comes ``after`` the work nobody waits for.
    """

    def __init__(self):
        self.enough, self.alone, self._idle = threading.Event(), threading.RLock(), threading.Event()
        self._worker = None
        self._idle.set()

    def stop(self):
        """Ask the work to end, and wait until it has; what the work itself calls does not wait for it."""
        if threading.get_ident() == self._worker:
            self.enough.set()
            return
        with self.alone:
            self.enough.set()
            self._idle.wait()

    def start(self, work, after):
        """Do it in a thread."""
        self._clear_the_way()
        threading.Thread(target=self._do, args=(work, after), daemon=True).start()

    def here(self, work, after):
        """Do it now."""
        self._clear_the_way()
        self._do(work, after)

    def _clear_the_way(self):
        with self.alone:
            self.stop()
            self.enough.clear()
            self._idle.clear()

    def _do(self, work, after):
        try:
            self._worker = threading.get_ident()
            work()
        finally:  # an interrupt of the kernel may come at any moment
            self._worker = None
            self._idle.set()
            after()
