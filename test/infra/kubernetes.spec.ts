import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../run/paths.ts';
import { needsTool } from '../tools.ts';
import { objectsIn, objectsOfKustomization, problemsBySchema, resourcesOf, titleOf, type KubernetesObject } from './kubernetes-objects.ts';
import { problemsOfReferences, secretsIn } from './kubernetes-references.ts';

const folder = join(root, 'infra/kubernetes');
const secrets = secretsIn(readFileSync(join(root, 'infra/README.md'), 'utf8'));
const all = [...objectsOfKustomization(join(folder, 'base')), ...objectsOfKustomization(join(folder, 'autoscaling'))];

/** The objects, one text in their JSON being another. */
const changed = (from: string, to: string): KubernetesObject[] => {
  const text = JSON.stringify(all);
  if (!text.includes(from)) throw new Error(`nothing has ${from}`);
  // objects of Kubernetes still, whatever the change
  return JSON.parse(text.replace(from, to)) as KubernetesObject[];
};

describe('the objects for Kubernetes', () => {
  it.each(['base', 'autoscaling', 'example'])('are all named by the kustomization of %s', (name) => {
    const files = readdirSync(join(folder, name)).filter((file) => file !== 'kustomization.yaml');
    expect(resourcesOf(join(folder, name)).filter((resource) => resource.endsWith('.yaml')).toSorted()).toEqual(files.toSorted());
  });

  it('are what the schemas of Kubernetes and KEDA say', () => {
    expect(problemsBySchema(objectsOfKustomization(join(folder, 'example')))).toEqual([]);
  });

  it.each([
    ['a field that does not exist', '"terminationGracePeriodSeconds"', '"terminationGraceSeconds"', 'Deployment/control-plane'],
    ['a wrong type', '"minAvailable":1', '"minAvailable":[1]', 'PodDisruptionBudget/control-plane'],
    ['a misspelt field of KEDA', '"maxReplicaCount"', '"maxReplicas"', 'ScaledObject/worker'],
  ])('would not pass with %s', (_, from, to, title) => {
    expect(problemsBySchema(changed(from, to)).map((problem) => problem.split(':')[0])).toEqual([title]);
  });

  it('mean each other by the right names, and are locked in', () => {
    expect(problemsOfReferences(all, secrets)).toEqual([]);
  });

  it.each([
    ['"key":"OBJECT_STORE"', '"key":"STORE"', 'Deployment/control-plane: OBJECT_STORE: ConfigMap/reprise has no STORE'],
    ['"key":"REDIS_URL"', '"key":"REDIS"', 'Deployment/control-plane: REDIS_URL: nobody says how Secret/reprise-queue gets its REDIS'],
    ['"port":"http"},"periodSeconds":2', '"port":"web"},"periodSeconds":2', 'Deployment/control-plane: startupProbe: there is no port web'],
    ['"targetPort":"http"', '"targetPort":"web"', 'Service/control-plane: its pods have no port web'],
    ['"maxUnavailable":1,"selector":{"matchLabels":{"app.kubernetes.io/name":"worker"', '"maxUnavailable":1,"selector":{"matchLabels":{"app.kubernetes.io/name":"wrker"', 'PodDisruptionBudget/worker: no pod has {"app.kubernetes.io/name":"wrker","app.kubernetes.io/part-of":"reprise"}'],
    ['"serviceAccountName":"worker"', '"serviceAccountName":"wrker"', 'Deployment/worker: there is no ServiceAccount/wrker'],
    ['"name":"scratch","mountPath"', '"name":"tmp","mountPath"', 'Deployment/control-plane: there is no volume tmp'],
    ['http://control-plane:7700', 'http://control-plane:80', 'ConfigMap/reprise: no Service is at http://control-plane:80'],
    ['control-plane.reprise.svc:7700', 'control.reprise.svc:7700', 'ScaledObject/worker: no Service is at http://control.reprise.svc:7700'],
    ['"scaleTargetRef":{"name":"worker"}', '"scaleTargetRef":{"name":"wrker"}', 'ScaledObject/worker: there is no Deployment/wrker'],
    ['"runAsNonRoot":true', '"runAsNonRoot":false', 'Deployment/control-plane: securityContext.runAsNonRoot is not true'],
    ['"drop":["ALL"]', '"drop":["NET_RAW"]', 'Deployment/control-plane: securityContext.capabilities.drop.0 is not ALL'],
    ['"enableServiceLinks":false', '"hostNetwork":true', 'Deployment/control-plane: has hostNetwork'],
  ])('would not pass with %s as %s', (from, to, problem) => {
    expect(problemsOfReferences(changed(from, to), secrets)).toContain(problem);
  });
});

needsTool('kubectl')('kubectl', () => {
  it.each(['base', 'autoscaling'])('renders the kustomization of %s', (name) => {
    const { stdout, stderr } = spawnSync('kubectl', ['kustomize', join(folder, name)], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const rendered = objectsIn(stdout);
    expect(rendered.map(titleOf).toSorted()).toEqual(objectsOfKustomization(join(folder, name)).map(titleOf).toSorted());
    expect(rendered.filter(({ metadata }) => !('namespace' in metadata && metadata.namespace === 'reprise'))).toEqual([]);
    expect(problemsBySchema(rendered)).toEqual([]);
    for (const image of stdout.matchAll(/image: (.*)/g)) expect(image[1]).toBe('reprise:0.1.0');
  });
});
