import { type Bytes, fromB64u, fromUtf8 } from './bytes.ts';
import { type SealCode, SealError } from './errors.ts';

const TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$/;
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const NUMBER = '[1-9]\\d{0,8}';
const PARTY = new RegExp(`^(?:pupil|person:${ID})$`);
const READER = new RegExp(`^(?:pupil|person:${ID}|group:(?:safeguarding|pastoral|head|governors):${NUMBER})$`);
const STREAM = new RegExp(`^(?:conv|file|side):${ID}$`);

/** A document's fields, read one by one. Whatever is missing or of another shape is refused with the document's own code. */
export class Shape {
  readonly #fields: Record<string, unknown>;
  readonly #code: SealCode;

  constructor(value: unknown, code: SealCode) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SealError(code);
    this.#fields = value as Record<string, unknown>;
    this.#code = code;
  }

  /** The fields of a JSON object in UTF-8. */
  static of(bytes: Uint8Array, code: SealCode): Shape {
    let value: unknown;
    try {
      value = JSON.parse(fromUtf8(bytes));
    } catch {
      throw new SealError(code);
    }
    return new Shape(value, code);
  }

  refuse(): never {
    throw new SealError(this.#code);
  }

  #at(name: string): unknown {
    return this.has(name) ? this.#fields[name] : this.refuse();
  }

  /** Whether a field that may be left out is there. */
  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name);
  }

  isNull(name: string): boolean {
    return this.#at(name) === null;
  }

  /** Text that is Unicode: half of a surrogate pair is a character in no other language's text. */
  text(name: string): string {
    return this.#text(this.#at(name));
  }

  #text(value: unknown): string {
    return typeof value === 'string' && !/\p{Cs}/u.test(value) ? value : this.refuse();
  }

  #matching(name: string, pattern: RegExp): string {
    const value = this.text(name);
    return pattern.test(value) ? value : this.refuse();
  }

  /** A whole number from `least` to 2^31 - 1. */
  integer(name: string, least: number): number {
    const value = this.#at(name);
    return typeof value === 'number' && Number.isInteger(value) && value >= least && value < 2 ** 31 ? value : this.refuse();
  }

  version1(): 1 {
    return this.#at('v') === 1 ? 1 : this.refuse();
  }

  time(name: string): string {
    return this.#matching(name, TIME);
  }

  date(name: string): string {
    return this.#matching(name, DATE);
  }

  id(name: string): string {
    return this.#matching(name, new RegExp(`^${ID}$`));
  }

  /** `pupil` or `person:<id>`. */
  party(name: string): string {
    return this.#matching(name, PARTY);
  }

  stream(name: string): string {
    return this.#matching(name, STREAM);
  }

  one<T extends string>(name: string, options: readonly T[]): T {
    const value = this.#at(name);
    return options.find((option) => option === value) ?? this.refuse();
  }

  bytes(name: string, length: number): Bytes {
    try {
      return fromB64u(this.text(name), length);
    } catch {
      return this.refuse();
    }
  }

  #list(name: string): unknown[] {
    const value = this.#at(name);
    return Array.isArray(value) ? value : this.refuse();
  }

  texts(name: string): string[] {
    return this.#list(name).map((value) => this.#text(value));
  }

  /** Recipients, each once, at least one. */
  readers(name: string): string[] {
    const readers = this.texts(name);
    if (readers.length === 0 || new Set(readers).size !== readers.length) this.refuse();
    return readers.every((reader) => READER.test(reader)) ? readers : this.refuse();
  }

  shape(name: string): Shape {
    return new Shape(this.#at(name), this.#code);
  }

  shapes(name: string): Shape[] {
    return this.#list(name).map((value) => new Shape(value, this.#code));
  }

  /** The same for a list that may be left out. */
  shapesIfAny(name: string): Shape[] {
    return this.has(name) ? this.shapes(name) : [];
  }
}
