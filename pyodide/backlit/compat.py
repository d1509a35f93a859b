"""Programs for asynclit and streamtree, unchanged, on backlit."""

import importlib
import sys
from types import ModuleType

import backlit
from backlit.streamlit import loading, recipe

MODULES = {
    "asynclit": backlit,
    "asynclit.manager": backlit,
    "asynclit.retry": backlit,
    "asynclit.scheduler": backlit,
    "asynclit.session": backlit,
    "asynclit.task": backlit,
    "streamtree.asyncio": recipe,
    "streamtree.loading": loading,
}

# In `sys.path`, which workers have too. There the modules that functions come from are imported
# again, and have to find the same.
MARK = __file__


def install() -> None:
    """Makes `import asynclit`, and from `streamtree` the modules `asyncio` and `loading`, be
    backlit's.

    Call it first of all, so that later imports find them. Whether the packages are installed does
    not matter. In modules of theirs that were imported before, the public names are replaced; a
    name that a program took out of them before stays what it was.

    Without streamtree itself, nothing of it exists but these two modules.
    """
    if MARK not in sys.path:
        sys.path.append(MARK)
    for name, ours in MODULES.items():
        _replace_names(sys.modules.get(name), ours)
        sys.modules[name] = ours
    streamtree = _imported("streamtree")
    vars(streamtree).update(asyncio=recipe, loading=loading)


def _replace_names(theirs: ModuleType | None, ours: ModuleType) -> None:
    if theirs is not None:
        for name in ours.__all__:
            setattr(theirs, name, getattr(ours, name))


def _imported(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
    sys.modules[name] = ModuleType(name, "What backlit has of it: the package is not installed.")
    return sys.modules[name]
