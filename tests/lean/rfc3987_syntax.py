"""Stands before the package of this name: jsonschema would read its grammar of addresses in each process, for more
than a second, and no test asks whether an address is one.
"""

raise ImportError("tests do without")
