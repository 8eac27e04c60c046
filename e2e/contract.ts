/** Holds what the API answered against what its contract says. */
import { errorAnswer } from '@/lib/api/contracts/answers';
import { operationsAt } from '@/lib/api/find-operation';
import type { Method } from '@/lib/api/operation';

/** What is wrong with an answer; null for one that is as it should be. */
export function contractProblem(method: Method, path: string, status: number, body: unknown): string | null {
  if (status >= 400) return problemOf(errorAnswer.safeParse(body));
  const [address = ''] = path.split('?');
  const operation = operationsAt(address.split('/').slice(1).map(decodeURIComponent)).get(method)?.operation;
  if (!operation) return `There is no operation ${method} ${address}, but it answered ${status}.`;
  if (status !== (operation.status ?? 200)) return `The status of ${operation.id} should not be ${status}.`;
  const { data } = body as { data: unknown }; // every answer but an error has it
  const answer = operation.isPage ? operation.answer.array() : operation.answer;
  return problemOf(answer.safeParse(data));
}

function problemOf(result: { success: boolean; error?: { message: string } }): string | null {
  return result.success ? null : (result.error?.message ?? 'unknown');
}
