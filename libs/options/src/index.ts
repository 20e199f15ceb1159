export { OptionError, unknownName } from './option-error.ts';
export { editDistance, nearest } from './nearest.ts';
export type { OptionString } from './option-string.ts';
export { escapeOptionValue, parseOptionString } from './option-string.ts';
export type { Limits, Property, PropertyOptions, Schema, ValueType, ValuesOf } from './property.ts';
export { bool, enumOf, int, property, size, string } from './property.ts';
export { checkValue, completeValues, parseValue, parseValues, propertyOf } from './values.ts';
export type { HelpSection } from './help.ts';
export { propertyHelp, twoColumns, typeHelp } from './help.ts';
