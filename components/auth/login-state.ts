export interface LoginState {
  /** What was typed; kept, so that only the password has to be typed again. */
  email: string;
  error?: { message: string; hint: string };
  notice?: string;
}

export type LoginAction = (state: LoginState, data: FormData) => Promise<LoginState>;

export const emptyLogin: LoginState = { email: '' };
