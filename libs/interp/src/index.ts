export { interpreterModule, type InterpreterModule } from './interpreter-module.ts';
export { Interpreter, type Compile, type CompileContext, type CompiledCode, type InterpreterMachine } from './interpreter.ts';
