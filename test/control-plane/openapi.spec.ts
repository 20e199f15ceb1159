import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startService, type Service } from './service.ts';

const schema = z.record(z.string(), z.unknown());
const content = z.record(z.string(), z.object({ schema }));
const operation = z.object({
  operationId: z.string(),
  summary: z.string().min(1),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean().optional(), schema })),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: content.optional() })),
  security: z.array(schema).optional(),
});
const document = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), schema), securitySchemes: z.record(z.string(), z.unknown()) }),
});

let service: Service;
let described: z.infer<typeof document>;
beforeAll(async () => {
  service = await startService();
  described = document.parse((await service.as().get('/openapi.json').expect(200)).body);
});
afterAll(() => service.close());

function* references(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === '$ref' && typeof inner === 'string') yield inner;
    else yield* references(inner);
  }
}
const operations = () => Object.entries(described.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, of]) => ({ path, method, ...of })));

describe('the description of the API', () => {
  it('has every schema that it refers to', () => {
    const known = Object.keys(described.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(references(described))].filter((reference) => !known.includes(reference))).toEqual([]);
    expect(known).toContain('#/components/schemas/Run');
  });

  it('has every parameter of every path, with its form', () => {
    for (const { path, parameters } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect([path, parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name).toSorted()]).toEqual([path, inPath.map(String).toSorted()]);
      for (const parameter of parameters) expect([path, parameter.name, Object.keys(parameter.schema).length > 0]).toEqual([path, parameter.name, true]);
    }
  });

  it('says what is taken and answered, and how errors are', () => {
    for (const { path, method, responses, requestBody, operationId, security } of operations()) {
      const statuses = Object.keys(responses);
      expect([operationId, statuses.some((status) => /^20\d$/.test(status)), statuses.includes('default')]).toEqual([operationId, true, true]);
      expect(Object.keys(responses['default']?.content ?? {})).toEqual(['application/problem+json']);
      if (method === 'get') expect(requestBody).toBeUndefined();
      if (path.startsWith('/v1')) expect([operationId, security]).toEqual([operationId, [{ key: [] }]]);
    }
    expect(described.paths['/v1/runs']?.['post']?.requestBody?.content['application/json']?.schema).toMatchObject({ type: 'object', required: ['job'], additionalProperties: false });
    expect(Object.keys(described.paths['/v1/runs']?.['post']?.requestBody?.content ?? {})).toEqual(['application/json', 'application/yaml']);
    expect(described.paths['/v1/runs/{run}']?.['get']?.responses['200']?.content?.['application/json']?.schema).toEqual({ $ref: '#/components/schemas/Run' });
  });
});
