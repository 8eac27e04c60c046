/**
 * The theme is a cookie that the server writes into <html>. So no script runs before the first paint, as the content
 * security policy requires. Without the cookie, CSS follows the system.
 */
import { cookies } from 'next/headers';
import { isTheme, type Theme } from '@/lib/themes';

export const THEME_COOKIE = 'aes-theme';

export async function readTheme(): Promise<Theme> {
  const value = (await cookies()).get(THEME_COOKIE)?.value;
  return isTheme(value) ? value : 'system';
}
