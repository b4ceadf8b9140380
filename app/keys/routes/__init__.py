"""HTTP of `keys`, one file for each thing that is asked for."""

from fastapi import APIRouter

from app.keys.routes import account, roster, vault

router = APIRouter()
for part in (vault, account, roster):
    router.include_router(part.router)
