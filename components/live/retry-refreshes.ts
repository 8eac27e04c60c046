/**
 * Keeps a page through failed refreshes. When Next's request for a page fails, Next reloads the document, and a dialog loses its
 * text. So each request is retried until a server responds, and the request for the page in view until that page renders. A page
 * that still loads has nothing to keep, so it shows its failure.
 */
import { isLoading } from '@/components/ui/is-loading';
import { hasFailedComponent } from './flight';

export interface RefreshListener {
  /** Called when the page becomes older than the server's data, or current again. */
  onBehind: (isBehind: boolean) => void;
  /** Called when the server runs a newer build, which only a reload can show. */
  onNewBuild: () => void;
}

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 4000;
/** Statuses of a server that is starting, busy or away. */
const TEMPORARY_STATUSES = [429, 502, 503, 504];

function* waits(): Generator<number> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, MAX_WAIT_MS)) yield wait;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Never settles, so that the page stays until the person reloads it. */
const never = new Promise<Response>(() => {});

/** Returns whether Next's router requests a page to show it now. */
function isPageRequest(input: RequestInfo | URL, init: RequestInit | undefined): input is URL {
  const headers = new Headers(init?.headers);
  const isWanted = headers.has('rsc') && !headers.has('next-router-prefetch');
  return input instanceof URL && isWanted && (init?.method ?? 'GET') === 'GET';
}

function isInView(url: URL): boolean {
  const page = new URL(url);
  page.searchParams.delete('_rsc');
  page.searchParams.sort();
  const shown = new URL(window.location.href);
  shown.searchParams.sort();
  return page.origin + page.pathname + page.search === shown.origin + shown.pathname + shown.search;
}

/** Returns the response with its body read, and whether the page can show it. */
async function readWhole(response: Response): Promise<{ whole: Response; isShown: boolean }> {
  const body = new Uint8Array(await response.arrayBuffer());
  const isPage = response.headers.get('content-type')?.startsWith('text/x-component') ?? false;
  const whole = new Response(body, response);
  // A new Response lacks both, and Next reads both.
  Object.defineProperty(whole, 'url', { value: response.url });
  Object.defineProperty(whole, 'redirected', { value: response.redirected });
  return { whole, isShown: response.status < 500 && !(isPage && hasFailedComponent(body)) };
}

/** Retries the page's refreshes until the returned function is called. `build` is the build of the page. */
export function retryRefreshes(build: string | undefined, listener: RefreshListener): () => void {
  const plainFetch = window.fetch;

  /** Resolves once a server responds. */
  async function fetchWithRetry(url: URL, init: RequestInit | undefined): Promise<Response> {
    for (const wait of waits()) {
      const response = await plainFetch(url, init).catch(() => null);
      init?.signal?.throwIfAborted();
      if (response && !TEMPORARY_STATUSES.includes(response.status)) return response;
      listener.onBehind(true);
      await sleep(wait);
    }
    return never;
  }

  /**
   * Resolves only with a page that renders, unless the page in view still loads. Next may reuse the request after a
   * navigation, so it is never abandoned.
   */
  async function refresh(url: URL, init: RequestInit | undefined): Promise<Response> {
    for (const wait of waits()) {
      const response = await fetchWithRetry(url, init);
      const read = await readWhole(response).catch(() => null);
      init?.signal?.throwIfAborted();
      if ((response.headers.get('x-build') ?? build) !== build) {
        listener.onNewBuild();
        break;
      }
      listener.onBehind(!read?.isShown && url.pathname === window.location.pathname);
      if (read && (read.isShown || isLoading(document.getElementById('main')))) return read.whole;
      await sleep(wait);
    }
    return never;
  }

  window.fetch = (input, init) => {
    if (!isPageRequest(input, init)) return plainFetch(input, init);
    return isInView(input) ? refresh(input, init) : fetchWithRetry(input, init);
  };
  return () => {
    window.fetch = plainFetch;
  };
}
