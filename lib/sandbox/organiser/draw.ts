import type { Random } from '../../transport/clock.ts';
import { seededRandom } from '../seeded.ts';

/** Draws everything that is left to chance in an organiser. The same seed draws the same. */
export class Draw {
  readonly #random: Random;
  readonly #civicNumbers = new Set<string>();

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A whole number from 0 to `below`, which is not among them. */
  below(below: number): number {
    return Math.floor(this.#random() * below);
  }

  oneOf<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.below(values.length)] ?? values[0];
  }

  /** A version 4 UUID. */
  uuid(): string {
    const digits = Array.from({ length: 32 }, () => this.below(16).toString(16));
    digits[12] = '4';
    digits[16] = this.oneOf(['8', '9', 'a', 'b']);
    return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  /** A day of a year, from the first to the 28th of its month. */
  birthDate(year: number): BirthDate {
    return { year, month: this.below(12) + 1, day: this.below(28) + 1 };
  }

  /**
   * A personal identity number with a birth number from the series that is kept free for test (980–999), different from
   * all before.
   */
  civicNumber(born: BirthDate, sex: Sex): string {
    for (;;) {
      const birthNumber = 980 + this.below(10) * 2 + (sex === 'Man' ? 1 : 0);
      const number = withCheckDigit(`${born.year}${two(born.month)}${two(born.day)}${birthNumber}`);
      if (!this.#civicNumbers.has(number)) {
        this.#civicNumbers.add(number);
        return number;
      }
      born = this.birthDate(born.year); // ten a day and sex: a full day is left for another
    }
  }
}

export type Sex = 'Kvinna' | 'Man';

export interface BirthDate {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  readonly day: number;
}

/** Two digits. */
export const two = (number: number) => String(number).padStart(2, '0');

/** Adds the check digit to eleven digits: Luhn over the last nine of them. */
export function withCheckDigit(elevenDigits: string): string {
  const digits = [...elevenDigits.slice(2)].map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = digit * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return elevenDigits + String((10 - (sum % 10)) % 10);
}
