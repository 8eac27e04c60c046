/**
 * The theme is a cookie that the server writes into <html>: no script before the first paint, no flash, nothing for the
 * content security policy to let through. Without the cookie the system decides, in CSS.
 */
import { cookies } from 'next/headers';
import { isTheme, type Theme } from '@/components/shell/themes';

export const THEME_COOKIE = 'aes-theme';

export async function readTheme(): Promise<Theme> {
  const value = (await cookies()).get(THEME_COOKIE)?.value;
  return isTheme(value) ? value : 'system';
}
