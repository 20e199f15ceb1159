export { buildInterpreter, type InterpreterModule } from './interpreter-module.ts';
export { Interpreter, type InterpreterMachine } from './interpreter.ts';
