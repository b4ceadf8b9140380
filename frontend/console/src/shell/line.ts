import type { Line } from '@hark/protocol/rt';

import { clock } from '../times.ts';

/** The state of the live connection in words. It never says “please refresh”: the connection mends itself. */
export function lineWords(line: Line): string {
  switch (line.state) {
    case 'live': return 'Live';
    case 'catching up': return 'Catching up';
    case 'offline': return `Offline since ${clock(new Date(line.since).toISOString())}`;
    case 'stopped': return 'Disconnected';
  }
}
