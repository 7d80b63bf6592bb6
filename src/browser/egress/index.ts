export { EGRESS_LAUNCH_ARGS } from './launch-args.ts';
