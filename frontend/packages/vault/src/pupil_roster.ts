import { fromB64u } from '@hark/crypto/bytes';
import { SealError } from '@hark/crypto/errors';
import { succeeds, verifyRoster, type Roster } from '@hark/crypto/roster';
import type { SignedRoster } from '@hark/protocol/api';

/**
 * The school's roster as one pupil's page trusts it: signed by the root that was pinned when the page first saw it, never older
 * than one seen before. A server that swaps the root, or brings an old roster back, is refused.
 */
export class PinnedRoster {
  readonly #school: string;
  readonly #get: () => Promise<SignedRoster>;
  readonly #now: () => string;
  #roster: Roster | null = null;

  constructor(school: string, get: () => Promise<SignedRoster>, now: () => string) {
    this.#school = school;
    this.#get = get;
    this.#now = now;
  }

  /** The roster that is in force now. Throws the refusals of `verifyRoster`, or `ApiError`. */
  async fresh(): Promise<Roster> {
    const signed = await this.#get();
    this.#roster = await verifyRoster(signed, {
      school: this.#school,
      root: this.#roster?.root ?? null,
      atLeast: this.#roster?.number ?? 0,
      now: this.#now(),
    });
    return this.#roster;
  }

  async current(): Promise<Roster> {
    return this.#roster ?? this.fresh();
  }

  /** What the pupil's own report, which only the pupil could sign, says the school's root and roster were then. */
  async confirm(then: { number: number; root: string }): Promise<void> {
    const roster = await this.current();
    if (!(await succeeds(roster, fromB64u(then.root, 32)))) throw new SealError('roster_signature');
    if (roster.number < then.number) throw new SealError('roster_old');
  }
}
