import { z } from 'zod';
import { namedSchemas } from './named-schemas.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

export interface ConvertedSchema {
  readonly schema: JsonSchema;
  /** What it refers to, by name. */
  readonly components: Readonly<Record<string, JsonSchema>>;
}

const unnamed = z.registry<{ readonly id: string }>();

/**
 * JSON Schema (2020-12, as OpenAPI 3.1 has it) of a schema that routes are checked with. What is answered refers to named schemas; what is taken, in which defaults may be
 * left out and texts stand for numbers, has everything in itself.
 */
export function convertSchema(schema: unknown, { schemaType }: { readonly schemaType: 'input' | 'output' }): ConvertedSchema | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const metadata = schemaType === 'output' ? namedSchemas : unnamed;
  // Inside another, a schema that has a name becomes a reference.
  const { properties, $defs = {} } = z.toJSONSchema(z.strictObject({ root: schema }), { io: schemaType, unrepresentable: 'any', metadata });
  const root = properties?.['root'];
  const components = Object.fromEntries(Object.entries($defs).map(([name, definition]) => [name, withoutId(definition)]));
  return { schema: typeof root === 'object' ? { ...root } : {}, components };
}

const withoutId = (schema: JsonSchema): JsonSchema => Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== 'id'));
