import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { type Place, RequestProblem } from './request-problem.ts';

const places = { body: 'body', query: 'query', param: 'path', custom: 'header' } as const satisfies Record<string, Place['in']>;
const MOST = 20;

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Checks what a route takes against its schemas, and says of each problem where it is: a JSON pointer (RFC 6901) into the body, or the name of a parameter. */
@Injectable()
export class ValidationPipe extends StandardSchemaValidationPipe {
  // The base class's signature.
  override async transform<T = unknown>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { schema, data } = metadata;
    if (!schema || !this.toValidate(metadata)) return value;
    const result = await this.validate<T>(value, schema);
    if (result.issues) throw problemOf(result.issues, places[metadata.type === 'param' || metadata.type === 'query' || metadata.type === 'custom' ? metadata.type : 'body'], data);
    return result.value;
  }
}

function problemOf(issues: readonly Issue[], where: Place['in'], parameter: string | undefined): RequestProblem {
  const found = issues.slice(0, MOST).map(({ message, path = [] }): Place => ({ in: where, pointer: pointerTo(path, where, parameter), detail: message }));
  const text = found.map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer}: ${detail}`)).join('; ');
  const rest = issues.length > MOST ? `; and ${issues.length - MOST} more` : '';
  return new RequestProblem(422, `${where}.invalid`, `the ${where} is not what it has to be: ${text}${rest}`, found);
}

function pointerTo(path: NonNullable<Issue['path']>, where: Place['in'], parameter: string | undefined): string {
  const keys = path.map((step) => String(typeof step === 'object' ? step.key : step));
  if (where !== 'body') return [...(parameter === undefined ? [] : [parameter]), ...keys].join('.');
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
