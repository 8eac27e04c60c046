/** A real nginx in front of a server, as a process with its own configuration. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/lib/supabase/embedded/postgres';

export interface Nginx {
  origin: string;
  stop(): Promise<void>;
}

function configuration(port: number, upstream: string, location: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
pid nginx.pid;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${upstream};
      ${location}
    }
  }
}
`;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Starts nginx in front of a server; `location` holds directives beside proxy_pass, or nothing for nginx's defaults. */
export async function startNginx(upstream: string, location = ''): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'aes-nginx-'));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(port, upstream, location));
  const child = spawn(
    process.env.NGINX_PATH ?? '/usr/sbin/nginx',
    ['-p', folder, '-c', file, '-e', 'stderr', '-g', 'daemon off;'],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const isOver = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await isOver;
    rmSync(folder, { recursive: true, force: true });
  };
  let hasEnded = false;
  void isOver.then(() => {
    hasEnded = true;
  });
  while (!(await canConnect(port))) {
    if (hasEnded) throw new Error('nginx did not start; see its message above.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { origin: `http://127.0.0.1:${port}`, stop };
}
