"""What a connection needs of the thing that carries its frames."""

from typing import Protocol


class Carrier(Protocol):
    """One caller's way out of this process. All but `forget` raise `ConnectionError` once the caller has gone."""

    async def room(self) -> None:
        """Wait until one more frame would be taken."""
        ...

    async def send(self, text: str, stream: str | None, /) -> None:
        """Hand over one frame. `stream` is whose items are in it."""
        ...

    def forget(self, stream: str, /) -> None:
        """Give out nothing more of `stream`, not even what was handed over: the reader may no longer have it."""
        ...

    async def close(self, code: int, last: str | None = None, /) -> None:
        """End it with `code`, and with `last` as its last frame. What was handed over and is not out yet is dropped."""
        ...
