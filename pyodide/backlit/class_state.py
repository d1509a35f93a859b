"""Classes of a script, which are sent with the values that need them.

One that comes back is found again. What a task has done to its copy of the class is not done to it.
"""

import pickle
from typing import Any

from backlit._vendor.cloudpickle import cloudpickle

HAS_CLASS = cloudpickle._class_setstate.__name__.encode()

MAKERS = (cloudpickle._make_skeleton_class, cloudpickle._make_skeleton_enum)


class Unpickler(pickle.Unpickler):
    """Reads a pickle, and leaves classes as they are that are here already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._new_classes: set[type] = set()

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        found = super().find_class(module_name, global_name)
        if any(found is maker for maker in MAKERS):
            return lambda *args: self._make(found, args)
        return self._set_state if found is cloudpickle._class_setstate else found

    def _make(self, make: Any, args: tuple[Any, ...]) -> type:
        before = set(cloudpickle._DYNAMIC_CLASS_TRACKER_BY_CLASS)
        made: type = make(*args)
        if made not in before:
            self._new_classes.add(made)
        return made

    def _set_state(self, made: type, state: Any) -> type:
        if made in self._new_classes:
            cloudpickle._class_setstate(made, state)
        return made
