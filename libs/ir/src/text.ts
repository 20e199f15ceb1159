import type { Access, Node, Program, Value } from './node.ts';

/** The IR as text, one node a line, for tests and for people. */
export function printProgram(program: Program, indent = ''): string {
  return program.map((node) => printNode(node, indent)).join('');
}

const name = (value: Value): string => `%${value.id}`;

const aligned = (access: Access): string => (access.aligned ? ' aligned' : '');

function printNode(node: Node, indent: string): string {
  const line = (text: string): string => `${indent}${text}\n`;
  const result = (text: string): string => line(`%${node.id} = ${text}`);
  switch (node.kind) {
    case 'const':
      return result(`${node.type} ${node.value}`);
    case 'imm':
    case 'pc':
    case 'nextPc':
      return result(node.kind);
    case 'registerNumber':
    case 'getX':
    case 'getF':
      return result(`${node.kind} ${node.register}`);
    case 'getState':
      return result(`state ${node.field}`);
    case 'op':
    case 'fp':
      return result(`${node.kind === 'fp' ? 'fp ' : ''}${node.op} ${node.args.map(name).join(' ')}`);
    case 'select':
      return result(`select ${node.args.map(name).join(' ')}`);
    case 'load':
      return result(`load${node.access.bytes * 8}${node.access.signed ? '_s' : '_u'} ${node.access.intent}${aligned(node.access)} ${name(node.address)}`);
    case 'call':
      return result(`call ${node.helper} ${node.args.map(name).join(' ')}`.trimEnd());
    case 'setX':
    case 'setF':
      return line(`${node.kind} ${node.register} ${name(node.value)}`);
    case 'setState':
      return line(`state ${node.field} := ${name(node.value)}`);
    case 'store':
      return line(`store${node.access.bytes * 8}${aligned(node.access)} ${name(node.address)} ${name(node.value)}`);
    case 'branch':
      return line(`branch ${name(node.condition)}`);
    case 'requireFp':
    case 'jumpRelative':
      return line(node.kind);
    case 'jump':
      return line(`jump ${name(node.target)}`);
    case 'if': {
      const otherwise = node.otherwise.length > 0 ? `${line('else')}${printProgram(node.otherwise, `${indent}  `)}` : '';
      return `${line(`if ${name(node.condition)}`)}${printProgram(node.then, `${indent}  `)}${otherwise}`;
    }
  }
}
