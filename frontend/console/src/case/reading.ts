import type { OpenStream } from '@hark/protocol/api';
import type { Http } from '@hark/protocol/http';
import * as api from '@hark/protocol/staff';

import { codeOf } from '../errors.ts';

const CLOSED_DOORS: ReadonlySet<string | null> = new Set(['not_found', 'stream_unknown', 'forbidden']);

/** What this person may read of a stream; null while nobody has let them in. */
export async function readStream(http: Http, stream: string): Promise<OpenStream | null> {
  try {
    const { epochs } = await api.streamEpochs(http, stream);
    const items = [];
    let page;
    do {
      page = await api.streamItems(http, stream, { after: items.at(-1)?.seq ?? 0 });
      items.push(...page.items);
    } while (page.more);
    return { stream, seq: items.at(-1)?.seq ?? 0, epoch: epochs.at(-1)?.epoch ?? 0, rekey: false, epochs, items };
  } catch (error) {
    if (CLOSED_DOORS.has(codeOf(error))) return null;
    throw error;
  }
}
