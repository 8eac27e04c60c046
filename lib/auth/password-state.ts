export interface PasswordState {
  isDone?: boolean;
  error?: { message: string; hint: string };
}

export type PasswordAction = (state: PasswordState, data: FormData) => Promise<PasswordState>;
