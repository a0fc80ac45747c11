import { definePlatform, lab } from 'smartx';
import small from '../small/smartx.config.ts';

/** The small platform once more, under another name. */
export default definePlatform({
  ...small,
  environments: {
    'test-c': lab({ dns: 1, loadBalancers: 1, web: 1, app: 1, monitoring: 1, redundancy: false }),
  },
});
