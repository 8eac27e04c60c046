/** The address at which the reader sees this app. */
export function originOf(headers: Headers): string {
  const host = headers.get('x-forwarded-host') ?? headers.get('host') ?? 'localhost';
  const protocol = headers.get('x-forwarded-proto')?.split(',')[0] ?? 'http';
  return `${protocol}://${host}`;
}
