/** Which words of a sheet are asked back, so that nobody keeps a sheet that was not printed. */

const HOW_MANY = 3;

/** Three different places, in order, chosen anew each time: 0 is the first word. `random` gives a whole number below its argument. */
export function placesAsked(count: number, random: (below: number) => number): readonly number[] {
  const places = new Set<number>();
  while (places.size < HOW_MANY) places.add(random(count));
  return [...places].sort((a, b) => a - b);
}

export function randomBelow(below: number): number {
  // A byte holds 24 places ten times over; what is left above is thrown away, so that no place comes more often.
  const limit = 256 - (256 % below);
  for (;;) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) return byte % below;
  }
}

export const nth = (place: number): string => {
  const n = place + 1;
  const end = n > 10 && n < 14 ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' }[n % 10] ?? 'th');
  return `${n}${end}`;
};
