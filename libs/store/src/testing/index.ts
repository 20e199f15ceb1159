export { bytesOf, randomWords } from './bytes.ts';
export { CONFORMANCE_PAGE, conformanceCases, type ConformanceCase } from './conformance.ts';
export { faultCases, type FaultCase } from './fault-cases.ts';
export { Crash, FaultyStore, type Fault } from './faulty-store.ts';
export { sortedPages, ToyMachine } from './toy-machine.ts';
