"""Tasks on the threads of a plain CPython.

The same rules as everywhere, but a thread cannot be killed: an attempt that is given up runs on,
unseen, until its function returns, while another thread takes its place.
"""
