/** The Kubernetes objects of a folder of infra/kubernetes, as a Kustomization names them, and what their schemas say of them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { commandOf, root } from '../run/paths.ts';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [key: string]: unknown;
}

/** @throws Error for what is no YAML, and for duplicate keys */
export function documentsIn(text: string): unknown[] {
  return parseAllDocuments(text, { merge: true }).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  });
}

const isObject = (value: unknown): value is KubernetesObject =>
  typeof value === 'object' && value !== null && 'apiVersion' in value && 'kind' in value && 'metadata' in value;

export function objectsIn(text: string): KubernetesObject[] {
  return documentsIn(text).map((value) => {
    if (!isObject(value)) throw new Error(`no object of Kubernetes: ${JSON.stringify(value)}`);
    return value;
  });
}

/** `kind/name`, as kubectl has it. */
export const titleOf = ({ kind, metadata }: KubernetesObject): string => `${kind}/${metadata.name}`;

const MODELS: Readonly<Record<string, string>> = { 'keda.sh/v1alpha1': '@kubernetes-models/keda/keda.sh/v1alpha1' };

/** Where TypeScript's compiler finds what an object may be. */
const modelOf = ({ apiVersion, kind }: KubernetesObject): string => `${MODELS[apiVersion] ?? `kubernetes-models/${apiVersion}`}/${kind}`;

/**
 * What is wrong with objects by Kubernetes' own schemas: fields that do not exist, wrong types, missing ones. The schemas come as types, so the compiler
 * judges them, as literals: unlike a JSON Schema of them it takes no field that it does not know.
 */
export function problemsBySchema(objects: readonly KubernetesObject[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-infra-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [index, object] of objects.entries()) {
      writeFileSync(join(folder, `${index}.ts`), `import type { I${object.kind} } from '${modelOf(object)}';\nexport const object: I${object.kind} = ${JSON.stringify(object, null, 1)};\n`);
    }
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig', '--types', '', '--target', 'es2024', '--module', 'nodenext', '--pretty', 'false'];
    const files = objects.map((_, index) => `${index}.ts`);
    const { status, stdout, stderr } = spawnSync(process.execPath, [commandOf('typescript', 'bin/tsc'), ...options, ...files], { cwd: folder, encoding: 'utf8' });
    if (status === 0) return [];
    const found = [...stdout.matchAll(/^(\d+)\.ts\((\d+),\d+\): error \w+: (.*)$/gm)].map(([, index = '', line = '', message = '']) => {
      const object = objects[Number(index)];
      const at = readFileSync(join(folder, `${index}.ts`), 'utf8').split('\n')[Number(line) - 1]?.trim();
      return `${object ? titleOf(object) : index}: at '${at}': ${message}`;
    });
    return found.length > 0 ? found : [`the compiler ended with ${status}: ${stdout}${stderr}`];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The objects of a Kustomization's folder, by the files that it names; of folders among them likewise. */
export function objectsOfKustomization(folder: string): KubernetesObject[] {
  return resourcesOf(folder).flatMap((resource) => {
    const path = join(folder, resource);
    return resource.endsWith('.yaml') ? objectsIn(readFileSync(path, 'utf8')) : objectsOfKustomization(path);
  });
}

export function resourcesOf(folder: string): string[] {
  const [kustomization] = documentsIn(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
  const resources: unknown = typeof kustomization === 'object' && kustomization !== null && 'resources' in kustomization ? kustomization.resources : [];
  return Array.isArray(resources) ? resources.filter((item): item is string => typeof item === 'string') : [];
}
