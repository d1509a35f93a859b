"""The backend in a browser's Python: tasks run in Pyodide workers, by the core in WebAssembly."""
