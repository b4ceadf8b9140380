import { b64u, fromB64u, random } from '@hark/crypto/bytes';
import { groupProposedBy, signGroup, unwrapGroupSeed, unwrapRootSeed, wrapGroupSeed, wrapRootSeed } from '@hark/crypto/groups';
import { makePerson, normalisePassphrase, openUnlock, openVault, sealUnlock, sealVault, splitStretched } from '@hark/crypto/person';
import { group, person, personKem, type SignedRoster, verifyRoster } from '@hark/crypto/roster';
import { signingKey } from '@hark/crypto/sign';
import { type Cost, stretch } from '@hark/crypto/stretch';
import { kemPublicKey, kid } from '@hark/crypto/wrap';
import { describe, expect, test } from 'vitest';

import { hex, refuses, toHex, vectors } from './vectors.ts';

describe('a person and their vault', () => {
  type Text = Record<
    | ('school' | 'person' | 'typed' | 'passphrase' | 'salt' | 'master' | 'auth' | 'wrap_key' | 'vault_key')
    | ('unlock' | 'vault' | 'kem_seed' | 'sign_seed' | 'root' | 'kem_kid' | 'sign'),
    string
  >;
  const known = vectors<Text & { cost: Cost; refused_costs: Cost[] }>('person');
  const owner = { school: known.school, person: known.person };

  test.each(known.refused_costs)('a server may not ask for a cost of $m KiB, $t passes, $p lanes', async (cost) => {
    await refuses('cost_refused', () => stretch('passphrase', hex(known.salt), cost));
  });

  test('a wrong passphrase opens nothing, and one way to unlock does not open as another', async () => {
    const box = fromB64u(known.unlock);
    await refuses('commitment_wrong', () => openUnlock(random(32), owner, 'passphrase', box));
    await refuses('commitment_wrong', () => openUnlock(hex(known.wrap_key), owner, 'passkey', box));
    await refuses('commitment_wrong', () => openUnlock(hex(known.wrap_key), { ...owner, person: known.school }, 'passphrase', box));
  });

  test('from a passphrase to the secrets that Python sealed', async () => {
    expect(normalisePassphrase(known.typed)).toBe(known.passphrase);
    const master = await stretch(known.passphrase, hex(known.salt), known.cost);
    expect(toHex(master)).toBe(known.master);
    const { auth, wrapKey } = await splitStretched(master);
    expect([toHex(auth), toHex(wrapKey)]).toEqual([known.auth, known.wrap_key]);
    const vaultKey = await openUnlock(wrapKey, owner, 'passphrase', fromB64u(known.unlock));
    expect(toHex(vaultKey)).toBe(known.vault_key);
    const secrets = await openVault(vaultKey, owner, fromB64u(known.vault));
    expect([toHex(secrets.kem), toHex(secrets.sign), toHex(secrets.root)]).toEqual([known.kem_seed, known.sign_seed, known.root]);
    expect(await kid(await kemPublicKey(secrets.kem))).toBe(known.kem_kid);
    expect(toHex((await signingKey(secrets.sign)).publicKey)).toBe(known.sign);
  });

  test('a new person has keys of their own, and their vault gives them back', async () => {
    const { secrets, kemPublic, signPublic } = await makePerson(hex(known.root));
    expect(kemPublic).toEqual(await kemPublicKey(secrets.kem));
    expect(signPublic).toEqual((await signingKey(secrets.sign)).publicKey);
    const vaultKey = random(32);
    expect(await openVault(vaultKey, owner, await sealVault(vaultKey, owner, secrets))).toEqual(secrets);
    const unlock = await sealUnlock(hex(known.wrap_key), owner, 'passphrase', vaultKey);
    expect(await openUnlock(hex(known.wrap_key), owner, 'passphrase', unlock)).toEqual(vaultKey);
    await refuses('vault_malformed', async () =>
      openUnlock(vaultKey, owner, 'passphrase', await sealUnlock(vaultKey, owner, 'passphrase', random(31))),
    );
  });
});

describe("a group's and the root's seeds", () => {
  type Seed = { seed: string; expected: string; other: string; wrap: string };
  type Known = { school: string; person: string; member_seed: string; stranger_seed: string };
  type Proposed = Record<'name' | 'by' | 'kem' | 'sig', string> & { epoch: number };
  const known = vectors<Known & { group: Seed & { name: string; epoch: number }; root: Seed; proposed: Proposed }>('groups');
  const seat = { school: known.school, group: known.group.name, epoch: known.group.epoch, person: known.person };
  const member = hex(known.member_seed);
  const [groupWrap, rootWrap] = [fromB64u(known.group.wrap), fromB64u(known.root.wrap)];
  const [groupKey, rootKey] = [fromB64u(known.group.expected), fromB64u(known.root.expected)];

  test('nobody but the member opens them, and not as another group, another key or another person', async () => {
    await refuses('wrap_broken', () => unwrapGroupSeed(hex(known.stranger_seed), seat, groupWrap, groupKey));
    await refuses('wrap_broken', () => unwrapGroupSeed(member, { ...seat, group: 'head' }, groupWrap, groupKey));
    await refuses('wrap_broken', () => unwrapGroupSeed(member, { ...seat, epoch: 2 }, groupWrap, groupKey));
    await refuses('wrap_broken', () => unwrapGroupSeed(member, { ...seat, person: known.school }, groupWrap, groupKey));
    await refuses('wrap_broken', () => unwrapRootSeed(member, { school: known.school, person: known.school }, rootWrap, rootKey));
    await refuses('wrap_broken', () => unwrapRootSeed(member, seat, groupWrap, rootKey));
  });

  test('a seed that does not give the signed key is refused: the server could swap the group for its own', async () => {
    await refuses('key_mismatch', () => unwrapGroupSeed(member, seat, groupWrap, fromB64u(known.group.other)));
    await refuses('key_mismatch', () => unwrapRootSeed(member, seat, rootWrap, fromB64u(known.root.other)));
  });

  test('a key that no member proposed is not taken for a member\'s: the server could bring one of its own', async () => {
    const { name, epoch, ...rest } = known.proposed;
    const [by, kem, sig] = [fromB64u(rest.by), fromB64u(rest.kem), fromB64u(rest.sig)];
    const key = { school: known.school, group: name, epoch, kem };
    expect(await groupProposedBy(by, { ...key, kem: groupKey }, sig)).toBe(false);
    expect(await groupProposedBy(by, { ...key, epoch: 3 }, sig)).toBe(false);
    expect(await groupProposedBy(by, { ...key, group: 'governors' }, sig)).toBe(false);
    expect(await groupProposedBy(member, key, sig)).toBe(false);
    expect(await groupProposedBy(by, key, sig)).toBe(true);
    const signer = await signingKey(member);
    expect(await groupProposedBy(signer.publicKey, key, await signGroup(signer, key))).toBe(true);
  });

  test('the member opens what Python wrapped and what is wrapped here', async () => {
    const kem = await kemPublicKey(member);
    const [groupSeed, rootSeed] = [hex(known.group.seed), hex(known.root.seed)];
    expect(await unwrapGroupSeed(member, seat, groupWrap, groupKey)).toEqual(groupSeed);
    expect(await unwrapRootSeed(member, seat, rootWrap, rootKey)).toEqual(rootSeed);
    expect(await unwrapGroupSeed(member, seat, await wrapGroupSeed(kem, seat, groupSeed), groupKey)).toEqual(groupSeed);
    expect(await unwrapRootSeed(member, seat, await wrapRootSeed(kem, seat, rootSeed), rootKey)).toEqual(rootSeed);
  });
});

describe('the roster', () => {
  type Terms = { school: string; root: string | null; at_least: number; now: string };
  type Known = Terms & { signed: SignedRoster; also_accepted: Terms[]; refused: (Terms & { name: string; code: string; signed: SignedRoster })[] };
  const known = vectors<Known & { kem_keys: Record<'person' | 'kem' | 'stranger' | 'other', string> }>('roster');
  const check = (signed: SignedRoster, { school, root, at_least: atLeast, now }: Terms) =>
    verifyRoster(signed, { school, root: root === null ? null : fromB64u(root), atLeast, now });

  test.each(known.refused)('$name: $code', async (one) => {
    await refuses(one.code, () => check(one.signed, one));
  });

  test.each([known, ...known.also_accepted])('holds at $now from number $at_least', async (terms) => {
    const roster = await check(known.signed, terms);
    expect(roster.number).toBe(7);
    expect(roster.people.map(({ alias, role }) => [alias, role])).toEqual([
      ['Ms Khan', 'dsl'],
      ['Mr Reed', 'responder'],
      ['Sam', 'mentor'],
      ['Dr Ward', 'head'],
    ]);
    expect(group(roster, 'safeguarding', 1)?.kem).toHaveLength(1216);
    expect(group(roster, 'safeguarding', 2)).toBeNull();
    expect(group(roster, 'pastoral')).toBeNull();
    expect(person(roster, known.school)).toBeNull();
  });

  test("a mentor's key that is not in the roster is refused", async () => {
    const roster = await check(known.signed, known);
    const { person: sam, kem, stranger, other } = known.kem_keys;
    await refuses('kid_wrong', () => personKem(roster, sam, other));
    await refuses('kid_wrong', () => personKem(roster, stranger, kem));
    await refuses('bad_encoding', () => personKem(roster, sam, kem.slice(4)));
    expect(b64u(await personKem(roster, sam, kem))).toBe(kem);
  });
});
