/** What Kubernetes itself does not look at before it is too late: names by which objects mean each other, and how far a pod is locked in. */
import { titleOf, type KubernetesObject } from './kubernetes-objects.ts';
import { at, everything, fieldsOf, listOf, textAt } from './look.ts';

type Secrets = Readonly<Record<string, readonly string[]>>;

const isPart = (labels: unknown, of: unknown): boolean => Object.entries(fieldsOf(labels)).every(([key, value]) => fieldsOf(of)[key] === value);

/** A Deployment's pods. */
class Workload {
  readonly object: KubernetesObject;
  readonly title: string;
  readonly labels: unknown;
  readonly spec: unknown;
  readonly containers: readonly unknown[];

  constructor(object: KubernetesObject) {
    this.object = object;
    this.title = titleOf(object);
    this.labels = at(object, 'spec.template.metadata.labels');
    this.spec = at(object, 'spec.template.spec');
    this.containers = listOf(at(this.spec, 'containers'));
  }

  /** Whether a port is there, by name or number. */
  listensOn(port: string): boolean {
    return this.containers.flatMap((container) => listOf(at(container, 'ports'))).some((each) => textAt(each, 'name') === port || textAt(each, 'containerPort') === port);
  }
}

const ofKind = (objects: readonly KubernetesObject[], kind: string): readonly KubernetesObject[] => objects.filter((object) => object.kind === kind);

/** References of pods: configuration, secrets, accounts, volumes, ports of probes. */
function problemsOfPods(workload: Workload, objects: readonly KubernetesObject[], secrets: Secrets): string[] {
  const { title, spec, containers } = workload;
  const isThere = (kind: string, name: string): boolean => ofKind(objects, kind).some(({ metadata }) => metadata.name === name);
  const problems: string[] = [];
  if (!isPart(at(workload.object, 'spec.selector.matchLabels'), workload.labels)) problems.push('its selector does not match its pods');
  if (!isThere('ServiceAccount', textAt(spec, 'serviceAccountName'))) problems.push(`there is no ServiceAccount/${textAt(spec, 'serviceAccountName')}`);
  const volumes = listOf(at(spec, 'volumes')).map((volume) => textAt(volume, 'name'));
  for (const container of containers) {
    for (const variable of listOf(at(container, 'env'))) {
      const name = textAt(variable, 'name');
      const map = at(variable, 'valueFrom.configMapKeyRef');
      const secret = at(variable, 'valueFrom.secretKeyRef');
      const data = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === textAt(map, 'name'))?.['data'];
      if (map !== undefined && !(textAt(map, 'key') in fieldsOf(data))) problems.push(`${name}: ConfigMap/${textAt(map, 'name')} has no ${textAt(map, 'key')}`);
      if (secret !== undefined && secrets[textAt(secret, 'name')]?.includes(textAt(secret, 'key')) !== true) problems.push(`${name}: nobody says how Secret/${textAt(secret, 'name')} gets its ${textAt(secret, 'key')}`);
    }
    for (const mount of listOf(at(container, 'volumeMounts'))) if (!volumes.includes(textAt(mount, 'name'))) problems.push(`there is no volume ${textAt(mount, 'name')}`);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
      const port = textAt(container, `${probe}.httpGet.port`);
      if (port !== '' && !workload.listensOn(port)) problems.push(`${probe}: there is no port ${port}`);
    }
  }
  return problems.map((problem) => `${title}: ${problem}`);
}

/** What the Restricted profile of the Pod Security Standards asks for, and a root file system that cannot be written. */
function problemsOfSecurity({ title, spec, containers }: Workload): string[] {
  const wanted: readonly (readonly [unknown, string, unknown])[] = [
    [spec, 'securityContext.runAsNonRoot', true],
    [spec, 'securityContext.seccompProfile.type', 'RuntimeDefault'],
    [spec, 'automountServiceAccountToken', false],
    ...containers.flatMap((container) => [
      [container, 'securityContext.allowPrivilegeEscalation', false] as const,
      [container, 'securityContext.readOnlyRootFilesystem', true] as const,
      [container, 'securityContext.capabilities.drop.0', 'ALL'] as const,
    ]),
  ];
  const missing = wanted.filter(([value, path, expected]) => atIndex(value, path) !== expected).map(([, path, expected]) => `${path} is not ${String(expected)}`);
  const forbidden = ['hostNetwork', 'hostPID', 'hostIPC', 'privileged', 'hostPath', 'hostPort'];
  const found = [...everything(spec)].flatMap((value) => Object.keys(fieldsOf(value))).filter((key) => forbidden.includes(key)).map((key) => `has ${key}`);
  return [...missing, ...found].map((problem) => `${title}: ${problem}`);
}

/** As `at`, for a path that ends in the index of a list. */
const atIndex = (value: unknown, path: string): unknown => {
  const [, list = '', index = ''] = /^(.*)\.(\d+)$/.exec(path) ?? [];
  return index === '' ? at(value, path) : listOf(at(value, list))[Number(index)];
};

/** Objects that mean pods by their labels, and those pods' ports. */
function problemsOfSelectors(objects: readonly KubernetesObject[], workloads: readonly Workload[]): string[] {
  const selected = (labels: unknown): readonly Workload[] => workloads.filter((workload) => isPart(labels, workload.labels));
  const meant = (object: KubernetesObject, labels: unknown, ports: readonly string[]): string[] => {
    const pods = selected(labels);
    if (pods.length === 0) return [`${titleOf(object)}: no pod has ${JSON.stringify(labels)}`];
    return ports.filter((port) => !pods.some((pod) => pod.listensOn(port))).map((port) => `${titleOf(object)}: its pods have no port ${port}`);
  };
  const portsOf = (rules: unknown): string[] => listOf(rules).flatMap((rule) => listOf(at(rule, 'ports'))).map((port) => textAt(port, 'port'));
  return [
    ...ofKind(objects, 'Service').flatMap((object) => meant(object, at(object, 'spec.selector'), listOf(at(object, 'spec.ports')).map((port) => textAt(port, 'targetPort')))),
    ...ofKind(objects, 'PodDisruptionBudget').flatMap((object) => meant(object, at(object, 'spec.selector.matchLabels'), [])),
    ...ofKind(objects, 'NetworkPolicy').flatMap((object) => [
      ...meant(object, at(object, 'spec.podSelector.matchLabels'), portsOf(at(object, 'spec.ingress'))),
      ...[...listOf(at(object, 'spec.ingress')), ...listOf(at(object, 'spec.egress'))]
        .flatMap((rule) => [...listOf(at(rule, 'from')), ...listOf(at(rule, 'to'))])
        .map((peer) => at(peer, 'podSelector.matchLabels'))
        .filter((labels) => labels !== undefined)
        .flatMap((labels) => meant(object, labels, [])),
    ]),
  ];
}

/** Addresses of services in texts: `http://NAME:PORT`, or with the namespace behind the name. */
function problemsOfAddresses(objects: readonly KubernetesObject[]): string[] {
  const services = ofKind(objects, 'Service');
  return objects.flatMap((object) =>
    [...everything(object)].filter((value) => typeof value === 'string').flatMap((text) =>
      [...text.matchAll(/\bhttp:\/\/([a-z-]+)(?:\.[a-z]+\.svc)?:(\d+)/g)]
        .filter(([, name, port]) => !services.some((service) => service.metadata.name === name && listOf(at(service, 'spec.ports')).some((each) => textAt(each, 'port') === port)))
        .map(([address]) => `${titleOf(object)}: no Service is at ${address}`),
    ),
  );
}

/** What is wrong between objects. `secrets` are those that are made by hand: names and keys. */
export function problemsOfReferences(objects: readonly KubernetesObject[], secrets: Secrets): string[] {
  const workloads = ofKind(objects, 'Deployment').map((object) => new Workload(object));
  const targets = ofKind(objects, 'ScaledObject').filter((object) => !workloads.some(({ object: { metadata } }) => metadata.name === textAt(object, 'spec.scaleTargetRef.name')));
  const names = objects.map(titleOf);
  return [
    ...names.filter((title, index) => names.indexOf(title) !== index).map((title) => `${title}: is there twice`),
    ...workloads.flatMap((workload) => [...problemsOfPods(workload, objects, secrets), ...problemsOfSecurity(workload)]),
    ...problemsOfSelectors(objects, workloads),
    ...problemsOfAddresses(objects),
    ...targets.map((object) => `${titleOf(object)}: there is no Deployment/${textAt(object, 'spec.scaleTargetRef.name')}`),
  ];
}

/** Secrets that a text says how to make: `kubectl create secret generic NAME --from-literal=KEY=...`. */
export function secretsIn(text: string): Record<string, string[]> {
  const commands = text.replaceAll('\\\n', ' ').matchAll(/create secret generic (\S+)(.*)/g);
  return Object.fromEntries([...commands].map(([, name = '', rest = '']) => [name, [...rest.matchAll(/--from-literal=(\w+)=/g)].map(([, key = '']) => key)]));
}
