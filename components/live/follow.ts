/** Follows the server after the page has loaded; this code loads later to keep the first load small. */
import { type LiveListener, openLiveFeed } from './live-feed';
import { type RefreshListener, retryRefreshes } from './retry-refreshes';

/** Follows the feed and retries refreshes, until the returned function is called. */
export function follow(
  build: string | undefined,
  feed: LiveListener,
  refreshes: RefreshListener,
): () => void {
  const endRetries = retryRefreshes(build, refreshes);
  const endFeed = openLiveFeed(feed);
  return () => {
    endFeed();
    endRetries();
  };
}
