"""The face of a room: what others may use, each imported when it is asked for.

No chapter waits for what other chapters need: SciPy's statistics alone take longer than a whole chapter's imports.
"""

import importlib


def face(room, inside, kind="name"):
    """``__all__``, ``__getattr__`` and ``__dir__`` of a room, from its modules and the names that others may use.

    inside : module → its names in one text; a module that names itself is used as a whole. kind : what a name stands
    for, to say so where there is none of that name.
    """
    home = {name: module for module, names in inside.items() for name in names.split()}

    def get(name):
        if name not in home:
            raise AttributeError(f"there is no {kind} {name!r}; there are {', '.join(home)}")
        module = importlib.import_module(f"{room}.{home[name]}")
        return module if name == home[name] else getattr(module, name)

    return list(home), get, lambda: list(home)
