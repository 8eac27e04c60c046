/**
 * Replaces ids, times, hashes and measured durations by fixed values in order of first occurrence, so that every run
 * yields the same examples.
 */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
const AGENT_KEY = /\baes_[0-9a-f]{64}\b/g;
const WEBHOOK_SECRET = /\bwhsec_[\w+/=]+/g;
const SHARE_TOKEN = /\b[0-9a-f]{96}\b/g;
const TASK_ID = /\bdeep-\d{10,}[\w-]*/g;
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})/g;
const HASH = /\b[0-9a-f]{64}\b/g;
/** Fields with minutes or values that depend on the day: their numbers differ between runs. */
const MEASURED = /minutes|^(actual|ratio_.*|steps_per_day|wait_seconds)$/;
/** Lists whose order depends on such numbers, or on which of two counts in the background came first. */
const UNSTABLE_ORDER = /^(scatter|uses)$/;
const BEGIN = Date.UTC(2026, 0, 5, 9);

export class Stabilizer {
  private readonly known = new Map<string, string>();
  private readonly counts = new Map<string, number>();
  private readonly today = new Date().toISOString().slice(0, 10);
  private minute = 0;

  /** Moves the clock of the replaced times one minute ahead. */
  next(): void {
    this.minute += 1;
  }

  private replaced(kind: string, found: string, make: (count: number) => string): string {
    const known = this.known.get(found);
    if (known !== undefined) return known;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const value = make(count);
    this.known.set(found, value);
    return value;
  }

  private text(value: string): string {
    const time = new Date(BEGIN + this.minute * 60_000).toISOString();
    return value
      .replace(UUID, (found) =>
        this.replaced('uuid', found, (count) => `7c9e6679-7425-40de-944b-${String(count).padStart(12, '0')}`),
      )
      .replace(AGENT_KEY, 'aes_your_key')
      .replace(WEBHOOK_SECRET, 'whsec_your_secret')
      .replace(SHARE_TOKEN, 'your_token')
      .replace(TASK_ID, (found) => this.replaced('task', found, (count) => `deep-${1765060407235 + count}`))
      .replace(TIME, (found) => this.replaced('time', found, () => time))
      .replace(HASH, (found) => this.replaced('hash', found, (count) => hashOf(count)))
      .replaceAll(this.today, new Date(BEGIN).toISOString().slice(0, 10));
  }

  /** Returns a value with every part replaced that differs between runs. */
  value(value: unknown, name = ''): unknown {
    if (typeof value === 'string') return name === 'next_cursor' ? 'eyJuZXh0Ijoi4oCmIn0' : this.text(value);
    if (typeof value === 'number') return this.number(value, name);
    if (Array.isArray(value)) {
      const items = value.map((item) => this.value(item, name));
      return UNSTABLE_ORDER.test(name)
        ? items.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
        : items;
    }
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, this.value(inner, key)]),
    );
    // The number of tokens of an id differs between ids.
    const counted = fields.text ?? fields.markdown;
    if (typeof fields.tokens === 'number' && typeof counted === 'string')
      fields.tokens = countTokens(counted);
    return fields;
  }

  private number(value: number, name: string): number {
    if (MEASURED.test(name)) return Math.round(value);
    // The remaining time of a lease depends on the moment of the request.
    if (name === 'seconds_left') return Math.ceil(value / 10) * 10;
    if (name === 'weekday') return 1;
    if (name === 'hour') return 9;
    return Math.round(value * 100) / 100;
  }
}

/** As long as a hash, and visibly not one. */
function hashOf(count: number): string {
  return String(count).padStart(64, '0');
}
