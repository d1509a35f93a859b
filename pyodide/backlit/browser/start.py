"""Loading backlit's JavaScript into the interpreter, and starting its runtime."""

import os
from pathlib import Path
from typing import Any

import js
import pyodide_js
from pyodide.code import run_js
from pyodide.ffi import JsException, to_js

import backlit
from backlit.backend import StartOptions
from backlit.browser.client import Client

ASSETS = Path(__file__).parent.parent / "assets"

_module: Any = None


async def _load(asset_url: str | None) -> Any:
    """The JavaScript module of backlit for Python clients."""
    global _module
    if _module is None and asset_url is not None:
        _module = await run_js("(url) => import(url)")(f"{asset_url}/python.js")
    elif _module is None:
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


async def start(options: StartOptions) -> Client:
    """Starts the runtime, with this interpreter as its client."""
    package = Path(backlit.__file__).parent
    asset_url = None if options.asset_url is None else options.asset_url.rstrip("/")
    worker: Any = f"{asset_url}/python-worker.js"
    if asset_url is None:
        worker = to_js((ASSETS / "python-worker.js").read_bytes())
    fields = {
        "workers": options.workers,
        "maxPending": options.max_pending,
        "indexURL": options.index_url,
        "lockFileURL": options.lock_file_url,
        "wasm": to_js((ASSETS / "backlit.wasm").read_bytes()),
        "worker": worker,
        "sitePackages": str(package.parent),
        "packagePath": str(package),
        "env": dict(os.environ),
    }
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        module = await _load(asset_url)
        client: Client = await module.startPython(
            pyodide_js, to_js(given, dict_converter=js.Object.fromEntries)
        )
    except JsException as error:
        raise RuntimeError(_explain(error, asset_url)) from error
    return client


def _explain(error: JsException, asset_url: str | None) -> str:
    if asset_url is not None:
        return f"backlit could not start: {error}. Are the files of {ASSETS} served at {asset_url}?"
    return (
        f"backlit could not start: {error}. If the page has a content security policy without "
        f"`worker-src blob:` and `script-src blob:`, serve the files of {ASSETS} and call "
        "`await backlit.start(asset_url=...)`"
    )


def is_isolated() -> bool:
    """Whether there can be threads."""
    return hasattr(js, "SharedArrayBuffer") and getattr(js, "crossOriginIsolated", True)


def diagnose(client: Client | None) -> dict[str, object]:
    """See `backlit.diagnose()`."""
    if _module is None:
        return {"executor": "worker" if is_isolated() else "local", "started": False}
    found: dict[str, object] = _module.diagnose(client).to_py()
    return found
