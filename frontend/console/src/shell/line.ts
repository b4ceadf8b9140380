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

/** Why nothing can be sent now, or null. Whoever does not see everything that was said must not answer it. */
export function waitWords(line: Line): string | null {
  switch (line.state) {
    case 'live': return null;
    case 'catching up': return 'There is more than you see here, so nothing can be sent yet. It is on its way. Your words stay here.';
    case 'offline': return 'You are offline, so nothing can be sent. Your words stay here.';
    case 'stopped': return 'You are disconnected, so nothing can be sent. Your words stay here.';
  }
}
