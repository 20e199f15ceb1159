export { createApplication } from './application/create-application.ts';
export { openParts, type Parts } from './application/parts.ts';
export { BadConfiguration, parseConfiguration, type Configuration } from './configuration/configuration.ts';
