import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { problem } from '@reprise/contracts';
import { convertSchema } from './convert-schema.ts';

/** The API's description (OpenAPI 3.1), from what its routes are checked with. */
export function describeApi(application: INestApplication): OpenAPIObject {
  const document = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Reprise')
    .setDescription('Runs of deterministic machines: made, watched, commanded, forked and reproduced. Errors are problem details (RFC 9457) with stable codes.')
    .setVersion('1')
    .addSecurity('key', { type: 'http', scheme: 'bearer', description: 'An API key: rk_..' })
    .addSecurity('worker', { type: 'http', scheme: 'bearer', description: 'The token that workers and control planes share' })
    .build();
  const described = SwaggerModule.createDocument(application, document, {
    standardSchemaConverter: convertSchema,
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}.${method}`,
  });
  const { components = {} } = convertSchema(problem, { schemaType: 'output' }) ?? {};
  return { ...described, components: { ...described.components, schemas: { ...described.components?.schemas, ...components } } };
}
