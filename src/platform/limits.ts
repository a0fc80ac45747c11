import type { Limits } from '../declaration/model.ts';

export { longestResponseSeconds } from '../declaration/check-limits.ts';
export { renderSize } from '../declaration/size.ts';

/** Whether any request goes to the application while its body is still coming. */
export function streams({ paths, request }: Limits): boolean {
  return [request, ...paths].some(({ requestBuffering }) => !requestBuffering);
}
