import { definePlatform, lab } from 'smartx';
import small from '../small/smartx.config.ts';

/** The small platform once more, for what goes wrong on the operator's machine. */
export default definePlatform({
  ...small,
  environments: {
    'test-d': lab({ dns: 1, loadBalancers: 1, web: 1, monitoring: 1, redundancy: false }),
  },
});
