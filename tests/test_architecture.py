"""What neither ruff nor import-linter can say about the shape of the code. Each rule's reason stands at its test."""

import ast
import json
import pkgutil
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

import app
from app.core.errors import AppError
from app.core.settings import Settings
from app.main import create_app

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"
LINES = 400

NOT_DOMAINS = {"core", "sealing", "cli", "static"}
DOMAINS = sorted(
    path.name for path in APP.iterdir() if (path / "__init__.py").exists() and path.name not in NOT_DOMAINS
)

ROLES = {"tables", "schemas", "policy", "access", "queries", "actions", "routes", "errors"}
"""The file names that mean the same in every domain."""

NOUNS: dict[str, set[str]] = {
    "alerts": {
        "push",  # where a push may go, and what it says of who sends it
        "pusher",  # what takes pushes to their services
    },
    "audit": {
        "checking",  # what a file says, checked and told in sentences
        "exports",  # exports and proofs of cases as files, and how they are read
        "frontier",  # how a log's edge is written in its row
        "leaves",  # what an entry is, and the bytes that its leaf commits to
        "merkle",  # the tree of RFC 6962
        "notes",  # signed notes and checkpoints
        "proofs",  # whether entries lead to a signed root
        "signers",  # whose signature stands under an entry
        "standalone",  # the verifier as one file that needs nothing of Hark
        "tiles",  # what is stored of a tree, so that a proof reads few rows
        "witnessing",  # what a witness remembers, refuses and signs
        "verify",  # whether a log's past was changed, with no database and no clock
    },
    "insight": {
        "witnesses",  # who watches the logs from outside
        "glance",  # whether a long log is whole, as far as one look tells
        "readiness",  # what a school has to have before it opens
    },
    "lines": {
        "door",  # who is let onto a line
        "line",  # one caller's line, whichever carrier is below
        "poll",  # the requests that carry a line
        "reading",  # what a caller may read
        "rights",  # what a caller may have now, asked afresh
        "socket",  # the WebSocket that carries a line
    },
    "mentoring": {
        "verbs",  # what an `act` frame may ask for
    },
    "keys": {
        "joining",  # what somebody brings who joins, on the wire
    },
    "people": {
        "actors",  # who is calling, as plain values
        "acts",  # the signature with which somebody puts their name to a request
        "admission",  # the desk where invitations are shown
        "credentials",  # the second hash and the authenticator's code
        "door",  # what the routes of signing in share: the running app, and its cookies
        "passkeys",  # WebAuthn's questions and answers
        "departures",  # how the domains above take back what they gave to somebody who goes
        "mentors",  # how the domain above tells whether a pupil may wait for a mentor
        "mail",  # letters about accounts, and how they are carried
        "roll",  # the people of a school as those who look after them see them
        "session",  # the guards that routes name in their signatures
        "sign_in",  # the one door
    },
    "reports": {
        "challenges",  # the proof of work that a report brings
        "topics",  # the categories, what pupils can pick, and what a school makes of it
    },
    "realtime": {
        "carrier",  # what brings a line its frames
        "codes",  # the table of close codes, limits and guarantees
        "connection",  # one socket
        "frames",  # rt.v1 on the wire
        "hub",  # the sockets of this process
        "relay",  # what ties the processes of one database together
        "threshold",  # whether a process takes one more socket, and how it empties itself
        "tickets",  # how a socket proves its session
    },
}
"""The further files of a domain, each a noun that deserves one."""

WRITES_BESIDE_ACTIONS: dict[tuple[str, str], str] = {
    ("realtime", "tickets"): "a ticket is spent by the statement that finds it, and it is no business of the audit log",
}

OPEN_TO_ANYONE: dict[str, str] = {
    "GET /": "leads to a page",
    "GET /s/{slug}": "the pupil page, the same bytes for everybody",
    "GET /console": "the console's page, which shows nothing before somebody has signed in",
    "GET /console/{path:path}": "the same page under its deeper addresses",
    "GET /console/alerts/worker.js": "the script that shows a push, the same for everybody",
    "GET /button.js": "a school's own page loads it",
    "GET /button.svg": "a school's own page shows it",
    "GET /assets/{name}/{file}": "scripts and styles of those pages",
    "GET /healthz": "says that the process answers, and nothing else",
    "GET /readyz": "says that the database answers, and nothing else",
    "GET /api/schools/{slug}": "what the pupil page says about the school, its hours and who is there",
    "GET /api/schools/{slug}/mentors": "the cards from which a pupil chooses whom to meet",
    "GET /api/schools/{slug}/help": "which help routes the pupil page may show, the same for everybody",
    "GET /api/schools/{slug}/roster": "the signed list of keys that a report is sealed to",
    "POST /api/session/start": "gives the salt that a passphrase is stretched with; a false one for an unknown address",
    "POST /api/invitations/{invitation_id}/start": "gives the salt that an invitation's words are stretched with",
    "POST /api/invitations/{invitation_id}/open": "is how somebody shows that they have an invitation's words",
    "POST /api/invitations/{invitation_id}/join": "is how somebody joins who has an invitation's words",
    "POST /api/session": "is how a person shows who they are",
    "POST /api/witness/ask": "a witness shows itself by its signature, and is shown the logs that it was named for",
    "POST /api/witness/cosignatures": "a witness's line shows by itself whose it is",
    "POST /api/session/passkey/start": "gives the challenge that a passkey signs, naming nobody",
    "POST /api/session/passkey": "is how a person shows who they are with a passkey",
    "ANY /rt": "a socket is let in by the one-use ticket of its first frame",
    "POST /rt/poll": "a line by requests is let in by the same ticket",
    "POST /api/schools/{slug}/work": "gives the challenge that a report is sent with",
    "POST /api/schools/{slug}/reports": "a child tells without saying who they are",
    "POST /api/schools/{slug}/mailbox/challenge": "gives the challenge that return words answer, to everybody alike",
    "POST /api/schools/{slug}/mailbox/open": "is how a pupil shows that they have the words",
}
"""Every call that answers somebody who has not shown who they are, and why it may."""


def modules() -> Iterator[Path]:
    return (path for path in sorted(APP.rglob("*.py")) if "static" not in path.relative_to(APP).parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def calls(path: Path) -> Iterator[tuple[str, str, int]]:
    """Each method call of a module as (owner, method, line); the owner is empty where it is not a plain name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            yield (owner.id if isinstance(owner, ast.Name) else "", node.func.attr, node.lineno)


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Each import of a module as (module, name); the name is empty for a plain `import module`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def role_of(path: Path) -> tuple[str, str]:
    """The package of a module, and the file, or the folder that it has grown into, in which it stands there."""
    parts = path.relative_to(APP).with_suffix("").parts
    return (parts[0], parts[1]) if len(parts) > 1 else ("", parts[0])


def test_only_the_database_commits() -> None:
    """A commit anywhere else would let half of a request stand, and send its events before its rows are on disk."""
    elsewhere = [
        f"{named(path)}:{line}"
        for path in modules()
        if role_of(path) != ("core", "db")
        for _, method, line in calls(path)
        if method in {"commit", "rollback"}
    ]
    assert elsewhere == []


def test_every_write_is_in_actions() -> None:
    """Only actions make audit rows and events, so a write elsewhere would leave no trace."""
    elsewhere = []
    for path in modules():
        package, role = role_of(path)
        if package not in DOMAINS or role == "actions" or (package, role) in WRITES_BESIDE_ACTIONS:
            continue
        elsewhere += [
            f"{named(path)} imports {name}"
            for module, name in imports(path)
            if module.split(".")[0] in {"sqlalchemy", "sqlmodel"} and name in {"insert", "update", "delete"}
        ]
        elsewhere += [
            f"{named(path)}:{line} calls session.{method}"
            for owner, method, line in calls(path)
            if owner == "session" and method in {"add", "add_all", "merge", "delete", "flush", "bulk_save_objects"}
        ]
    assert elsewhere == []


def test_no_table_reaches_into_another_by_a_relationship() -> None:
    """A relationship reads rows behind the reader's back, past the access rules, and ties domains' tables together."""
    users = [
        named(path) for path in modules() if any(name in {"Relationship", "relationship"} for _, name in imports(path))
    ]
    assert users == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_holds_only_files_whose_names_mean_something(domain: str) -> None:
    allowed = ROLES | NOUNS.get(domain, set()) | {"__init__"}
    found = {path.stem for path in (APP / domain).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert found - allowed == set()


def test_no_noun_is_listed_that_is_not_there() -> None:
    listed = {(domain, noun) for domain, nouns in NOUNS.items() for noun in nouns}
    assert {pair for pair in listed if not list((APP / pair[0]).glob(f"{pair[1]}*"))} == set()


def test_no_file_is_too_long_to_read() -> None:
    sources = [path for folder in ("app", "tests", "alembic") for path in (ROOT / folder).rglob("*.py")]
    sources += [
        path
        for pattern in ("*.ts", "*.svelte", "*.css")
        for path in (ROOT / "frontend").rglob(pattern)
        if "node_modules" not in path.parts
    ]
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources}
    assert {name: lines for name, lines in lengths.items() if lines > LINES} == {}


def test_every_folder_of_tests_is_a_package() -> None:
    """Two folders may hold a `test_actions.py` each, which Python can only tell apart inside packages."""
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert {named(folder) for folder in folders if not (folder / "__init__.py").exists()} == set()


def test_alembic_sees_every_table() -> None:
    seen = {module for module, _ in imports(APP / "tables.py")}
    assert {f"app.{path.parent.name}.tables" for path in APP.glob("*/tables.py")} - seen == set()


def test_what_the_server_may_know_of_sealing_cannot_open_anything() -> None:
    """import-linter lets the server import some parts of the format; those may not hand on what opens (promise 1)."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    let_through = [line for contract in contracts for line in contract.get("ignore_imports", []) if "sealing" in line]
    harmless = {line.partition(" -> ")[2] for line in let_through}
    parts = [path for path in modules() if dotted(path) in harmless | {"app.sealing"}]
    others = {module for path in parts for module, _ in imports(path) if module.startswith("app.sealing")}
    assert harmless
    assert others - harmless == set()


def actors_of(dependant: Dependant) -> set[str]:
    """The names of the actors that a route's guards admit, wherever in its dependencies they stand."""
    actors = {actor for child in dependant.dependencies for actor in actors_of(child)}
    mine: str | None = getattr(dependant.call, "hark_actor", None)
    return actors | {mine} if mine else actors


def calls_on_offer() -> dict[str, set[str]]:
    """Each call that the app answers, as `POST /api/session` (`ANY` for a socket or a mount), and its actors."""
    offered = {}
    for route in iter_route_contexts(create_app(Settings()).routes):
        dependant: Dependant | None = getattr(route, "dependant", None)
        methods = "|".join(sorted((route.methods or {"ANY"}) - {"HEAD"}))
        offered[f"{methods} {route.path}"] = actors_of(dependant) if dependant else set()
    return offered


def test_every_call_says_who_may_make_it() -> None:
    """A call without an actor would answer a stranger. What is open to anyone is open by name and with a reason."""
    silent = {call for call, actors in calls_on_offer().items() if actors <= {"anyone"}}
    assert silent - set(OPEN_TO_ANYONE) == set()


def test_nothing_is_listed_as_open_that_is_not() -> None:
    """A line that outlives its call would open the next one that takes the name."""
    silent = {call for call, actors in calls_on_offer().items() if actors <= {"anyone"}}
    assert set(OPEN_TO_ANYONE) - silent == set()


def test_every_dependency_is_named_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[\[<>=; ]", line)[0] for line in asked}
    frontend = [path for path in (ROOT / "frontend").rglob("package.json") if "node_modules" not in path.parts]
    for path in frontend:
        package = json.loads(path.read_text(encoding="utf-8"))
        names |= {*package.get("dependencies", {}), *package.get("devDependencies", {})}
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("|")]
    written = {name.split("(")[0].strip() for row in rows for name in row.split(",")}
    assert {name for name in names if not name.startswith("@hark/")} - written == set()


def test_every_error_has_a_code_of_its_own() -> None:
    """A client decides by the code what to say and whether to try again, so no two facts may share one."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.startswith(("app.alembic", "app.static")):
            import_module(module.name)
    codes = Counter(error.code for error in all_errors(AppError))
    assert {code: number for code, number in codes.items() if number > 1} == {}
    assert [code for code in codes if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)] == []


def all_errors(parent: type[AppError]) -> Iterator[type[AppError]]:
    for child in parent.__subclasses__():
        yield child
        yield from all_errors(child)
