import { z } from 'zod';
import { count, imageReference, name } from '../names.ts';
import { size } from './size.ts';

const text = (most: number): z.ZodString => z.string().max(most);
const properties = z.record(z.string().max(64), z.string().max(256)).refine((value) => Object.keys(value).length <= 64, 'expected at most 64 properties');

const machine = z.strictObject({
  type: z.enum(['virt', 'spike']).default('virt').describe('the board'),
  properties: properties.default({}).describe('properties of the board, as of -M type,key=value'),
  cpu: text(256).default('rv64').describe('the processor and its properties, as of -cpu'),
  memory: size.pipe(z.int().min(2 ** 20).max(3584 * 2 ** 20).multipleOf(4096)).default(256 * 2 ** 20).describe('RAM in bytes, or as 256M'),
  smp: z.int().min(1).max(8).default(1).describe('harts'),
  globals: z.array(z.strictObject({ type: text(64), property: text(64), value: text(256) })).max(64).default([]),
  icountShift: z.int().min(0).max(10).default(0).describe('log2 of the virtual nanoseconds of an instruction'),
});

const linux = z.strictObject({
  kind: z.literal('linux'),
  command: text(65_536).optional().describe('what its shell runs; without one, a shell on the console'),
  append: text(1024).optional().describe('more of the kernel command line'),
});
const kernel = z.strictObject({
  kind: z.literal('kernel'),
  kernel: imageReference,
  initrd: imageReference.optional(),
  bios: z.union([z.literal('default'), imageReference]).default('default'),
  append: text(1024).optional(),
});
const program = z.strictObject({
  kind: z.literal('program'),
  program: imageReference.describe('an ELF program for machine mode, at 0x8000_0000'),
  bios: z.union([z.literal('none'), z.literal('default'), imageReference]).default('none'),
});

const disk = z.strictObject({
  id: name.describe('how artefacts name it'),
  image: imageReference.optional().describe('what is on it at the start'),
  size: size.pipe(z.int().min(4096).max(2 ** 40).multipleOf(512)).optional().describe('of an empty disk'),
  readonly: z.boolean().default(false),
}).refine(({ image, size }) => (image === undefined) !== (size === undefined), 'expected either image or size');

const step = z.union([
  z.strictObject({ expect: text(256).min(1).describe('waits until the guest has written this to its console') }),
  z.strictObject({ send: text(4096).min(1).describe('types this') }),
]);

const limits = z.strictObject({
  instructions: count.min(1).optional().describe('part of the run: ends it at exactly this instruction, in state failed'),
  wallSeconds: z.number().positive().max(30 * 86_400).default(3600).describe('protects the house; time in which a worker executes the run'),
  consoleBytes: z.int().min(1).max(2 ** 30).default(64 * 2 ** 20),
  storedBytes: z.int().min(2 ** 20).max(2 ** 44).default(16 * 2 ** 30).describe('snapshots and logs'),
});

const crash = z.strictObject({
  texts: z.array(text(256).min(1)).max(64).optional().describe('a line on the console with one of them is a crash; without: what Linux and OpenSBI print'),
  budget: count.min(1).optional().describe('so many instructions without progress are a crash'),
  progress: z.array(text(256).min(1)).max(64).default([]).describe('a line on the console with one of them is progress'),
  symbols: z.array(imageReference).max(8).default([]).describe('ELF or System.map: names of functions for backtraces'),
});

const outcome = z.strictObject({
  exitCodes: z.array(z.int().min(0).max(255)).min(1).max(256).default([0]).describe('exit codes that are a success'),
  console: text(256).min(1).optional().describe('text that must have come on the console for a success'),
});

const artefact = z.strictObject({
  name: name.describe('the file that it becomes'),
  disk: name.describe('the disk whose contents it is, without the zeros at its end'),
});

/** What a run of a job is made from, without a matrix. All that determines the run, and how the house handles it. */
const shape = {
  name: name.optional(),
  machine: machine.prefault({}),
  boot: z.discriminatedUnion('kind', [linux, kernel, program]),
  disks: z.array(disk).max(8).default([]),
  devices: z.array(z.strictObject({ type: text(64), id: name.optional(), bus: text(64).optional(), properties: properties.default({}) })).max(32).default([]),
  seed: z.union([z.int().min(0), z.string().regex(/^\d{1,20}$/)]).default(0).transform(String).describe('of every random number in the run; 0 to 2^64-1'),
  rtcStart: z.int().min(0).max(2 ** 40).default(1_767_225_600).describe('date at power-on, seconds since 1970'),
  console: z.strictObject({
    input: text(2 ** 20).optional().describe('typed from the start, as fast as the guest reads; then the input ends'),
    script: z.array(step).max(256).default([]).describe('what is typed when: steps in their order'),
  }).prefault({}),
  limits: limits.prefault({}),
  keyframes: z.strictObject({ every: z.int().min(1_000_000).default(500_000_000).describe('instructions') }).prefault({}),
  crash: crash.prefault({}),
  outcome: outcome.prefault({}),
  artefacts: z.array(artefact).max(16).default([]),
  labels: z.record(name, text(256)).refine((value) => Object.keys(value).length <= 64, 'expected at most 64 labels').default({}),
  priority: z.int().min(0).max(9).default(5).describe('9 is served first'),
  retries: z.int().min(0).max(10).default(3).describe('how often a fault of the infrastructure is made up for; a failure of the guest is a result'),
} as const;

const idsAreUnique = <T extends { readonly disks: readonly { readonly id: string }[]; readonly artefacts: readonly { readonly disk: string }[] }, Input>(schema: z.ZodType<T, Input>): z.ZodType<T, Input> =>
  schema
    .refine(({ disks }) => new Set(disks.map(({ id }) => id)).size === disks.length, { message: 'two disks have the same id', path: ['disks'] })
    .refine(({ disks, artefacts }) => artefacts.every(({ disk }) => disks.some(({ id }) => id === disk)), { message: 'an artefact names a disk that is not there', path: ['artefacts'] });

/** A job: what `reprise submit` takes. JSON Schema: `jobJsonSchema()`. */
export const jobSpecification = idsAreUnique(z.strictObject(shape));
export type JobSpecification = z.output<typeof jobSpecification>;
export type JobInput = z.input<typeof jobSpecification>;

/** Values of a variable of a matrix. */
const values = z.array(z.union([z.string().max(4096), z.number(), z.boolean()])).min(1).max(10_000);

/**
 * A batch: one job, once for every combination of the matrix's values. `${variable}` in any text of the job is the value; a text that is
 * nothing else becomes the value itself, number or text. With `fork`, the job is run once up to `fork.from`, and each combination goes on from
 * there with its own input.
 */
export const batchSpecification = z.strictObject({
  name: name.optional(),
  job: z.record(z.string(), z.unknown()).describe('a job; its texts may have ${variables}'),
  matrix: z.record(name, values).default({}),
  fork: z.strictObject({
    from: z.union([
      z.strictObject({ console: text(256).min(1).describe('when the guest has written this') }),
      z.strictObject({ instructions: count.min(1) }),
      z.strictObject({ snapshot: z.string().max(80) }),
    ]),
    input: text(65_536).describe('what is typed into each fork; may have ${variables}'),
  }).optional(),
  labels: z.record(name, text(256)).default({}),
});
export type BatchSpecification = z.output<typeof batchSpecification>;
export type BatchInput = z.input<typeof batchSpecification>;

export const jobJsonSchema = (): object => z.toJSONSchema(z.strictObject(shape), { io: 'input', unrepresentable: 'any' });
export const batchJsonSchema = (): object => z.toJSONSchema(batchSpecification, { io: 'input', unrepresentable: 'any' });
