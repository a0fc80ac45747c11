export { longestResponseSeconds } from '../declaration/check-limits.ts';
export { renderSize } from '../declaration/size.ts';
