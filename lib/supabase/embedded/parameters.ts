/**
 * Converts the parameters of a statement to Postgres's text format. The driver's own serializers throw a TypeError for
 * a value of another type than the column's, or silently change it. Here Postgres gets the value as it is in JSON and
 * validates it.
 */
import type postgres from 'postgres';
import { isExactNumber, stringifyExact } from '../../agent-execution/exact-json.ts';

type Serialize = (value: unknown) => unknown;

/** A value that cannot be a parameter of the statement. */
export class UnsuitableParameterError extends Error {
  override name = 'UnsuitableParameterError';
  constructor(value: unknown) {
    super(`invalid input for a column: ${JSON.stringify(value)?.slice(0, 100)}`);
  }
}

/** Returns the text of a value of any type except arrays. */
export function toText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (isExactNumber(value)) return value.slice(1);
  return typeof value === 'object' ? stringifyExact(value) : String(value);
}

/** Returns a serializer that throws UnsuitableParameterError for a value that the given serializer leaves unconverted. */
function checked(serialize: Serialize): (value: unknown) => string {
  return (value) => {
    const text = serialize(value);
    if (typeof text !== 'string') throw new UnsuitableParameterError(value);
    return text;
  };
}

/** Replaces the driver's serializers, including those of array types, which it reads when it connects. */
export function serializeStrictly(driver: postgres.Sql): void {
  const { serializers } = driver.options;
  for (const type of Object.keys(serializers)) serializers[Number(type)] = toText;
  Object.assign(driver.options, {
    serializers: new Proxy(serializers, {
      has: () => true,
      get: (own, type, receiver) => checked(Reflect.get(own, type, receiver) ?? toText),
    }),
  });
}
