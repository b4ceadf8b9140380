"""The WebSocket that carries a line: `wss://<origin>/rt`, one frame of rt.v1 in each text frame."""

from fastapi import FastAPI
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.core.errors import ServerBusy, problem
from app.lines import door
from app.lines.line import NORMAL
from app.realtime.codes import SUBPROTOCOL, CloseCode
from app.realtime.errors import BadFrame


def mount(app: FastAPI) -> None:
    """Serve `/rt`. A plain route: FastAPI's own costs memory for each idle socket and gives nothing here."""
    # The first, because FastAPI goes through every call before it, and when a bell rings every page asks for this.
    app.router.routes.insert(0, WebSocketRoute("/rt", endpoint))


async def endpoint(socket: WebSocket) -> None:
    """One socket, from its opening to its end."""
    try:
        socket.app.state.threshold.check()
    except ServerBusy as busy:
        # Before it is a socket at all, so that a balancer sees it too and may ask another process.
        await socket.send_denial_response(problem(busy))
        return
    speaks = SUBPROTOCOL in socket.scope.get("subprotocols", ())
    await socket.accept(SUBPROTOCOL if speaks else None)
    carrier = SocketCarrier(socket)
    try:
        if not speaks:
            await carrier.close(CloseCode.OLD_VERSION)
        else:
            await door.serve(socket.app.state, carrier, socket.headers.get("origin"))
    except ConnectionError:
        return  # The page left before it said hello.


class SocketCarrier:
    """A carrier for the line, over one WebSocket."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def receive(self) -> str:
        """The next text frame. Raises `BadFrame` for a binary one."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise ConnectionResetError(message.get("code", NORMAL))
        text: str | None = message.get("text")
        if text is None:
            raise BadFrame
        return text

    async def room(self) -> None:
        """At once: it is `send` that waits while the peer does not read."""

    async def send(self, text: str, _stream: str | None) -> None:
        """Send one frame; waits while the peer does not read."""
        try:
            await self._socket.send_text(text)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionResetError from error

    def forget(self, stream: str) -> None:
        """Nothing to do: what was sent is out of our hands."""

    async def close(self, code: int, last: str | None = None) -> None:
        """Close, with `last` as its last frame."""
        if last is not None:
            await self.send(last, None)
        try:
            await self._socket.close(code)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionResetError from error
