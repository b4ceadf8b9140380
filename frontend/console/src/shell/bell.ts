const EVERY_MS = 3_000;

/**
 * A bell that rings until it is answered. A browser lets a page sound only after a press, so it is unlocked by the press that
 * brings somebody on duty; where sound is not to be had, the page says on the screen what the bell would have said.
 */
export class Bell {
  #context: AudioContext | null = null;
  #ringing: ReturnType<typeof setInterval> | null = null;
  /** Who rings: it is still when all of them are answered. */
  readonly #by = new Set<string>();

  /** Call it from a press. */
  unlock(): void {
    this.#context ??= new AudioContext();
    void this.#context.resume();
  }

  once(): void {
    const context = this.#context;
    if (context?.state !== 'running') return;
    this.#tone(context, 880, 0);
    this.#tone(context, 660, 0.18);
  }

  ring(by: string): void {
    this.#by.add(by);
    if (this.#ringing !== null) return;
    this.once();
    this.#ringing = setInterval(() => { this.once(); }, EVERY_MS);
  }

  hush(by: string): void {
    this.#by.delete(by);
    if (this.#by.size === 0) this.#stop();
  }

  /** Whoever rings. */
  silence(): void {
    this.#by.clear();
    this.#stop();
  }

  #stop(): void {
    if (this.#ringing !== null) clearInterval(this.#ringing);
    this.#ringing = null;
  }

  #tone(context: AudioContext, pitch: number, after: number): void {
    const start = context.currentTime + after;
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.frequency.value = pitch;
    // Swells and fades, because a tone that is cut off clicks.
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.2, start + 0.02);
    volume.gain.linearRampToValueAtTime(0, start + 0.16);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + 0.17);
  }
}
