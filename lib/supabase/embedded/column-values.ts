/** Reads the columns of lite's rows as `to_json` would write them: numbers with all digits, times in ISO 8601. */
import type postgres from 'postgres';
import { parseExact } from '../../agent-execution/exact-json.ts';
import { readableJson } from '../readable-json.ts';
import { parseArray } from './array-text.ts';
import { toText } from './parameters.ts';

type Parse = (text: string) => unknown;

/** NaN and infinity are strings in JSON. */
const number: Parse = (text) => (/^-?\d/.test(text) ? parseExact(text) : text);
const json: Parse = (text) => parseExact(readableJson(text));
/** Postgres's own format is `2025-01-31 12:00:00+00`. */
const timestamp: Parse = (text) => text.replace(' ', 'T');
const timestamptz: Parse = (text) => text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');

const column = (type: number, parse: Parse) => ({ to: type, from: [type], serialize: toText, parse });

/** Types by name, for the options of the driver; lite defines the names. */
export const columnTypes = {
  bigint: column(20, number),
  numeric: column(1700, number),
  float4: column(700, number),
  float8: column(701, number),
  timestamp: column(1114, timestamp),
  timestamptz: column(1184, timestamptz),
  json: column(114, json),
  jsonb: column(3802, json),
};

const BOX_ARRAY_OID = 1020;

/** What the driver reads when it connects: a parser for each type, and the array type of each type. */
interface Learned {
  parsers: Record<number, Parse>;
  shared: { typeArrayMap: Record<number, number> };
}

/** Makes the driver read arrays that contain NULL or JSON; it reads their types when it connects. */
export function readArrays(driver: postgres.Sql): void {
  const { parsers, shared } = driver.options as unknown as Learned; // the package's types leave `shared` out
  const elementOf = (array: number) =>
    Object.entries(shared.typeArrayMap).find(([, type]) => type === array)?.[0];
  const read = (array: number): Parse => {
    const element = Number(elementOf(array));
    return (text) => parseArray(text, parsers[element], array === BOX_ARRAY_OID ? ';' : ',');
  };
  Object.assign(driver.options, {
    parsers: new Proxy(parsers, {
      get: (own, type, receiver) => {
        const parse = Reflect.get(own, type, receiver);
        return parse && 'array' in parse ? read(Number(type)) : parse;
      },
    }),
  });
}
