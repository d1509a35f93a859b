"""Objects that only the script of a Streamlit app can use: a copy of one would reach nobody."""

import sys

from backlit import codec

# Classes, by the modules that have them.
CLASSES = {
    "streamlit.delta_generator": "DeltaGenerator",
    "streamlit.runtime.state.session_state_proxy": "SessionStateProxy",
}


def refuse() -> None:
    """Has them refused as a part of what is sent, where Streamlit is."""
    for module, name in CLASSES.items():
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None:
            codec.refuse(
                kind,
                f"a {name} of Streamlit belongs to the script: give values that were taken out of "
                "it, return data, and let the script show that",
            )
