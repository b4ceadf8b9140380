"""One server process for each SQLite file, held by a lock that the operating system drops when the process dies."""

import fcntl
import os
from pathlib import Path


class DataInUse(Exception):
    """Another server process serves this data folder. Raised at start-up with a sentence that says what to do."""


class ProcessLock:
    """An exclusive lock on `hark.lock` in the data folder, held until `release`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "hark.lock"
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise DataInUse(
                f"Another Hark server is using {folder}. SQLite serves one process: stop the other one, choose another "
                "HARK_DATA_DIR, or give HARK_DATABASE__URL a PostgreSQL address."
            ) from None

    def release(self) -> None:
        os.close(self._descriptor)
