/** Items of every kind, as staff read and write them. */
import type { Body } from './body.ts';
import { parseBody } from './every_body.ts';
import { openWith, sealWith, type ToOpen, type ToSeal } from './sealed_item.ts';

export type { Body, BodyOf, Kind, Seen } from './body.ts';
export { clearHash, envelopeHash, type Place } from './sealed_item.ts';

/** Sign, pad and seal one item: see `sealWith`. */
export const sealItem = (item: ToSeal): Promise<string> => sealWith(parseBody, item);

/** Open one item and prove who wrote it: see `openWith`. */
export const openItem = (item: ToOpen): Promise<Body> => openWith(parseBody, item);
