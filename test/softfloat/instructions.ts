/** The floating-point instructions of F and D: what the assembler calls them, and what they compute here. */
import { F32, F64, type FloatResult, fp, I32, I64, type IntegerType, type RoundingMode, U32, U64 } from '@reprise/softfloat';

/** Where an operand or a result stands: a float or double register, or an integer register. */
export type Place = 's' | 'd' | 'x';

export interface Instruction {
  readonly name: string;
  readonly to: Place;
  readonly from: readonly Place[];
  /** The assembler wants the rounding mode written out. */
  readonly rounds: boolean;
  readonly compute: (operands: Operands, rm: RoundingMode) => FloatResult;
}

export type Operands = readonly [a: bigint, b: bigint, c: bigint];

const formats = { s: F32, d: F64 } as const;
const integerTypes = { w: I32, wu: U32, l: I64, lu: U64 } as const;

const inRegister = (type: IntegerType, value: bigint): bigint =>
  BigInt.asUintN(64, type.width === 32 ? BigInt.asIntN(32, value) : value);

const integerOf = (type: IntegerType, register: bigint): bigint =>
  type.isSigned ? BigInt.asIntN(type.width, register) : BigInt.asUintN(type.width, register);

const ofFormat = (place: 's' | 'd'): readonly Instruction[] => {
  const format = formats[place];
  const computed = (['add', 'sub', 'mul', 'div'] as const).map((op): Instruction => ({
    name: `f${op}.${place}`,
    to: place,
    from: [place, place],
    rounds: true,
    compute: ([a, b], rm) => fp[op](format, a, b, rm),
  }));
  const chosen = (['min', 'max'] as const).map((op): Instruction => ({
    name: `f${op}.${place}`,
    to: place,
    from: [place, place],
    rounds: false,
    compute: ([a, b]) => fp[op](format, a, b),
  }));
  const compared = (['eq', 'lt', 'le'] as const).map((op): Instruction => ({
    name: `f${op}.${place}`,
    to: 'x',
    from: [place, place],
    rounds: false,
    compute: ([a, b]) => fp[op](format, a, b),
  }));
  const fused = (
    [
      ['fmadd', false, false],
      ['fmsub', false, true],
      ['fnmsub', true, false],
      ['fnmadd', true, true],
    ] as const
  ).map(([name, negatesProduct, negatesSummand]): Instruction => ({
    name: `${name}.${place}`,
    to: place,
    from: [place, place, place],
    rounds: true,
    compute: ([a, b, c], rm) =>
      fp.fma(format, negatesProduct ? a ^ format.signBit : a, b, negatesSummand ? c ^ format.signBit : c, rm),
  }));
  const converted = (['w', 'wu', 'l', 'lu'] as const).flatMap((name): Instruction[] => {
    const type = integerTypes[name];
    const toInteger: Instruction = {
      name: `fcvt.${name}.${place}`,
      to: 'x',
      from: [place],
      rounds: true,
      compute: ([a], rm) => {
        const { bits, flags } = fp.toInteger(format, a, type, rm);
        return { bits: inRegister(type, bits), flags };
      },
    };
    const fromInteger: Instruction = {
      name: `fcvt.${place}.${name}`,
      to: place,
      from: ['x'],
      rounds: !(place === 'd' && type.width === 32),
      compute: ([a], rm) => fp.fromInteger(format, integerOf(type, a), rm),
    };
    return [toInteger, fromInteger];
  });
  return [
    ...computed,
    ...chosen,
    ...compared,
    ...fused,
    ...converted,
    { name: `fsqrt.${place}`, to: place, from: [place], rounds: true, compute: ([a], rm) => fp.sqrt(format, a, rm) },
    { name: `fclass.${place}`, to: 'x', from: [place], rounds: false, compute: ([a]) => fp.classify(format, a) },
  ];
};

export const instructions: readonly Instruction[] = [
  ...ofFormat('s'),
  ...ofFormat('d'),
  { name: 'fcvt.s.d', to: 's', from: ['d'], rounds: true, compute: ([a], rm) => fp.convert(F64, F32, a, rm) },
  { name: 'fcvt.d.s', to: 'd', from: ['s'], rounds: false, compute: ([a], rm) => fp.convert(F32, F64, a, rm) },
];
