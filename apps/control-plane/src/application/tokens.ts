/** What is injected that is no class of this application. */
export const CONFIGURATION = Symbol('Configuration');
/** The domain's Ports (libs/control). */
export const PORTS = Symbol('Ports');
/** The ObjectStore (libs/store). */
export const STORE = Symbol('ObjectStore');
