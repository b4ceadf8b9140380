import { sha256, utf8 } from './bytes.ts';

// One digest at a time would spend nearly all its time waiting for its promise.
const BATCH = 512;

/** How many zero bits a digest starts with. */
function leadingZeros(digest: Uint8Array): number {
  const whole = digest.findIndex((byte) => byte !== 0);
  if (whole === -1) return digest.length * 8;
  return whole * 8 + Math.clz32(digest[whole] ?? 0) - 24;
}

/** The least decimal `answer` for which SHA-256(challenge ‖ ":" ‖ answer) starts with `bits` zero bits. Meant for a worker. */
export async function solveWork(challenge: string, bits: number): Promise<string> {
  for (let from = 0; ; from += BATCH) {
    const answers = Array.from({ length: BATCH }, (_, i) => String(from + i));
    const digests = await Promise.all(answers.map((answer) => sha256(utf8(`${challenge}:${answer}`))));
    const found = digests.findIndex((digest) => leadingZeros(digest) >= bits);
    const answer = answers[found];
    if (answer !== undefined) return answer;
  }
}
