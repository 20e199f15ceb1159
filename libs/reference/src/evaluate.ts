import { toU64 } from '@reprise/bits';
import type { Access, Node, Program, Register, Value } from '@reprise/ir';
import type { Operands } from '@reprise/isa';
import { operate } from './operations.ts';
import { FAULT, type Fault, type ReferenceMachine } from './reference-machine.ts';

/** A decoded instruction at an address (0 .. 2^64-1). */
export interface Located extends Operands {
  readonly pc: bigint;
  readonly length: 2 | 4;
}

/** How an instruction ended, and the pc to go on at. After a fault that is the instruction's own: only the machine knows where to. */
export interface Outcome {
  readonly kind: 'next' | 'jump' | 'fault';
  readonly pc: bigint;
}

/** Does what one instruction does, node by node, by the definition of each. The oracle that faster engines are held to. */
export function evaluate(program: Program, at: Located, machine: ReferenceMachine): Outcome {
  return new Evaluation(at, machine).outcome(program);
}

class Evaluation {
  readonly #at: Located;
  readonly #machine: ReferenceMachine;
  readonly #values = new Map<Value, bigint>();

  constructor(at: Located, machine: ReferenceMachine) {
    this.#at = at;
    this.#machine = machine;
  }

  outcome(program: Program): Outcome {
    return this.#run(program) ?? { kind: 'next', pc: this.#after };
  }

  /** The outcome where a node ended the instruction; undefined when it goes on after these nodes. */
  #run(program: Program): Outcome | undefined {
    for (const node of program) {
      const outcome = 'type' in node ? this.#define(node) : this.#act(node);
      if (outcome) return outcome;
    }
    return undefined;
  }

  #define(node: Value): Outcome | undefined {
    const value = this.#evaluate(node);
    if (value === FAULT) return this.#fault();
    this.#values.set(node, value);
    return undefined;
  }

  #evaluate(node: Value): bigint | Fault {
    const machine = this.#machine;
    switch (node.kind) {
      case 'const':
        return BigInt.asUintN(node.type === 'i64' ? 64 : 32, node.value);
      case 'imm':
        return toU64(BigInt(this.#at.imm));
      case 'pc':
        return this.#at.pc;
      case 'nextPc':
        return this.#after;
      case 'registerNumber':
        return BigInt(this.#number(node.register));
      case 'getX':
        return this.#number(node.register) === 0 ? 0n : machine.getX(this.#number(node.register));
      case 'getF':
        return machine.getF(this.#number(node.register));
      case 'getState':
        return machine.getState(node.field);
      case 'op':
        return operate(node.op, this.#all(node.args));
      case 'select': {
        const [condition, then, otherwise] = node.args;
        return this.#value(condition) === 0n ? this.#value(otherwise) : this.#value(then);
      }
      case 'load':
        return extend(node.access, machine.load(node.access, this.#value(node.address)));
      case 'fp':
        return machine.fp(node.op, this.#all(node.args), this.#at.rm);
      case 'call':
        return machine.call(node.helper, this.#all(node.args));
    }
  }

  #act(node: Exclude<Node, Value>): Outcome | undefined {
    const machine = this.#machine;
    switch (node.kind) {
      case 'requireFp':
        return machine.requireFp() ? undefined : this.#fault();
      case 'setX':
        if (this.#number(node.register) !== 0) machine.setX(this.#number(node.register), this.#value(node.value));
        return undefined;
      case 'setF':
        machine.setF(this.#number(node.register), this.#value(node.value));
        return undefined;
      case 'setState':
        machine.setState(node.field, this.#value(node.value));
        return undefined;
      case 'store':
        return machine.store(node.access, this.#value(node.address), this.#value(node.value)) === FAULT ? this.#fault() : undefined;
      case 'if':
        return this.#run(this.#value(node.condition) === 0n ? node.otherwise : node.then);
      case 'branch':
        return this.#value(node.condition) === 0n ? { kind: 'next', pc: this.#after } : this.#jumpRelative();
      case 'jumpRelative':
        return this.#jumpRelative();
      case 'jump':
        return { kind: 'jump', pc: this.#value(node.target) & ~1n };
    }
  }

  get #after(): bigint {
    return toU64(this.#at.pc + BigInt(this.#at.length));
  }

  #jumpRelative(): Outcome {
    return { kind: 'jump', pc: toU64(this.#at.pc + BigInt(this.#at.imm)) };
  }

  #fault(): Outcome {
    return { kind: 'fault', pc: this.#at.pc };
  }

  #number(register: Register): number {
    return this.#at[register];
  }

  #value(node: Value): bigint {
    const value = this.#values.get(node);
    if (value === undefined) throw new Error(`%${node.id} is used before it happens`);
    return value;
  }

  #all(nodes: readonly Value[]): bigint[] {
    return nodes.map((node) => this.#value(node));
  }
}

/** A load's bytes as the register takes them. */
function extend({ bytes, signed }: Access, loaded: bigint | Fault): bigint | Fault {
  if (loaded === FAULT) return FAULT;
  return toU64(signed ? BigInt.asIntN(bytes * 8, loaded) : BigInt.asUintN(bytes * 8, loaded));
}
