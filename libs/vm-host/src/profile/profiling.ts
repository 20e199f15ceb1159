export type { Profile, ProfileCounts } from './profile.ts';
export { Profiler } from './profiler.ts';
export { speedscopeFile } from './speedscope.ts';
