// What a pupil's or an adult's browser does to send and to read, each beside the bare WebCrypto call under it.
import { random } from '@hark/crypto/bytes.ts';
import { makeEpoch, openEpoch } from '@hark/crypto/epoch.ts';
import { openItem, sealItem } from '@hark/crypto/item.ts';
import { mailboxKeys } from '@hark/crypto/mailbox.ts';
import { stretch } from '@hark/crypto/stretch.ts';
import { kemPublicKey, unwrap, wrapTo } from '@hark/crypto/wrap.ts';

const SCHOOL = '0190b3c0-0000-7000-8000-000000000001';
const STREAM = 'conv:33171d78-7a2f-4aa2-a2ab-76acb2b8ad32';
const PLACE = { school: SCHOOL, stream: STREAM, epoch: 1, cmid: '77bb26cd-83e1-486b-b3ac-4f4dbc96d3f3' };
const BODY = { v: 1, kind: 'msg', from: 'pupil', at: '2026-11-24T09:00:00Z', seen: null, text: 'It is on Tuesdays, before PE. '.repeat(14) };
const CONTEXT = new TextEncoder().encode('bench');

const key = random(32);
const seed = random(32);
const kem = await kemPublicKey(seed);
const secret = random(32);
const wrapped = await wrapTo(kem, CONTEXT, secret);
const pupil = await mailboxKeys(random(32));
const group = { to: 'group:safeguarding:1', kem };
const env = await sealItem({ ...PLACE, key, signer: pupil.sign, body: BODY });
const bare = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
const iv = new Uint8Array(12);
const plain = new Uint8Array(1024);
const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, bare, plain);
const alice = await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
const bob = await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
const memory = new BigUint64Array((64 * 1024 * 1024) / 8);

const epoch = () =>
  makeEpoch({
    school: SCHOOL, stream: STREAM, number: 1, previousKey: null, by: 'pupil', signer: pupil.sign, rosterNumber: 1,
    readers: [group, { to: 'pupil', kem: pupil.kem }],
  });
const first = await epoch();

const work = {
  seal: () => sealItem({ ...PLACE, key, signer: pupil.sign, body: BODY }),
  open: () => openItem({ ...PLACE, key, kind: 'msg', sender: 'pupil', env, signerOf: () => pupil.sign.publicKey }),
  wrap: () => wrapTo(kem, CONTEXT, secret),
  unwrap: () => unwrap(seed, CONTEXT, wrapped),
  report: async () => {
    const { key: fresh } = await epoch();
    return sealItem({ ...PLACE, key: fresh, signer: pupil.sign, body: BODY });
  },
  openCase: () =>
    openEpoch(first.record, {
      school: SCHOOL, stream: STREAM, previousKey: null, recipient: group.to, seed,
      readerAllowed: () => true, signerOf: () => pupil.sign.publicKey,
    }),
  argon2: () => stretch('six words that nobody drew here', random(16)),
  bareEncrypt: () => crypto.subtle.encrypt({ name: 'AES-GCM', iv }, bare, plain),
  bareDecrypt: () => crypto.subtle.decrypt({ name: 'AES-GCM', iv }, bare, sealed),
  bareAgree: () => crypto.subtle.deriveBits({ name: 'X25519', public: bob.publicKey }, alice.privateKey, 256),
  bareFill: () => [1n, 2n, 3n].forEach((pass) => memory.fill(pass)),
};

/** Does one kind of work for `ms` milliseconds after once that is not counted; how often, and the milliseconds it took. */
globalThis.measure = async (what, ms) => {
  await work[what]();
  const start = performance.now();
  let done = 0;
  do {
    await work[what]();
    done += 1;
  } while (performance.now() - start < ms);
  return [done, performance.now() - start];
};
