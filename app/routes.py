"""Every router of the product, mounted in one place."""

from fastapi import FastAPI


def mount(app: FastAPI) -> None:
    """Give `app` its HTTP calls."""
