/** What a change answers: nothing when all went well. */
export interface TaskAnswer {
  error?: { message: string; hint: string };
}
