"""Loading backlit's JavaScript into the interpreter, and starting its runtime."""

import os
from pathlib import Path
from typing import Any

import backlit
from backlit.browser.client import Client

ASSETS = Path(__file__).parent.parent / "assets"

_module: Any = None


async def load() -> Any:
    """The JavaScript module of backlit for Python clients."""
    global _module
    if _module is None:
        from pyodide.code import run_js

        text = (ASSETS / "python.js").read_text(encoding="utf-8")
        _module = await run_js(IMPORT_TEXT)(text)
    return _module


# A module is imported by its address only, and it is nowhere but in the wheel.
IMPORT_TEXT = """
async (text) => {
  const type = 'text/javascript';
  if (globalThis.process?.versions?.node) return import(`data:${type},${encodeURIComponent(text)}`);
  const url = URL.createObjectURL(new Blob([text], { type }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
"""


async def start(*, workers: int | None, max_pending: int | None, asset_url: str | None) -> Client:
    """Starts the runtime, with this interpreter as its client."""
    import pyodide_js
    from js import Object
    from pyodide.ffi import to_js

    package = Path(backlit.__file__).parent
    options = {
        "workers": workers,
        "maxPending": max_pending,
        "wasm": to_js((ASSETS / "backlit.wasm").read_bytes()),
        "worker": to_js((ASSETS / "python-worker.js").read_bytes())
        if asset_url is None
        else f"{asset_url.rstrip('/')}/python-worker.js",
        "sitePackages": str(package.parent),
        "packagePath": str(package),
        "env": to_js(dict(os.environ), dict_converter=Object.fromEntries),
    }
    given = {name: value for name, value in options.items() if value is not None}
    module = await load()
    client: Client = await module.startPython(
        pyodide_js, to_js(given, dict_converter=Object.fromEntries)
    )
    return client
