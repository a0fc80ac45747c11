/** Upper ends of the buckets that durations of requests are counted in. */
export { latencyBucketsMs } from '../declaration/objective.ts';
