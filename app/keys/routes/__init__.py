"""HTTP of `keys`, one file for each thing that is asked for."""

from fastapi import APIRouter

from app.keys.routes import account, groups, joining, recovery, roster, vault

router = APIRouter()
for part in (vault, account, roster, groups, recovery, joining):
    router.include_router(part.router)
