/** What only a holder of the root does to a roster: sign one, and name a successor. */
import { b64u, type Bytes, utf8 } from './bytes.ts';
import { context } from './contexts.ts';
import { type HandOver, type Roster, type RosterGroup, type RosterPerson, type SignedRoster, verifyRoster } from './roster.ts';
import { type SigningKey, sign } from './sign.ts';

const groupFields = ({ name, epoch, kem, recovery }: RosterGroup): object => ({
  name, epoch, kem: b64u(kem), ...(recovery === null ? {} : { recovery: { set: recovery.set, kem: b64u(recovery.kem) } }),
});

const personFields = ({ id, alias, title, role, groups, sign: key, kem, was }: RosterPerson): object => {
  const before = was.map((one) => ({ role: one.role, groups: one.groups, sign: b64u(one.sign), until: one.until }));
  return { id, alias, title, role, groups, sign: b64u(key), kem, ...(before.length === 0 ? {} : { was: before }) };
};

const linkFields = ({ from, to, sig }: HandOver): object => ({ from: b64u(from), to: b64u(to), sig: b64u(sig) });

function documentOf({ school, number, issued, expires, root, groups, people, handedOver }: Roster): Bytes {
  const document = {
    v: 1, school, number, issued, expires, root: b64u(root), groups: groups.map(groupFields), people: people.map(personFields),
    ...(handedOver.length === 0 ? {} : { handed_over: handedOver.map(linkFields) }),
  };
  return utf8(JSON.stringify(document));
}

/** The roster's document and the root's signature over exactly its bytes. Signs no nonsense: refuses as `verifyRoster` does. */
export async function signRoster(root: SigningKey, roster: Roster): Promise<SignedRoster> {
  const bytes = documentOf(roster);
  const signed = { doc: b64u(bytes), sig: b64u(await sign(root, context('sign/roster', bytes))) };
  await verifyRoster(signed, { school: roster.school, root: root.publicKey, atLeast: roster.number, now: roster.issued });
  return signed;
}

/** The old root names its successor, for every client that has pinned the old one. */
export async function handOver(from: SigningKey, school: string, to: Bytes): Promise<HandOver> {
  return { from: from.publicKey, to, sig: await sign(from, context('sign/root', school, to)) };
}
