export { interpreterModule, type InterpreterModule } from './interpreter-module.ts';
export { nothingKept, type KeptCode } from './kept-code.ts';
export { Interpreter, type Compile, type CompileContext, type CompiledCode, type InterpreterMachine } from './interpreter.ts';
