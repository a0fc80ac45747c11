import { siteNameOf } from '../platform/site-name.ts';
import { httpQuestion } from './http-exchange.ts';
import type { Question, Subject } from './promise.ts';

export interface SiteRequest {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a user outside asks the site, by its name, at its virtual address, over verified TLS. */
export function siteQuestion(
  { platform, authorityFile }: Subject,
  label: string,
  requests: readonly SiteRequest[],
  name = siteNameOf(platform),
): Question {
  return httpQuestion(
    { kind: 'outside' },
    label,
    requests.map(({ path, headers }) => ({
      url: `https://${name}${path}`,
      address: platform.virtualAddress,
      authorityFile,
      ...(headers !== undefined && { headers }),
    })),
  );
}
