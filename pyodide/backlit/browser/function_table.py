"""The functions that were sent to the core: each once, for as long as it is used."""

from collections import OrderedDict

from backlit import codec
from backlit.browser.client import Client
from backlit.errors import OutOfMemoryError

MOST_FUNCTIONS = 256
MOST_BYTES = 64 << 20


class FunctionTable:
    """Pickles of functions in the core's memory. Of too many, the least recently used go."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._payloads: OrderedDict[bytes, int] = OrderedDict()
        self._size = 0

    def payload(self, pickle: bytes) -> int:
        """The payload with these bytes. Tasks that refer to it keep it when it has gone from here.

        Raises:
            OutOfMemoryError: The core's memory is full.
        """
        payload = self._payloads.get(pickle)
        if payload is not None:
            self._payloads.move_to_end(pickle)
            return payload
        payload = self._client.allocate(len(pickle))
        if payload == 0:
            raise OutOfMemoryError(codec.FULL)
        self._client.bytes(payload).assign(pickle)
        self._payloads[pickle] = payload
        self._size += len(pickle)
        while len(self._payloads) > MOST_FUNCTIONS or (
            self._size > MOST_BYTES and len(self._payloads) > 1
        ):
            oldest, address = self._payloads.popitem(last=False)
            self._size -= len(oldest)
            self._client.release(address)
        return payload
