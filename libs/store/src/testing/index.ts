export { bytesOf, randomWords } from './bytes.ts';
export { CONFORMANCE_PAGE, conformanceCases, type ConformanceCase } from './conformance.ts';
