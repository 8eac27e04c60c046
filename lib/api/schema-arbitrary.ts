/** Values to try an interface with, made of its JSON Schemas: allowed for the most part, and now and then anything. */
import fc from 'fast-check';

export type Schema = Record<string, unknown>;

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
  fc.constantFrom('\0', '\ud800', '{"a":"\\u0000"}', '', ' ', 1e308, -0, 1e21, [], {}, null),
);

const words = fc.string({ minLength: 1, maxLength: 40 }).map((text) => `a${text}`);

/** What stands for the id of something that there is; whoever sends it puts the id in its place. */
export const KNOWN_ID = 'plan';

/** What leads to an error nearly always, since it has to fit to something else. */
const rare = ['cursor', 'entry_id', 'depends_on', 'lease_token', 'lease_seconds'];

export function like(schema: Schema): fc.Arbitrary<unknown> {
  const meant = (): fc.Arbitrary<unknown> => {
    const branches = schema.anyOf ?? schema.oneOf;
    if (Array.isArray(branches)) return fc.oneof(...branches.map(like));
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
    if (schema.type === 'array') return fc.array(like(schema.items as Schema), { maxLength: 4 }); // of a list
    if (schema.type === 'object' && schema.properties) return likeObject(schema);
    return anything;
  };
  return fc.oneof({ weight: 19, arbitrary: meant() }, { weight: 1, arbitrary: anything });
}

export function likeObject({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties as Record<string, Schema>).map(([name, schema]) => [
      name,
      rare.includes(name)
        ? fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, like(schema))
        : like(schema),
    ]),
  );
  return fc.record(fields, { requiredKeys: required as string[] });
}
