"""The verifier as one file, for whoever has Python and `cryptography` and nothing of Hark.

It is made of the modules that Hark itself checks with, one after another, so that there is one verifier and not two.
"""

import ast
from functools import cache
from importlib.resources import files

PARTS = ("merkle", "leaves", "notes", "verify", "proofs", "signers", "exports", "checking")
"""Each needs those before it, Python's own library and `cryptography`."""

_HEAD = '''#!/usr/bin/env python3
"""Checks a record of Hark's: an export of its audit logs, or the proof of a case. It needs no server.

    pip install cryptography
    python hark_verify.py proof.json --key VKEY [--witness VKEY] [--root FINGERPRINT]

It prints a line for each log, and a sentence for each thing that is wrong and where. Status 0: all of it holds.
Hark's docs/protocol.md, section 10, says what is checked; the formats are those of c2sp.org and RFC 6962.
"""
'''
_TAIL = """

if __name__ == "__main__":
    sys.exit(main())
"""


@cache
def text() -> str:
    """The file. Every import of another part falls away, and those of the library come first, each once."""
    imports: dict[str, None] = {}
    bodies = []
    for part in PARTS:
        source = files("app.audit").joinpath(f"{part}.py").read_text("utf-8")
        module = ast.parse(source)
        begins = 0
        for node in module.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                if not ast.unparse(node).startswith("from app."):
                    imports[ast.unparse(node)] = None
                begins = node.end_lineno or begins
        title = (ast.get_docstring(module) or "").partition("\n")[0]
        bodies.append(f"\n\n# --- {part}: {title}\n" + "\n".join(source.splitlines()[begins:]) + "\n")
    return _HEAD + "\n" + "\n".join(sorted(imports)) + "".join(bodies) + _TAIL
