import type { Failure } from '@/lib/action-result';

export interface LoginState {
  /** The address as typed, so that a person types only the password again. */
  email: string;
  error?: Failure;
  notice?: string;
}

export type LoginAction = (state: LoginState, data: FormData) => Promise<LoginState>;

export const emptyLogin: LoginState = { email: '' };
