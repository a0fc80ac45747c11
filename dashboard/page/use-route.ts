import { useEffect, useState } from 'preact/hooks';

export type Route = { readonly page: 'overview' } | { readonly page: 'host'; readonly host: string };

/** The part of the address after `#`: any page can be linked to, and the browser's own keys go back and forth. */
export function useRoute(): Route {
  const [route, setRoute] = useState(readRoute);
  useEffect(() => {
    const update = () => setRoute(readRoute());
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  return route;
}

function readRoute(): Route {
  const [, host] = /^#\/host\/([a-z0-9-]+)$/.exec(location.hash) ?? [];
  return host === undefined ? { page: 'overview' } : { page: 'host', host };
}
