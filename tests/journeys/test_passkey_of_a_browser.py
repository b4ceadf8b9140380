"""What a real Chromium's passkey sends is what the server accepts: made, used to sign in, used to confirm.

The console's own screens are walked elsewhere; this calls the interface alone, so that it says which side is wrong.
"""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page

from app.core import encoding
from app.sealing.person import split_stretched
from app.sealing.stretch import normalise_passphrase, stretch
from tests.journeys.demo import Demo

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
    "hasPrf": True,
}

# Each answer is written out without what PRF gave, as the console does; `prf` says only that 32 bytes came.
SCRIPT = """
const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
window.call = async (method, path, body) => {
  const answer = await fetch(path, { method, body: body === undefined ? undefined : JSON.stringify(body),
    headers: { 'X-Hark': '1', 'Content-Type': 'application/json' } });
  const said = await answer.text();
  return { status: answer.status, body: said === '' ? null : JSON.parse(said) };
};
const written = (credential) => {
  const response = {};
  for (const key of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (credential.response[key] instanceof ArrayBuffer) response[key] = text(credential.response[key]);
  }
  const { id, rawId, type } = credential;
  return { id, rawId: text(rawId), type, response, clientExtensionResults: {} };
};
window.make = async ({ options, prf }) => {
  const made = await navigator.credentials.create({ publicKey: { ...options,
    challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: options.excludeCredentials.map(({ id }) => ({ type: 'public-key', id: bytes(id) })),
    extensions: { prf: { eval: { first: bytes(prf) } } } } });
  return written(made);
};
window.use = async ({ challenge, rp_id, prf }) => {
  const used = await navigator.credentials.get({ publicKey: { challenge: bytes(challenge), rpId: rp_id,
    userVerification: 'required', extensions: { prf: { eval: { first: bytes(prf) } } } } });
  const key = used.getClientExtensionResults().prf?.results?.first;
  return { credential: written(used), prf: key === undefined ? 0 : key.byteLength };
};
"""


def call(page: Page, method: str, path: str, body: Any = None) -> Any:
    answer = page.evaluate("([m, p, b]) => call(m, p, b ?? undefined)", [method, path, body])
    assert answer["status"] in {200, 204}, answer
    return answer["body"]


def test_a_passkey_of_a_browser_signs_in_and_confirms_and_its_device_gives_a_key(
    demo: Demo, open_device: Callable[[], BrowserContext]
) -> None:
    page = open_device().new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(demo.console)
    page.evaluate(f"() => {{{SCRIPT}}}")

    khan = demo.person("khan")
    start = call(page, "POST", "/api/session/start", {"email": khan.email})
    master = stretch(normalise_passphrase(khan.passphrase), encoding.decode(start["salt"]))
    proof = {"email": khan.email, "auth": encoding.encode(split_stretched(master)[0]), "code": demo.code("khan")}
    call(page, "POST", "/api/session", proof)

    offered = call(page, "POST", "/api/account/passkeys/options")
    made = page.evaluate("(offered) => make(offered)", offered)
    box = encoding.encode(b"\x01" + bytes(112))
    wanted = {"id": offered["id"], "credential": made, "name": "Laptop", "box": box}
    call(page, "POST", "/api/account/passkeys", wanted)
    call(page, "DELETE", "/api/session")

    asked = call(page, "POST", "/api/session/passkey/start")
    used = page.evaluate("(asked) => use(asked)", asked)
    me = call(page, "POST", "/api/session/passkey", {"id": asked["id"], "credential": used["credential"]})
    assert (me["alias"], used["prf"]) == ("Ms Khan", 32)

    asked = call(page, "POST", "/api/session/confirm/start")
    used = page.evaluate("(asked) => use(asked)", asked)
    call(page, "POST", "/api/session/confirm", {"id": asked["id"], "credential": used["credential"]})
