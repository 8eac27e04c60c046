/** Checks responses of the API against its OpenAPI document. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { operationsAt } from '@/lib/api/find-operation';
import { openApiDocument } from '@/lib/api/openapi';
import type { Method } from '@/lib/api/operation';

// The API checks formats itself; keywords that are not JSON Schema are ignored.
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(openApiDocument('http://localhost'), 'api');

const validators = new Map<string, ValidateFunction>();

function validatorOf(method: Method, path: string, status: string): ValidateFunction {
  const place = [
    'paths',
    path,
    method.toLowerCase(),
    'responses',
    status,
    'content',
    'application/json',
    'schema',
  ];
  const pointer = place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  const known = validators.get(pointer) ?? ajv.compile({ $ref: `api#/${encodeURI(pointer)}` });
  validators.set(pointer, known);
  return known;
}

/** Returns the contract violation of a response, or null for a valid one. */
export function contractProblem(method: Method, path: string, status: number, body: unknown): string | null {
  const [address = ''] = path.split('?');
  const found = operationsAt(address.split('/').slice(1).map(decodeURIComponent));
  const operation = found.get(method)?.operation;
  if (status >= 400) {
    // An unknown URL has no operation; every operation declares the same errors.
    return problemOf(validatorOf(operation ? method : 'GET', operation?.path ?? '/plans', 'default'), body);
  }
  if (!operation) return `There is no operation ${method} ${address}, but it returned ${status}.`;
  if (status !== (operation.status ?? 200)) return `The status of ${operation.id} should not be ${status}.`;
  return problemOf(validatorOf(method, operation.path, String(status)), body);
}

function problemOf(validate: ValidateFunction, body: unknown): string | null {
  return validate(body) ? null : ajv.errorsText(validate.errors?.slice(0, 5));
}
