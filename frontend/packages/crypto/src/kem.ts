import { XWing } from '@hpke/hybridkem-x-wing';

import { SealError } from './errors.ts';

type Encap = Parameters<XWing['encap']>[0];
type Decap = Parameters<XWing['decap']>[0];

/**
 * X-Wing for base mode only. The library takes sender keys and authenticates nothing with them: a message sealed
 * with a stranger's key would open as a friend's. Who wrote something is proven by a signature instead.
 */
export class BaseModeXWing extends XWing {
  override encap(params: Encap): ReturnType<XWing['encap']> {
    if (params.senderKey !== undefined) return Promise.reject(new SealError('sender_key_refused'));
    return super.encap(params);
  }

  override decap(params: Decap): ReturnType<XWing['decap']> {
    if (params.senderPublicKey !== undefined) return Promise.reject(new SealError('sender_key_refused'));
    return super.decap(params);
  }
}
