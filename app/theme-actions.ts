'use server';

import { cookies } from 'next/headers';
import { isTheme } from '@/lib/themes';
import { THEME_COOKIE } from './theme';

const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;

export async function chooseTheme(theme: string): Promise<void> {
  if (!isTheme(theme)) return;
  const store = await cookies();
  store.set(THEME_COOKIE, theme, { httpOnly: true, sameSite: 'lax', path: '/', maxAge: ONE_YEAR_SECONDS });
}
