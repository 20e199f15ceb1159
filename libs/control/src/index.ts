export { isEnd, mayFollow, transitions } from './run/states.ts';
