/** Looks into parsed YAML, of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {});

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What is at a path such as `spec.template.metadata.labels`; undefined where nothing is. */
export const at = (value: unknown, path: string): unknown => path.split('.').reduce((inner: unknown, key) => fieldsOf(inner)[key], value);

export const textAt = (value: unknown, path: string): string => {
  const found = at(value, path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
};

/** Every value in it, itself first. */
export function* everything(value: unknown): Generator {
  yield value;
  const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(fieldsOf(value));
  for (const each of inner) yield* everything(each);
}
