import { sealBox } from '@hark/crypto/box';
import { b64u, fromB64u, utf8 } from '@hark/crypto/bytes';
import { context } from '@hark/crypto/contexts';
import {
  openAnswer, openOffer, sealAnswer, sealOffer, splitInvitation, unwrapInvitationKey, wrapInvitationKey,
} from '@hark/crypto/invitation';
import { openUnlock, passkeyWrapKey } from '@hark/crypto/person';
import {
  openPairs, readSheet, recoveryMadeBy, sealPairs, signRecovery, splitSheet, unwrapFromRecovery, wrapToRecovery, writeSheet, type Letter,
} from '@hark/crypto/sheets';
import { signingKey } from '@hark/crypto/sign';
import { stretch } from '@hark/crypto/stretch';
import { kemPublicKey } from '@hark/crypto/wrap';
import { describe, expect, test } from 'vitest';

import { hex, refuses, toHex, vectors } from './vectors.ts';

type Place = { school: string; group: string; set: number };
type GroupSheets = {
  group: string;
  set: number;
  seed: string;
  kem: string;
  sheets: Record<Letter, string>;
  boxes: { pair: string; box: string }[];
  wraps: { epoch: number; wrap: string }[];
  epochs: Record<string, string>;
  other_sheet: string;
  by: string;
  sig: string;
  refused: (Partial<Place> & { name: string; code: string; with: (Letter | 'other')[] })[];
};
type Own = Record<'bytes' | 'words' | 'typed' | 'auth' | 'wrap_key' | 'vault_key' | 'unlock', string>;
type Sheets = {
  school: string;
  person: string;
  own: Own;
  passkey: Record<'prf' | 'credential' | 'wrap_key', string>;
  words: { bytes: string; words: string }[];
  mistyped: Record<string, string>;
  group: GroupSheets;
};
const known = vectors<Sheets>('sheets');
const owner = { school: known.school, person: known.person };
const { group } = known;
const of: Place = { school: known.school, group: group.group, set: group.set };
const boxes = group.boxes.map(({ pair, box }) => ({ pair, box: fromB64u(box) }));
const printed = (name: Letter | 'other'): Promise<Uint8Array> => readSheet(name === 'other' ? group.other_sheet : group.sheets[name]);
const all = async (): Promise<Record<Letter, Uint8Array>> => ({ A: await printed('A'), B: await printed('B'), C: await printed('C') });

describe('a sheet', () => {
  test.each(Object.entries(known.mistyped))('with %s is refused', async (_name, words) => {
    await refuses('sheet_mistyped', () => readSheet(words));
  });

  test('has 32 bytes', async () => {
    await refuses('size_wrong', () => writeSheet(new Uint8Array(31)));
  });

  test.each([known.own, ...known.words])('comes back from its 24 words', async (one) => {
    expect((await writeSheet(hex(one.bytes))).join(' ')).toBe(one.words);
    expect(toHex(await readSheet(one === known.own ? known.own.typed : one.words))).toBe(one.bytes);
  });

  test("of a person's own opens their vault key", async () => {
    const { auth, wrapKey } = await splitSheet(await readSheet(known.own.typed));
    expect([toHex(auth), toHex(wrapKey)]).toEqual([known.own.auth, known.own.wrap_key]);
    await refuses('commitment_wrong', () => openUnlock(wrapKey, owner, 'passphrase', fromB64u(known.own.unlock)));
    expect(toHex(await openUnlock(wrapKey, owner, 'sheet', fromB64u(known.own.unlock)))).toBe(known.own.vault_key);
  });
});

describe('the sheets of a group', () => {
  test('that no member made are not taken for a member\'s: the server could bring a pair of its own', async () => {
    const [by, kem, sig] = [fromB64u(group.by), fromB64u(group.kem), fromB64u(group.sig)];
    expect(await recoveryMadeBy(new Uint8Array(32), of, kem, sig)).toBe(false);
    expect(await recoveryMadeBy(by, { ...of, set: 3 }, kem, sig)).toBe(false);
    expect(await recoveryMadeBy(by, of, await kemPublicKey(new Uint8Array(32)), sig)).toBe(false);
    expect(await recoveryMadeBy(by, of, kem, sig)).toBe(true);
    const signer = await signingKey(new Uint8Array(32));
    expect(await recoveryMadeBy(signer.publicKey, of, kem, await signRecovery(signer, of, kem))).toBe(true);
  });

  test.each(group.refused)('$name: $code', async ({ code, with: [one = 'A', other = 'A'], ...changes }) => {
    await refuses(code, async () => openPairs({ ...of, ...changes }, await printed(one), await printed(other), boxes));
  });

  test('are told from a box that was touched', async () => {
    const touched = boxes.map(({ pair, box }) => ({ pair, box: box.map((byte, at) => (at === box.length - 1 ? byte ^ 1 : byte)) }));
    await refuses('box_broken', async () => openPairs(of, await printed('A'), await printed('B'), touched));
    await refuses('size_wrong', async () =>
      openPairs(of, await printed('A'), await printed('B'), await sealPairs(of, await all(), new Uint8Array(31))));
  });

  const two = [['A', 'B'], ['B', 'A'], ['A', 'C'], ['C', 'A'], ['B', 'C'], ['C', 'B']] as const;
  test.each(two)('%s and %s: any two, in any order, open it', async (one, other) => {
    for (const made of [boxes, await sealPairs(of, await all(), hex(group.seed))]) {
      expect(toHex(await openPairs(of, await printed(one), await printed(other), made))).toBe(group.seed);
    }
  });

  test('open every key that the group had', async () => {
    const seed = hex(group.seed);
    const kem = await kemPublicKey(seed);
    expect(b64u(kem)).toBe(group.kem);
    for (const { epoch, wrap } of group.wraps) {
      expect(toHex(await unwrapFromRecovery(seed, of, epoch, fromB64u(wrap)))).toBe(group.epochs[String(epoch)]);
    }
    const again = await wrapToRecovery(kem, of, 3, new Uint8Array(32));
    await refuses('wrap_broken', () => unwrapFromRecovery(seed, of, 2, again));
    await refuses('wrap_broken', () => unwrapFromRecovery(seed, { ...of, group: 'head' }, 3, again));
    expect(await unwrapFromRecovery(seed, of, 3, again)).toEqual(new Uint8Array(32));
  });
});

test('what a passkey gives is another key for each person and each passkey', async () => {
  const prf = hex(known.passkey.prf);
  const key = await passkeyWrapKey(prf, owner, known.passkey.credential);
  expect(toHex(key)).toBe(known.passkey.wrap_key);
  expect(await passkeyWrapKey(prf, owner, 'other')).not.toEqual(key);
  expect(await passkeyWrapKey(prf, { ...owner, person: known.school }, known.passkey.credential)).not.toEqual(key);
});

describe('an invitation', () => {
  type Text = Record<
    | ('school' | 'invitation' | 'other_invitation' | 'words' | 'salt' | 'master' | 'auth' | 'key')
    | ('root' | 'offer' | 'answer' | 'group_seed' | 'wrap'),
    string
  >;
  type Said = { kem: string; sign: string; groups: { name: 'head'; kem: string }[] };
  const invited = vectors<Text & { group_epoch: number; answered: Said }>('invitation');
  const to = { school: invited.school, invitation: invited.invitation };
  const other = { ...to, invitation: invited.other_invitation };
  const key = hex(invited.key);
  const [offer, answer] = [fromB64u(invited.offer), fromB64u(invited.answer)];

  test('opens nothing without its words, or as another', async () => {
    await refuses('commitment_wrong', () => openOffer(new Uint8Array(32), to, offer));
    await refuses('commitment_wrong', () => openOffer(key, other, offer));
    await refuses('commitment_wrong', () => openOffer(key, to, answer));
    await refuses('commitment_wrong', () => openAnswer(key, other, answer));
    await refuses('commitment_wrong', () => openAnswer(key, to, offer));
  });

  test('of another shape is refused', async () => {
    const said = (label: 'invite/offer' | 'invite/answer', text: string) => sealBox(key, context(label, to.school, to.invitation), utf8(text));
    for (const text of ['{', '{"v":1}', '{"v":1,"root":"AA"}', `{"v":2,"root":"${invited.answered.sign}"}`]) {
      await refuses('invitation_malformed', async () => openOffer(key, to, await said('invite/offer', text)));
    }
    const strange = JSON.stringify({ v: 1, ...invited.answered, groups: [{ name: 'everyone', kem: invited.answered.kem }] });
    await refuses('invitation_malformed', async () => openAnswer(key, to, await said('invite/answer', strange)));
  });

  test('goes from six words to the root, and back to the keys of whoever joins', async () => {
    const master = await stretch(invited.words, hex(invited.salt));
    const split = await splitInvitation(master);
    expect([toHex(master), toHex(split.auth), toHex(split.key)]).toEqual([invited.master, invited.auth, invited.key]);
    for (const box of [offer, await sealOffer(key, to, hex(invited.root))]) expect(toHex(await openOffer(key, to, box))).toBe(invited.root);
    const { kem, sign, groups } = invited.answered;
    const said = await openAnswer(key, to, answer);
    expect(said).toEqual({ kem, sign: fromB64u(sign), groups });
    expect(await openAnswer(key, to, await sealAnswer(key, to, said))).toEqual(said);
  });

  test('gives its key to the group that signs, and to nobody else', async () => {
    const [seed, wrapped, epoch] = [hex(invited.group_seed), fromB64u(invited.wrap), invited.group_epoch];
    await refuses('wrap_broken', () => unwrapInvitationKey(key, to, epoch, wrapped));
    await refuses('wrap_broken', () => unwrapInvitationKey(seed, other, epoch, wrapped));
    await refuses('wrap_broken', () => unwrapInvitationKey(seed, to, epoch + 1, wrapped));
    await refuses('size_wrong', async () =>
      unwrapInvitationKey(seed, to, epoch, await wrapInvitationKey(await kemPublicKey(seed), to, epoch, new Uint8Array(33))));
    expect(await unwrapInvitationKey(seed, to, epoch, wrapped)).toEqual(key);
  });
});
