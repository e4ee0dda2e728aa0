"""What would come next in a training, and what it goes on from."""

from typing import NamedTuple

from helpers.learning import Recording


class Forecast(NamedTuple):
    """What would come next: from which minibatch of which recording, with which settings, and what was found."""

    recording: Recording
    step: int
    settings: dict
    ahead: object

    def fits(self, recording, settings):
        """Whether it goes on from where a recording is now, with the same settings."""
        same = all(settings[name] == value for name, value in self.settings.items())
        return same and recording is self.recording and recording.entries[-1].step == self.step
