export { longestResponseSeconds } from '../declaration/check-limits.ts';
