/** Generates arguments from JSON Schemas: valid ones for the most part, and arbitrary values now and then. */
import fc from 'fast-check';

export type Schema = Record<string, unknown>;

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
  fc.constantFrom('\0', '\ud800', '{"a":"\\u0000"}', '', ' ', 1e308, -0, 1e21, [], {}, null),
);

const words = fc.string({ minLength: 1, maxLength: 40 }).map((text) => `a${text}`);

/** Stands for the id of an existing row. The caller of a test puts the real id in its place. */
export const KNOWN_ID = 'plan';

/** Optional fields that are mostly omitted: they must match other data, so a generated value nearly always leads to an error. */
const rare = ['cursor', 'entry_id', 'depends_on', 'lease_token', 'lease_seconds', 'agent_name'];

export function arbitraryFor(schema: Schema): fc.Arbitrary<unknown> {
  const meant = (): fc.Arbitrary<unknown> => {
    const branches = schema.anyOf ?? schema.oneOf;
    if (Array.isArray(branches)) return fc.oneof(...branches.map(arbitraryFor));
    if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.format === 'uuid') return fc.oneof({ weight: 4, arbitrary: fc.constant(KNOWN_ID) }, fc.uuid());
    if (schema.type === 'null') return fc.constant(null);
    if (schema.type === 'string')
      return fc.oneof({ weight: 6, arbitrary: words }, fc.string({ maxLength: 40, unit: 'binary' }));
    if (schema.type === 'integer') {
      const least = Number(schema.minimum ?? 0);
      return fc.oneof(fc.constant(least), fc.integer({ min: least - 1, max: least + 99 }));
    }
    if (schema.type === 'number')
      return fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(0, 1) },
        fc.double({ min: -1, max: 2, noNaN: true }),
      );
    if (schema.type === 'boolean') return fc.boolean();
    if (schema.type === 'array') return fc.array(arbitraryFor(schema.items as Schema), { maxLength: 4 }); // An item of a list.
    if (schema.type === 'object' && schema.properties) return objectArbitrary(schema);
    return anything;
  };
  return fc.oneof({ weight: 19, arbitrary: meant() }, { weight: 1, arbitrary: anything });
}

export function objectArbitrary({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties as Record<string, Schema>).map(([name, schema]) => [
      name,
      rare.includes(name)
        ? fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, arbitraryFor(schema))
        : arbitraryFor(schema),
    ]),
  );
  return fc.record(fields, { requiredKeys: required as string[] });
}
