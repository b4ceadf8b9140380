"""The business facts of `escalation`."""

from app.core.errors import AppError


class HelpRouteUnknown(AppError):
    """There is no help route with that id."""

    code = "help_route_unknown"
    status = 404
    title = "That help route is not on the list."
