import { b64u, fromB64u } from '@hark/crypto/bytes';
import { openBox, sealBox } from '@hark/crypto/box';
import { context, type Label } from '@hark/crypto/contexts';
import { hkdf } from '@hark/crypto/hkdf';
import { BaseModeXWing } from '@hark/crypto/kem';
import { mailboxKeys, signChallenge, wordsSalt } from '@hark/crypto/mailbox';
import { sign, signingKey, verify } from '@hark/crypto/sign';
import { stretch } from '@hark/crypto/stretch';
import { drawWords, normaliseWords, startsWith, WORDS } from '@hark/crypto/words';
import { solveWork } from '@hark/crypto/work';
import { kemPublicKey, kid, unwrap, wrapTo } from '@hark/crypto/wrap';
import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { argon2id } from 'hash-wasm';
import { describe, expect, test } from 'vitest';

import { hex, refuses, toHex, vectors } from './vectors.ts';

type External = {
  hkdf_sha256: { cases: { ikm: string; salt: string; info: string; okm: string }[] };
  ed25519: { cases: { seed: string; public: string; message: string; signature: string }[] };
  argon2id: { cases: { password: string; salt: string; m: number; t: number; p: number; tag: string }[] };
  xwing: { seed: string; public_starts: string; public_ends: string; eseed: string; shared_secret: string };
};

describe("other people's vectors", () => {
  const external = vectors<External>('external');

  test.each(external.hkdf_sha256.cases)('HKDF of RFC 5869: $okm', async ({ ikm, salt, info, okm }) => {
    expect(toHex(await hkdf(hex(ikm), hex(salt), hex(info), okm.length / 2))).toBe(okm);
  });

  test.each(external.ed25519.cases)('Ed25519 of RFC 8032: $seed', async (one) => {
    const key = await signingKey(hex(one.seed));
    expect(toHex(key.publicKey)).toBe(one.public);
    expect(toHex(await sign(key, hex(one.message)))).toBe(one.signature);
    expect(await verify(hex(one.public), hex(one.message), hex(one.signature))).toBe(true);
    expect(await verify(hex(one.public), hex(`${one.message}00`), hex(one.signature))).toBe(false);
  });

  test('bytes that are no key verify nothing', async () => {
    const [one] = external.ed25519.cases;
    for (const key of [new Uint8Array(32).fill(255), new Uint8Array(31), new Uint8Array(0)]) {
      expect(await verify(key, hex(''), hex(one?.signature ?? ''))).toBe(false);
    }
    expect(await verify(hex(one?.public ?? ''), hex(''), hex('00'))).toBe(false);
  });

  test.each(external.argon2id.cases)('Argon2id of its reference implementation: $tag', async ({ password, salt, m, t, p, tag }) => {
    const cost = { memorySize: m, iterations: t, parallelism: p, hashLength: 32 };
    expect(await argon2id({ password, salt, ...cost, outputType: 'hex' })).toBe(tag);
  });

  test('X-Wing of its draft: the public key, and the shared secret both ways', async () => {
    const kem = new BaseModeXWing();
    const pair = await kem.generateKeyPairDerand(hex(external.xwing.seed));
    const publicKey = toHex(await kemPublicKey(hex(external.xwing.seed)));
    expect(publicKey.startsWith(external.xwing.public_starts)).toBe(true);
    expect(publicKey.endsWith(external.xwing.public_ends)).toBe(true);
    const { sharedSecret, enc } = await kem.encap({ recipientPublicKey: pair.publicKey, ekm: hex(external.xwing.eseed).buffer });
    expect(toHex(new Uint8Array(sharedSecret))).toBe(external.xwing.shared_secret);
    const again = await kem.decap({ recipientKey: pair.privateKey, enc });
    expect(toHex(new Uint8Array(again))).toBe(external.xwing.shared_secret);
  });
});

describe('encodings', () => {
  const { accepted, refused } = vectors<{ accepted: { text: string; hex: string }[]; refused: string[] }>('encoding');

  test.each(accepted)('"$text" is one byte string and the other way round', (one) => {
    expect(toHex(fromB64u(one.text))).toBe(one.hex);
    expect(b64u(hex(one.hex))).toBe(one.text);
  });

  test.each(refused)('%j is refused: it would be a second spelling', async (text) => {
    await refuses('bad_encoding', () => Promise.resolve().then(() => fromB64u(text)));
  });

  type Part = { text: string } | { hex: string } | { u32: number };
  const { cases } = vectors<{ cases: { label: Label; parts: Part[]; context: string }[] }>('contexts');
  const plain = (part: Part) => ('text' in part ? part.text : 'hex' in part ? hex(part.hex) : part.u32);

  test.each(cases)('the context of $label', (one) => {
    expect(toHex(context(one.label, ...one.parts.map(plain)))).toBe(one.context);
  });

  test('no two meanings share a context', () => {
    expect(new Set(cases.map((one) => one.context)).size).toBe(new Set(cases.map((one) => JSON.stringify([one.label, one.parts]))).size);
    expect(context('vault', 'ab', 'c')).not.toEqual(context('vault', 'a', 'bc'));
  });
});

describe('box', () => {
  type Case = { plaintext: string; box: string };
  type Refused = { name: string; code: string; box: string; key?: string; context?: string };
  type Salamander = { keys: [string, string]; aes_keys: [string, string]; ciphertext: string; plaintexts: [string, string]; boxes: [string, string] };
  const box = vectors<{ key: string; context: string; cases: Case[]; refused: Refused[]; salamander: Salamander }>('box');
  const [key, ctx] = [hex(box.key), hex(box.context)];

  test.each(box.refused)('$name: $code', async (one) => {
    const open = () => openBox(hex(one.key ?? box.key), hex(one.context ?? box.context), fromB64u(one.box));
    await refuses(one.code, open);
  });

  test.each(box.cases)('Python sealed "$plaintext"', async (one) => {
    expect(toHex(await openBox(key, ctx, fromB64u(one.box)))).toBe(one.plaintext);
  });

  test('sealing the same twice shows nobody that it is the same', async () => {
    const [one, other] = [await sealBox(key, ctx, hex('00')), await sealBox(key, ctx, hex('00'))];
    expect(one).not.toEqual(other);
    expect(await openBox(key, ctx, one)).toEqual(hex('00'));
  });

  test('two readers are never shown two texts: AES-GCM alone would (salamander)', async () => {
    const { keys, aes_keys, ciphertext, plaintexts, boxes } = box.salamander;
    for (const at of [0, 1] as const) {
      const aes = await crypto.subtle.importKey('raw', hex(aes_keys[at]), 'AES-GCM', false, ['decrypt']);
      const alone = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, aes, hex(ciphertext));
      expect(toHex(new Uint8Array(alone))).toBe(plaintexts[at]);
    }
    expect(plaintexts[0]).not.toBe(plaintexts[1]);
    await refuses('commitment_wrong', () => openBox(hex(keys[1]), ctx, fromB64u(boxes[0])));
    await refuses('commitment_wrong', () => openBox(hex(keys[0]), ctx, fromB64u(boxes[1])));
    expect(toHex(await openBox(hex(keys[0]), ctx, fromB64u(boxes[0])))).toBe(plaintexts[0]);
  });
});

describe('wrap', () => {
  type Refused = { name: string; code: string; wrap: string; seed?: string; context?: string };
  const known = vectors<{ seed: string; public: string; kid: string; context: string; plaintext: string; wrap: string; refused: Refused[] }>('wrap');

  test.each(known.refused)('$name: $code', async (one) => {
    await refuses(one.code, () => unwrap(hex(one.seed ?? known.seed), hex(one.context ?? known.context), fromB64u(one.wrap)));
  });

  test('a sender key is refused: X-Wing would take it and prove nothing', async () => {
    const kem = new BaseModeXWing();
    const hpke = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
    const [recipient, mallory] = [await kem.generateKeyPair(), await kem.generateKeyPair()];
    const sealing = hpke.createSenderContext({ recipientPublicKey: recipient.publicKey, senderKey: mallory });
    await expect(sealing).rejects.toThrow('sender_key_refused');
    const { enc } = await hpke.createSenderContext({ recipientPublicKey: recipient.publicKey });
    const opening = hpke.createRecipientContext({ recipientKey: recipient.privateKey, enc, senderPublicKey: mallory.publicKey });
    await expect(opening).rejects.toThrow('sender_key_refused');
  });

  test('a key of another length or of no such curve is refused before anything is sealed to it', async () => {
    await refuses('bad_encoding', () => wrapTo(fromB64u(known.public).subarray(1), hex(known.context), hex('00')));
    await refuses('bad_encoding', () => wrapTo(new Uint8Array(1216).fill(255), hex(known.context), hex('00')));
    await refuses('bad_encoding', () => kemPublicKey(hex('00')));
  });

  test('what Python wrapped opens, and what is wrapped here opens', async () => {
    expect(b64u(await kemPublicKey(hex(known.seed)))).toBe(known.public);
    expect(await kid(fromB64u(known.public))).toBe(known.kid);
    expect(toHex(await unwrap(hex(known.seed), hex(known.context), fromB64u(known.wrap)))).toBe(known.plaintext);
    const wrapped = await wrapTo(fromB64u(known.public), hex(known.context), hex(known.plaintext));
    expect(toHex(await unwrap(hex(known.seed), hex(known.context), wrapped))).toBe(known.plaintext);
  });
});

describe('return words', () => {
  type Known = Record<
    'school' | 'typed' | 'words' | 'salt' | 'master' | 'locator' | 'locator_hash' | 'mailbox_key' | 'kem_kid' | 'sign',
    string
  > & { challenge: string; sig: string; swapped: string; swapped_locator: string };
  const known = vectors<Known>('words');

  test('from what a pupil types to the signature that opens their mailbox', async () => {
    expect(normaliseWords(known.typed).join(' ')).toBe(known.words);
    const salt = await wordsSalt(known.school);
    expect(toHex(salt)).toBe(known.salt);
    const master = await stretch(known.words, salt);
    expect(toHex(master)).toBe(known.master);
    const keys = await mailboxKeys(master);
    expect([b64u(keys.locator), b64u(keys.locatorHash)]).toEqual([known.locator, known.locator_hash]);
    expect([b64u(keys.mailbox.publicKey), await kid(keys.kem)]).toEqual([known.mailbox_key, known.kem_kid]);
    expect(b64u(keys.sign.publicKey)).toBe(known.sign);
    expect(await signChallenge(keys.mailbox, known.school, known.challenge)).toBe(known.sig);
  });

  test('the same words in another order are another mailbox', async () => {
    const keys = await mailboxKeys(await stretch(known.swapped, hex(known.salt)));
    expect(b64u(keys.locator)).toBe(known.swapped_locator);
    expect(known.swapped_locator).not.toBe(known.locator);
  });

  test('six words are drawn from the list, and a pick list shows what begins like what was typed', () => {
    const words = drawWords();
    expect(words).toHaveLength(6);
    expect(words.every((word) => WORDS.includes(word))).toBe(true);
    expect(drawWords()).not.toEqual(words);
    expect(startsWith('aba')).toEqual(['abacus']);
    expect(startsWith('zzzz')).toEqual([]);
  });
});

describe('proof of work', () => {
  const { cases } = vectors<{ cases: { challenge: string; bits: number; answer: string }[] }>('work');

  test.each(cases)('$bits bits: $answer', async ({ challenge, bits, answer }) => {
    expect(await solveWork(challenge, bits)).toBe(answer);
  });
});
