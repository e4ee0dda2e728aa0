"""Every Python process of ``make test`` begins with this, for it names this folder in PYTHONPATH; so do kernels.

Python looks for garbage less often: that is a tenth of the time of many cells. And jsonschema does not read its grammar
of addresses, for more than a second in each process that knows notebooks: no test asks whether an address is one.
"""

import gc
import sys

gc.set_threshold(20_000, 10, 10)
sys.modules["rfc3987_syntax"] = None
