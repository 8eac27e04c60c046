/** What a change answers: nothing when all went well. */
export interface Answer {
  error?: { message: string; hint: string };
}
