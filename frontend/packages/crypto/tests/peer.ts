// The browser's code as the other end of a line: tests/sealing/test_interop.py runs this in Node and talks to it in JSON.
import { readFileSync, writeFileSync } from 'node:fs';

import { b64u, fromB64u } from '@hark/crypto/bytes';
import { type EpochRecord, makeEpoch, openEpoch } from '@hark/crypto/epoch';
import { unwrapGroupSeed, wrapGroupSeed } from '@hark/crypto/groups';
import { type Body, openItem, sealItem } from '@hark/crypto/item';
import { mailboxKeys } from '@hark/crypto/mailbox';
import { openVault, sealVault } from '@hark/crypto/person';
import { epochSigners, itemSigners, readerAllowed, type SignedRoster, verifyRoster } from '@hark/crypto/roster';
import { kemPublicKey } from '@hark/crypto/wrap';

type Common = { school: string; stream: string; cmid: string; person: string; groupSeed: string; master: string; secret: string };
type ToSeal = Common & { body: Body };
type ToOpen = Common & {
  roster: SignedRoster;
  root: string;
  now: string;
  record: EpochRecord;
  env: string;
  kind: string;
  sender: string;
  vault: string;
  groupWrap: string;
};

/** As a pupil: start epoch 1 for the group, seal one item. As a person: seal a vault. As a member: wrap the group's seed. */
async function seal({ school, stream, cmid, person, groupSeed, master, secret, body }: ToSeal) {
  const pupil = await mailboxKeys(fromB64u(master));
  const seed = fromB64u(groupSeed);
  const readers = [
    { to: 'group:safeguarding:1', kem: await kemPublicKey(seed) },
    { to: 'pupil', kem: pupil.kem },
  ];
  const { record, key } = await makeEpoch({
    ...{ school, stream, number: 1, previousKey: null, by: 'pupil', signer: pupil.sign, rosterNumber: 7, readers },
  });
  const env = await sealItem({ school, stream, epoch: 1, cmid, key, signer: pupil.sign, body });
  const own = fromB64u(secret);
  const vault = await sealVault(own, { school, person }, { kem: own, sign: own, root: own });
  const seat = { school, group: 'safeguarding', epoch: 1, person };
  const groupWrap = await wrapGroupSeed(await kemPublicKey(own), seat, seed);
  return { record, env, vault: b64u(vault), groupWrap: b64u(groupWrap) };
}

/** As a reader of each kind: check the roster, open the epoch, the item, the vault and the group's seed. */
async function open(given: ToOpen) {
  const { school, stream, cmid, person, record } = given;
  const pupil = await mailboxKeys(fromB64u(given.master));
  const roster = await verifyRoster(given.roster, { school, root: fromB64u(given.root), atLeast: 7, now: given.now });
  const epoch = await openEpoch(record, {
    ...{ school, stream, previousKey: null, recipient: 'pupil', seed: pupil.kemSeed },
    readerAllowed: (to, statement) => readerAllowed(roster, statement, to),
    signersOf: (statement) => epochSigners(roster, pupil.sign.publicKey, statement),
  });
  const body = await openItem({
    ...{ school, stream, epoch: record.epoch, cmid, key: epoch.key, kind: given.kind, sender: given.sender, env: given.env },
    signersOf: (from) => itemSigners(roster, pupil.sign.publicKey, from),
  });
  const own = fromB64u(given.secret);
  const vault = await openVault(own, { school, person }, fromB64u(given.vault));
  const expected = await kemPublicKey(fromB64u(given.groupSeed));
  const seat = { school, group: 'safeguarding', epoch: 1, person };
  const groupSeed = await unwrapGroupSeed(own, seat, fromB64u(given.groupWrap), expected);
  return { body, vault: b64u(vault.kem), groupSeed: b64u(groupSeed) };
}

const asked = JSON.parse(readFileSync(0, 'utf8')) as { seal: ToSeal[]; open: ToOpen[] };
const answer = { sealed: await Promise.all(asked.seal.map(seal)), opened: await Promise.all(asked.open.map(open)) };
writeFileSync(1, JSON.stringify(answer));
