"""What a journey opens: devices that share nothing with each other."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

Device = Callable[..., BrowserContext]
"""A browser of its own at each call, as on another machine. It may be given a `proxy`, as Playwright takes one."""
