/** Finds nginx for the tests behind a reverse proxy, or installs Debian's package. */
import { findCommand, installDebianPackage } from './system-package.ts';

/** Debian installs it in a folder that only root has on its PATH. */
const FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];

/** Returns the path of nginx. Throws an error that says what to do if nginx is not available. */
export function findNginx(): string {
  const find = () => findCommand('nginx', FOLDERS);
  const path = find() ?? (installDebianPackage('nginx') ? find() : undefined);
  if (path) return path;
  throw new Error('nginx is not installed. Install it, for example with: sudo apt-get install nginx');
}
