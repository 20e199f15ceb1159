import { batchJsonSchema, jobJsonSchema } from '@reprise/contracts';
import { unknownName } from '@reprise/options';
import { defineCommand } from '../options/define-command.ts';

/** What `examples/NAME.schema.json` has. */
export const schemas: Readonly<Record<string, () => object>> = { job: jobJsonSchema, batch: batchJsonSchema };

export const schemaText = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`;

/** `reprise schema` */
export const schemaCommand = defineCommand({
  name: 'schema',
  operands: ['[job|batch]'],
  about: 'Prints the JSON Schema of a job, as `reprise submit` takes it, or of a batch. Editors complete and check job files by it (examples/*.schema.json).',
  options: {},
  run: async (_, [name = 'job']) => {
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (!schema) throw unknownName('schema', name, Object.keys(schemas));
    process.stdout.write(schemaText(schema()));
    return 0;
  },
});
