import { deviceTested, forgetDevice, pushDevices, subscribePush, thisDevice, tryPush } from '@hark/protocol/alerts';
import type { DeviceLine, DeviceState } from '@hark/protocol/alerts_api';

import type { Desk } from '../desk.svelte.ts';
import { onPush, subscribe, subscribed, unsubscribe } from './push.ts';

/** This browser: whether a push reaches it, and whether its owner has heard it ring. */
export class ThisDevice {
  state = $state.raw<DeviceState | null>(null);
  all = $state.raw<readonly DeviceLine[]>([]);
  /** Of the push that was sent to try it. */
  push = $state<'none' | 'waiting' | 'arrived'>('none');

  readonly #desk: Desk;
  readonly #stop: () => void;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#stop = onPush(() => {
      if (this.push === 'waiting') this.push = 'arrived';
    });
  }

  leave(): void {
    this.#stop();
  }

  async look(): Promise<void> {
    const { http } = this.#desk.session;
    const state = await thisDevice(http);
    const endpoint = await subscribed(state.key);
    // A browser may have got another address since, have been told to show nothing, or belong to another key of the server's.
    if (state.known && state.push && endpoint !== null) await subscribePush(http, endpoint);
    this.state = state.push && endpoint === null ? { ...state, push: false, tested: false } : state;
    this.all = await pushDevices(http);
  }

  /** Call it from a press. */
  async turnOn(): Promise<void> {
    const { http } = this.#desk.session;
    const state = this.state ?? (await thisDevice(http));
    await subscribePush(http, await subscribe(state.key));
    await this.look();
  }

  async forget(device: DeviceLine): Promise<void> {
    await forgetDevice(this.#desk.session.http, device.id);
    if (device.here) await unsubscribe();
    await this.look();
  }

  /** Ring once, and have a push sent to this browser if it gets any. Call it from a press. */
  async try(): Promise<void> {
    this.#desk.bell.unlock();
    this.#desk.bell.once();
    this.push = 'none';
    if (this.state?.push !== true) return;
    this.push = 'waiting';
    await tryPush(this.#desk.session.http);
  }

  async heard(heard: boolean): Promise<void> {
    await deviceTested(this.#desk.session.http, heard, this.push === 'arrived');
    await this.look();
  }
}
